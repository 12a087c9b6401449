// Who signed: a key counts where it is the one that was given by another way, or where hand-overs
// that both keys signed lead from that one to it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { backup, restore } from '../../agent/keep/backup.ts'
import { exportTo } from '../../agent/export/export.ts'
import type { ExportSource } from '../../agent/export/window.ts'
import { verifyBundle, verifyMembers } from '../../agent/export/verify-bundle.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { sha256 } from '../../agent/log/crypto.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { recordGap } from '../../agent/record/gap.ts'
import { toBase64 } from '../../common/log/bytes.ts'
import { rotationText, signNote, verifierKey } from '../../common/log/checkpoint.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { recorded } from '../support/export.ts'
import { forgedExport, forger, resealed } from '../support/forged.ts'
import { pinnedIn } from '../support/report.ts'
import { loadBundle, membersOf } from '../support/tamper.ts'

const gap = {
  cause: 'missed-schedule',
  tenant: '',
  from: '2026-03-04T06:00:00.000Z',
  to: '2026-03-12T06:00:00.000Z',
  detail: 'the machine was off',
} as const

/** Exports a bundle and the report, and says what either makes of the pinned keys. */
async function judged(
  source: ExportSource & { readonly home: string },
  pins: readonly string[],
  to?: string,
): Promise<{ readonly bundle: readonly boolean[]; readonly report: readonly boolean[] }> {
  const [bundle, report] = [join(source.home, 'judged.zip'), join(source.home, 'judged.html')]
  await exportTo(source, { format: 'bundle', out: bundle, to })
  await exportTo(source, { format: 'html', out: report, to })
  assert.deepEqual((await verifyBundle(bundle)).problems, [])
  const answers: boolean[] = []
  for (const pinned of pins) answers.push((await verifyBundle(bundle, { pinned })).ok)
  return { bundle: answers, report: await pinnedIn(readFileSync(report, 'utf8'), pins) }
}

test("a forged bundle that names the genuine key beside the forger's own is refused", async context => {
  const genuine = await recorded(context)
  const pinned = genuine.agent.log.verifierKey()
  const { agent, home, signer } = await forger(context, genuine.agent.log.origin)
  await recordGap(agent, gap)
  const out = join(home, 'forged.zip')
  await exportTo(agent, { format: 'bundle', out })
  const own = await loadBundle(out)
  const keys = String(own.get('checkpoints/keys.txt'))
  for (const text of [`${keys}${pinned}\n`, `${pinned}\n${keys}`, `${pinned}\n`]) {
    const forged = resealed(own, { 'checkpoints/keys.txt': text }, signer)
    for (const options of [{ pinned }, {}]) {
      const { ok, problems } = await verifyMembers(membersOf(forged), options)
      assert.equal(ok, false)
      assert.ok(problems.some(item => item.file === 'checkpoints/keys.txt'))
    }
  }
  assert.equal((await verifyMembers(membersOf(own))).ok, true, 'his own key signed his own log')
})

test('a hand-over that the genuine key did not sign leads nowhere', async context => {
  const genuine = await recorded(context)
  const { log } = genuine.agent
  const pinned = log.verifierKey()
  const { agent, home, signer } = await forger(context, 'witnessmark.local/forger')
  const before = { name: log.origin, publicKey: log.publicKey }
  const named = { origin: log.origin, publicKey: toBase64(log.publicKey) }
  const after = { origin: signer.name, publicKey: toBase64(signer.publicKey) }
  const place = (await agent.store.logSize()) + 1
  const text = rotationText(sha256, before, signer, place)
  for (const note of [undefined, signNote(sha256, text, signer)]) {
    const body = { reason: 'trust me', before: named, after, ...(note ? { note } : {}) }
    // As if the genuine log stood before his own.
    const first = { reason: 'The log begins.', before: null, after: named }
    await agent.log.commit(null, async () => {
      await agent.log.append([agent.log.own('key', '', 'log key', first)])
      await agent.log.append([agent.log.own('key', '', 'log key', body)])
    })
    const [bundle, report] = [join(home, 'forged.zip'), join(home, 'forged.html')]
    await forgedExport(agent, 'bundle', bundle)
    await forgedExport(agent, 'html', report)
    assert.equal((await verifyBundle(bundle, { pinned })).ok, false)
    assert.deepEqual(await pinnedIn(readFileSync(report, 'utf8'), [pinned]), [false])
  }
})

test('in the home: a key that nobody handed over to is found, however it is announced', async context => {
  const own = { origin: '', publicKey: Buffer.alloc(32, 7).toString('base64') }
  for (const announce of ['before null', 'by way of another name', 'restated'] as const) {
    const { agent } = await recorded(context)
    const { log } = agent
    const after = { ...own, origin: log.origin }
    const key = { reason: 'trust me', before: null, after }
    const entries =
      announce === 'restated'
        ? [
            log.own('erasure', '', 'retention', {
              reason: 'trust me',
              erased: [],
              keys: [{ ...after, entry: 5, until: null, reason: 'trust me' }],
            }),
          ]
        : announce === 'before null'
          ? [log.own('key', '', 'log key', key)]
          : [
              log.own('key', '', 'log key', { ...key, after: { ...own, origin: 'another' } }),
              log.own('key', '', 'log key', key),
            ]
    await log.commit(null, () => log.append(entries))
    // The checkpoint over them is the log's own here: the forger would sign it with his key.
    const { first } = await verifyLog(agent.store)
    if (announce === 'restated') assert.equal(first, null, 'no key came in by it')
    else assert.match(first?.problem ?? '', /without a hand-over that both keys signed/)
  }
})

test('after a rotation the old and the new key hold, at once and for a window that ends before it', async context => {
  const { agent, scanOn, at } = await recorded(context)
  const first = agent.log.verifierKey()
  const second = await agent.log.rotate('The laptop was replaced', tester.id)
  const third = await agent.log.rotate('Yearly', tester.id)
  const pins = [first, second, third, `${third}x`]
  const wanted = [true, true, true, false]
  const both = { bundle: wanted, report: wanted }
  assert.deepEqual(await judged(agent, pins), both)
  at('2026-03-14')
  await scanOn('2026-03-14')
  assert.deepEqual(await judged(agent, pins), both)
  assert.deepEqual(await judged(agent, pins, '2026-03-12T23:59:59.999Z'), both)
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('after a restore: with the old key at hand it hands over; without, the new one alone holds', async context => {
  const { agent, home, close, scanOn } = await recorded(context)
  const old = agent.log.verifierKey()
  const file = join(temporaryFolder(context), 'backup.zip')
  await backup(home, file, new Date())
  await scanOn('2026-03-14')
  await close()
  const elsewhere = join(temporaryFolder(context), 'home')
  for (const [folder, handedOver] of [
    [home, true],
    [elsewhere, false],
  ] as const) {
    await restore(folder, file, {
      replace: handedOver,
      accept: true,
      now: new Date('2026-04-01T00:00:00Z'),
    })
    const other = await openAgent(folder, { secrets: memorySecrets() })
    context.after(() => other.close())
    const pins = [old, other.agent.log.verifierKey()]
    const wanted = [handedOver, true]
    const both = { bundle: wanted, report: wanted }
    assert.deepEqual(await judged(other.agent, pins), both)
    assert.deepEqual(await judged(other.agent, pins, '2026-03-12T23:59:59.999Z'), both)
    assert.equal((await verifyLog(other.agent.store)).first, null)
    const [entry] = (await Array.fromAsync(other.agent.store.evidenceHeads({ kind: 'key' }))).slice(
      -1,
    )
    const body = (await other.agent.store.evidence(entry?.index ?? -1))?.body ?? new Uint8Array()
    assert.equal(String(Buffer.from(body)).includes('"note"'), handedOver)
  }
})

test('what goes out names the key that signs, whoever asks', async context => {
  const { agent, home } = await recorded(context)
  const out = join(home, 'bundle.zip')
  await exportTo(agent, { format: 'bundle', out })
  const { name, publicKey } = { name: agent.log.origin, publicKey: agent.log.publicKey }
  assert.equal((await verifyBundle(out)).key, verifierKey(sha256, name, publicKey))
})
