import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { anchor } from '../../agent/keep/anchor.ts'
import { backup, restore } from '../../agent/keep/backup.ts'
import { editConfig } from '../../agent/home/config.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { exportTo } from '../../agent/export/export.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { verifyLog } from '../../agent/log/verify.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { monthsBefore, prune } from '../../agent/keep/retention.ts'
import { scan } from '../../agent/collect/scan.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { parseVerifierKey } from '../../common/log/checkpoint.ts'
import { sha256 } from '../../agent/log/crypto.ts'
import { temporaryFolder } from '../support/agent.ts'
import { names, recorded } from '../support/export.ts'
import { openssl, startTimeStampAuthority } from '../support/time-stamp-authority.ts'
import { isRefusal } from '../support/problem.ts'
import { startWitness } from '../support/witness.ts'
import { tester } from '../support/actor.ts'
import { recordGap } from '../../agent/record/gap.ts'

test('a rotated key: both signed the hand-over, everything verifies, and a hand-over without the old key is named', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const before = agent.log.verifierKey()
  const after = await agent.log.rotate('The laptop was replaced', tester.id)
  assert.notEqual(after, before)
  assert.equal(
    parseVerifierKey(sha256, after).name,
    parseVerifierKey(sha256, before).name,
    'the origin stays',
  )
  await scanOn('2026-03-14')
  assert.equal((await verifyLog(agent.store)).first, null)
  const out = join(home, 'rotated.zip')
  await exportTo(agent, { format: 'bundle', out })
  const verified = await verifyBundle(out)
  assert.deepEqual(verified.problems, [])
  assert.equal(verified.key, after)
  assert.deepEqual(
    readdirSync(join(home, 'keys')).filter(name => name.includes('next')),
    [],
  )
  // A key entry under the same name that the old key did not sign.
  const at = '2026-03-15T06:00:00.000Z'
  const after2 = { origin: agent.log.origin, publicKey: Buffer.alloc(32, 7).toString('base64') }
  const [forged] = await agent.log.append([
    {
      kind: 'key',
      run: '',
      tenant: '',
      subject: 'log key',
      mediaType: 'application/json',
      body: canonicalBytes({
        reason: 'trust me',
        before: { ...after2, publicKey: Buffer.from(agent.log.publicKey).toString('base64') },
        after: after2,
      }),
      ipe: {
        request: 'log key',
        tenant: 'agent',
        collector: 'agent@1',
        catalogue: 'x',
        seenAt: at,
        recordedAt: at,
      },
    },
  ])
  const { first } = await verifyLog(agent.store)
  assert.equal(first?.entry, forged?.index)
  assert.match(first?.problem ?? '', /without a hand-over that both keys signed/)
})

test('an interrupted rotation: the key that the log announced counts', async context => {
  const { agent, home, close } = await recorded(context)
  const key = readFileSync(join(home, 'keys', 'log.json'))
  const after = await agent.log.rotate('Yearly', tester.id)
  // As if the process had ended between the commit and the exchange of the files.
  copyFileSync(join(home, 'keys', 'log.json'), join(home, 'keys', 'log.next.json'))
  writeFileSync(join(home, 'keys', 'log.json'), key)
  await close()
  const again = await openAgent(home, { secrets: memorySecrets() })
  assert.equal(again.agent.log.verifierKey(), after)
  assert.equal((await verifyLog(again.agent.store)).first, null)
  await again.close()
})

test('erasing a person: gone from every page of the file, asked for again, and all else verifies', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const inFile = (): boolean =>
    readdirSync(home)
      .filter(name => name.startsWith('witnessmark.sqlite'))
      .some(name => readFileSync(join(home, name)).includes(names.greek))
  assert.ok(inFile())
  const size = await agent.store.logSize()
  const erased = await erase(agent, tester, {
    person: names.greek,
    reason: 'A request under Art. 17',
  })
  assert.ok(erased.entries.length > 0 && erased.rows > 0)
  assert.ok(!inFile(), 'no page holds the name')
  const verified = await verifyLog(agent.store)
  assert.equal(verified.first, null)
  assert.equal(verified.erased, erased.entries.length)
  const { current, ended, ...body } = JSON.parse(
    String(Buffer.from((await agent.store.evidence(size))?.body ?? '')),
  ) as { current: object; ended: object }
  assert.deepEqual(body, { reason: 'A request under Art. 17', erased: erased.entries })
  assert.deepEqual(Object.keys(current), ['aurora-labs'], 'whose rows it changed')
  assert.deepEqual(Object.keys(ended), ['aurora-labs'])
  const out = join(home, 'erased.zip')
  await exportTo(agent, { format: 'bundle', out })
  const bundle = await verifyBundle(out)
  assert.deepEqual(bundle.problems, [])
  assert.ok(bundle.withheld >= erased.entries.length)
  await scanOn('2026-03-15')
  assert.ok(
    (await agent.store.resources('aurora-labs')).some(resource =>
      resource.name.includes(names.greek),
    ),
    'the next scan reads it again: it is still there',
  )
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('erasing what a run said of itself: it is still the run that ended there, and no other', async context => {
  const { agent, home } = await recorded(context)
  const runs = (await agent.store.runs()).map(run => (run.checkpoint ?? 0) - 1)
  await erase(agent, tester, { entries: runs, reason: 'A request' })
  assert.equal((await verifyLog(agent.store, { everyAssessment: true })).first, null)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  database.exec(`UPDATE run SET finished_at = '2026-03-02T18:00:00.000Z' WHERE kind = 'scan'
    AND started_at = (SELECT min(started_at) FROM run)`)
  assert.match((await verifyLog(agent.store)).first?.problem ?? '', /no manifest of it was sealed/)
})

test('erasing one entry; what cannot be erased, and a legal hold', async context => {
  const { agent, home } = await recorded(context)
  const [evidence] = await Array.fromAsync(agent.store.evidenceHeads({ kind: 'evidence' }))
  assert.ok(evidence)
  assert.deepEqual(
    (await erase(agent, tester, { entries: [evidence.index], reason: 'Not ours' })).entries,
    [evidence.index],
  )
  assert.equal((await agent.store.evidence(evidence.index))?.salt, null)
  await assert.rejects(
    erase(agent, tester, { entries: [evidence.index], reason: 'x' }),
    isRefusal('entry-erased', /erased already/),
  )
  await assert.rejects(
    erase(agent, tester, { entries: [0], reason: 'x' }),
    isRefusal('entry-indispensable', /could not be verified/),
  )
  await assert.rejects(
    erase(agent, tester, { entries: [99_999], reason: 'x' }),
    isRefusal('entry-unknown', /not in the log/),
  )
  await assert.rejects(
    erase(agent, tester, { person: 'nobody of this name', reason: 'x' }),
    isRefusal('erasure-finds-nothing', /nothing that is kept/),
  )
  await assert.rejects(
    erase(agent, tester, { person: 'a', reason: 'x' }),
    isRefusal('erasure-text-short', /too short/),
  )
  editConfig(home, ['legalHold'], true)
  await assert.rejects(
    erase(agent, tester, { person: names.polish, reason: 'x' }),
    isRefusal('erasure-held', /config\.yaml: legalHold/),
  )
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('retention takes out a prefix; what is younger, its proofs and the keys stay; a hold keeps all', async context => {
  const { agent, home, at, scanOn } = await recorded(context, { sameClock: true })
  for (let gap = 0; gap < 600; gap++)
    await recordGap(agent, {
      cause: 'missed-schedule',
      tenant: 'aurora-labs',
      from: '2026-03-13T06:00:00.000Z',
      to: '2026-03-13T07:00:00.000Z',
      detail: `gap ${gap}`,
    })
  for (const day of ['2026-06-20', '2026-10-01', '2027-01-10', '2027-04-20', '2027-07-31'])
    await scanOn(day)
  const before = await agent.store.findings('aurora-labs')
  editConfig(home, ['legalHold'], true)
  assert.deepEqual((({ pruned, held }) => ({ pruned, held }))(await prune(agent, tester)), {
    pruned: 0,
    held: true,
  })
  editConfig(home, ['legalHold'], false)
  const { pruned, minimum } = await prune(agent, tester)
  assert.equal(pruned, minimum)
  assert.ok(minimum >= 512 && minimum % 256 === 0, `${minimum}`)
  assert.equal(await agent.store.evidence(minimum - 1), null)
  assert.deepEqual(await agent.store.findings('aurora-labs'), before)
  for (const finding of before)
    for (const ref of finding.evidence)
      assert.ok(
        (await agent.store.evidence(ref.index))?.body,
        `${finding.id} rests on entry ${ref.index}`,
      )
  const verified = await verifyLog(agent.store, { everyAssessment: true })
  assert.equal(verified.first, null)
  assert.equal(verified.pruned, minimum)
  await agent.log.rotate('After pruning', tester.id)
  await scanOn('2027-08-01')
  const out = join(home, 'pruned.zip')
  await exportTo(agent, { format: 'bundle', out })
  assert.deepEqual((await verifyBundle(out)).problems, [])
  at('2027-08-02')
  assert.equal((await prune(agent, tester)).pruned, 0, 'nothing more')
  // A clock ahead deletes nothing: the service said another time when it was last read.
  at('2035-01-01')
  const ahead = await prune(agent, tester)
  assert.deepEqual([ahead.pruned, ahead.cutoff.slice(0, 7)], [0, '2026-07'])
  assert.equal((await verifyLog(agent.store)).first, null)
})

test('months before, by the calendar', () => {
  assert.equal(monthsBefore(new Date('2027-03-31T12:00:00Z'), 13), '2026-02-28T12:00:00.000Z')
  assert.equal(monthsBefore(new Date('2026-11-24T00:00:00Z'), 13), '2025-10-24T00:00:00.000Z')
})

test('a backup while the agent writes; restored elsewhere and over a newer record, the log goes on under a new key', async context => {
  const { agent, home, close, scanOn } = await recorded(context)
  const file = join(temporaryFolder(context), 'backup.zip')
  const [manifest] = await Promise.all([backup(home, file, new Date()), scanOn('2026-03-16')])
  assert.ok(manifest.entries > 0 && (await agent.store.logSize()) > manifest.entries - 1)
  const text = readFileSync(file)
  assert.ok(
    !text.includes(readFileSync(join(home, 'keys', 'log.json'))),
    'the signing key is not in it',
  )
  const origin = agent.log.origin

  const elsewhere = join(temporaryFolder(context), 'home')
  await restore(elsewhere, file, {
    replace: false,
    accept: true,
    now: new Date('2026-04-01T00:00:00Z'),
  })
  const other = await openAgent(elsewhere, { secrets: memorySecrets() })
  assert.notEqual(other.agent.log.origin, origin)
  assert.equal((await verifyLog(other.agent.store)).first, null)
  const keys = await Array.fromAsync(other.agent.store.evidenceHeads({ kind: 'key' }))
  assert.match(
    String(Buffer.from((await other.agent.store.evidence(keys.at(-1)?.index ?? -1))?.body ?? '')),
    /Restored on 2026-04-01/,
  )
  assert.deepEqual(
    await other.agent.store.findings('aurora-labs'),
    await agent.store
      .findings('aurora-labs', manifest.entries - 1)
      .then(list => (list.length > 0 ? other.agent.store.findings('aurora-labs') : [])),
  )
  await other.close()

  await assert.rejects(
    restore(home, file, { replace: false, accept: true, now: new Date() }),
    isRefusal('home-occupied', /--replace/),
  )
  await close()
  const { moved } = await restore(home, file, { replace: true, accept: true, now: new Date() })
  assert.ok(moved && readdirSync(moved).includes('witnessmark.sqlite'))
  const again = await openAgent(home, { secrets: memorySecrets() })
  assert.notEqual(again.agent.log.origin, origin)
  assert.equal((await verifyLog(again.agent.store)).first, null)
  await again.close()
})

test('a changed backup, and one of a record that does not verify, are refused and leave nothing', async context => {
  const { home, close } = await recorded(context)
  await close()
  const folder = temporaryFolder(context)
  const file = join(folder, 'backup.zip')
  await backup(home, file, new Date())
  const bytes = readFileSync(file)
  const at = bytes.indexOf('backup.json') + 200
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(file, bytes)
  const target = join(folder, 'home')
  await assert.rejects(restore(target, file, { replace: false, accept: true, now: new Date() }))
  assert.deepEqual(readdirSync(target), [])
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  database.exec(`UPDATE evidence SET body = x'00' WHERE idx = 3`)
  database.close()
  const second = join(folder, 'second.zip')
  await assert.rejects(
    backup(home, second, new Date()),
    isRefusal('log-unsound', /entry 3: the body does not fit/),
  )
  assert.deepEqual(
    readdirSync(folder).filter(name => name !== 'backup.zip' && name !== 'home'),
    [],
  )
})

test(
  'time stamps: queued while the authority is away, given with their true time, and checked',
  { skip: openssl ? false : 'SKIPPED: no openssl to play the authority' },
  async context => {
    const { agent, home, scanOn } = await recorded(context)
    editConfig(home, ['timestampAuthority'], 'http://127.0.0.1:9/')
    const away = await anchor(agent)
    assert.deepEqual([away.stamped, away.waiting], [0, 1])
    assert.match(away.problems[0] ?? '', /did not answer/)
    const authority = await startTimeStampAuthority(temporaryFolder(context))
    context.after(() => authority.close())
    editConfig(home, ['timestampAuthority'], authority.url)
    assert.deepEqual(await anchor(agent), { stamped: 1, cosigned: 0, waiting: 0, problems: [] })
    await scanOn('2026-03-17')
    await scanOn('2026-03-18')
    assert.deepEqual(await anchor(agent), { stamped: 2, cosigned: 0, waiting: 0, problems: [] })
    const stamped = (await agent.store.checkpoints()).filter(item => item.token)
    assert.equal(stamped.length, 3)
    // The agent's clock stands in March; the authority says when it really was.
    for (const item of stamped)
      assert.ok(Math.abs(Date.parse(item.tokenAt ?? '') - Date.now()) < 600_000)
    const verified = await verifyLog(agent.store)
    assert.equal(verified.first, null)
    assert.equal(verified.stamped, 3)
    const out = join(home, 'stamped.zip')
    assert.equal((await exportTo(agent, { format: 'bundle', out })).level, 'TIMESTAMPED')
    assert.deepEqual((await verifyBundle(out)).problems, [])
    const [one] = stamped
    const wrong = Uint8Array.from(one?.token ?? [])
    wrong[wrong.length - 5] = (wrong.at(-5) ?? 0) ^ 1
    await agent.store.anchorCheckpoint(one?.note ?? '', {
      token: wrong,
      tokenAt: one?.tokenAt ?? '',
    })
    assert.match(
      (await verifyLog(agent.store)).first?.problem ?? '',
      /time stamp of the checkpoint/,
    )
  },
)

test('a witness: cosigns growth only, is told the log, and the export says WITNESSED', async context => {
  const { agent, home, scanOn } = await recorded(context)
  const witness = await startWitness()
  context.after(() => witness.close())
  editConfig(home, ['witness'], witness.config)
  assert.match((await anchor(agent)).problems[0] ?? '', /does not know this log/)
  witness.trusted.set(agent.log.origin, agent.log.verifierKey())
  assert.deepEqual(await anchor(agent), { stamped: 0, cosigned: 1, waiting: 0, problems: [] })
  await scanOn('2026-03-17')
  assert.deepEqual(await anchor(agent), { stamped: 0, cosigned: 1, waiting: 0, problems: [] })
  assert.equal((await verifyLog(agent.store)).first, null)
  const out = join(home, 'witnessed.zip')
  assert.equal((await exportTo(agent, { format: 'bundle', out })).level, 'WITNESSED')
  assert.deepEqual((await verifyBundle(out)).problems, [])
  const forged = (await agent.store.checkpoints()).findLast(item =>
    item.note.includes('— witness.example/one '),
  )
  await agent.store.anchorCheckpoint(forged?.note ?? '', {
    note: (forged?.note ?? '').replace(
      /(witness\.example\/one )(.)/,
      (_, name: string, first: string) => `${name}${first === 'A' ? 'B' : 'A'}`,
    ),
  })
  assert.equal(
    (await exportTo(agent, { format: 'bundle', out })).level,
    'LOCAL',
    'a cosignature that does not hold is none',
  )
})

test('a scan after restoring yesterday never signs a second history under one name', async context => {
  const { home, close, replay } = await recorded(context)
  await close()
  const file = join(temporaryFolder(context), 'yesterday.sqlite')
  copyFileSync(join(home, 'witnessmark.sqlite'), file)
  const secrets = memorySecrets()
  const scanned = async (): Promise<{ origin: string; notes: readonly string[] }> => {
    const { agent, close: end } = await openAgent(home, { secrets })
    await scan(agent, tester, 'aurora-labs')
    const result = {
      origin: agent.log.origin,
      notes: (await agent.store.checkpoints()).map(item => item.note),
    }
    assert.equal((await verifyLog(agent.store)).first, null)
    await end()
    return result
  }
  const first = await scanned()
  replay.state.repositories.pop()
  copyFileSync(file, join(home, 'witnessmark.sqlite'))
  const second = await scanned()
  assert.notEqual(second.origin, first.origin)
  const roots = new Map<string, string>()
  for (const note of [...first.notes, ...second.notes]) {
    const [origin = '', size = '', root = ''] = note.split('\n')
    assert.equal(
      roots.get(`${origin} ${size}`) ?? root,
      root,
      `two roots of ${size} entries under ${origin}`,
    )
    roots.set(`${origin} ${size}`, root)
  }
})
