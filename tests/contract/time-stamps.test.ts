// Time stamps (RFC 3161): what a stamp must say to count, how the authority is asked, and who it and
// a witness are in what goes out.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { perform } from '../../agent/operations/perform.ts'
import { exportTo } from '../../agent/export/export.ts'
import { formats } from '../../agent/export/formats.ts'
import { openZip } from '../../agent/export/read-zip.ts'
import { verifyBundle } from '../../agent/export/verify-bundle.ts'
import { editConfig } from '../../agent/home/config.ts'
import { anchor } from '../../agent/keep/anchor.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { readTimeStamp } from '../../agent/log/time-stamp.ts'
import { witnessKey } from '../../agent/log/witness-key.ts'
import { levelWords } from '../../common/log/bundle.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { isRefusal } from '../support/problem.ts'
import { openssl, startTimeStampAuthority } from '../support/time-stamp-authority.ts'
import { startWitness } from '../support/witness.ts'

const skip = openssl ? false : 'SKIPPED: no openssl to play the authority'
const YEAR = 365 * 86_400_000

async function agentWithRun(context: TestContext, clock?: () => Date) {
  const open = await testAgent(context, {}, clock)
  const { log } = open.agent
  await log.commit('run', () => log.append([{ ...log.own('gap', '', 'gap', {}), run: 'run' }]))
  return open
}

async function authorityOf(
  context: TestContext,
  options: Parameters<typeof startTimeStampAuthority>[1],
) {
  const authority = await startTimeStampAuthority(temporaryFolder(context), options)
  context.after(() => authority.close())
  return authority
}

for (const [name, newkey] of Object.entries({
  'RSA': ['rsa:2048'],
  'P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'brainpoolP256r1': ['ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1'],
  'brainpoolP384r1': ['ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP384r1'],
}))
  test(
    `a stamp by a key of ${name} counts, and a changed one does not`,
    { skip },
    async context => {
      const { agent, home } = await agentWithRun(context)
      const { url } = await authorityOf(context, { newkey })
      editConfig(home, ['timestampAuthority'], url)
      const [stamped, problems] = await anchor(agent).then(item => [item.stamped, item.problems])
      assert.deepEqual(problems, [])
      assert.equal(stamped, 1)
      const [item] = (await agent.store.checkpoints()).filter(({ token }) => token)
      const token = item?.token ?? new Uint8Array()
      assert.equal(typeof (await readTimeStamp(item?.note ?? '', token)), 'object')
      for (let byte = token.length - 60; byte < token.length; byte += 7) {
        const changed = Uint8Array.from(token)
        changed[byte] = (changed[byte] ?? 0) ^ 1
        assert.equal(typeof (await readTimeStamp(item?.note ?? '', changed)), 'string')
      }
    },
  )

test('a certificate that was not valid at the stated time', { skip }, async context => {
  const { agent, home } = await agentWithRun(context)
  const { url } = await authorityOf(context, { days: -1 })
  editConfig(home, ['timestampAuthority'], url)
  const { stamped, problems } = await anchor(agent)
  assert.equal(stamped, 0)
  assert.match(problems[0] ?? '', /certificate was not valid/)
})

test('a time before the checkpoint was signed, or still to come', { skip }, async context => {
  const ahead = await agentWithRun(context, () => new Date(Date.now() + YEAR))
  const { url } = await authorityOf(context, {})
  editConfig(ahead.home, ['timestampAuthority'], url)
  const refused = await anchor(ahead.agent)
  assert.equal(refused.stamped, 0)
  assert.match(refused.problems[0] ?? '', /before the checkpoint was signed/)

  const { agent, home } = await agentWithRun(context)
  editConfig(home, ['timestampAuthority'], url)
  assert.equal((await anchor(agent)).stamped, 1)
  const [item] = (await agent.store.checkpoints()).filter(({ token }) => token)
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 })
  assert.match(
    String(await readTimeStamp(item?.note ?? '', item?.token ?? new Uint8Array())),
    /to come/,
  )
})

test(
  'user and password of the address are used and never shown; a redirect stays with its host',
  { skip },
  async context => {
    const { agent, home } = await agentWithRun(context)
    const { url, requests } = await authorityOf(context, { login: 'ada:s3cret word' })
    assert.equal(requests, 0)
    const address = new URL('/moved', url)
    address.username = 'ada'
    address.password = 's3cret word'
    editConfig(home, ['timestampAuthority'], address.href)
    assert.deepEqual((await anchor(agent)).problems, [])
    assert.ok(!JSON.stringify(await perform(agent, tester, 'log', {})).includes('s3cret'))

    const elsewhere = await authorityOf(context, {})
    const moved = await authorityOf(context, { moved: elsewhere.url })
    const { log } = agent
    await log.commit('run', () => log.append([{ ...log.own('gap', '', 'gap', {}), run: 'run' }]))
    for (const [where, said] of [
      [new URL('/moved', moved.url), /another host/],
      [new URL(url), /answered 401/],
      [new URL('http://127.0.0.1:9/'), /did not answer/],
    ] as const) {
      where.username = 'ada'
      where.password = 'wr0ng'
      editConfig(home, ['timestampAuthority'], where.href)
      const { problems } = await anchor(agent)
      assert.match(problems[0] ?? '', said)
      assert.doesNotMatch(problems.join(), /wr0ng|ada/)
    }
    assert.equal(elsewhere.requests, 0)
  },
)

test(
  'a witness and an authority are named with their keys, and called outsiders where they are pinned only',
  { skip },
  async context => {
    const { agent, home } = await agentWithRun(context)
    const witness = await startWitness()
    context.after(() => witness.close())
    const authority = await authorityOf(context, {})
    const other = await authorityOf(context, {})
    editConfig(home, ['witness'], witness.config)
    editConfig(home, ['timestampAuthority'], authority.url)
    witness.trusted.set(agent.log.origin, agent.log.verifierKey())
    assert.deepEqual((await anchor(agent)).problems, [])
    const key = witnessKey(witness.config)
    // Tables and events say it in their rows: of a record without findings they have none.
    const rowless: readonly string[] = ['csv', 'ocsf', 'ocsf-array', 'requirements']
    for (const format of formats.filter(item => !rowless.includes(item))) {
      const out = join(home, `named.${format}`)
      await exportTo(agent, { format, out })
      const zipped = format === 'bundle' || format === 'xlsx' ? await openZip(out) : null
      const text = zipped
        ? (
            await Promise.all(zipped.names.map(async name => String(await zipped.bytes(name))))
          ).join()
        : readFileSync(out, 'utf8')
      zipped?.close()
      assert.ok(text.replaceAll('&#43;', '+').includes(key), `${format} names the witness' key`)
      assert.match(text, /SHA-256 of its certificate [0-9a-f]{64}|certificate SHA-256 [0-9a-f]{64}/)
      assert.doesNotMatch(text, /an outside witness saw|outside time-stamping authority/)
    }
    const out = join(home, 'named.bundle')
    const [own, foreign] = [authority, other].map(item => readFileSync(item.certificate, 'utf8'))
    for (const [trusted, good] of [
      [{}, true],
      [{ witness: key }, true],
      [{ authority: own }, true],
      [{ witness: key, authority: `${foreign}${own}` }, true],
      [{ witness: `${key}x` }, false],
      [
        {
          witness: witnessKey({
            ...witness.config,
            publicKey: Buffer.alloc(32, 7).toString('base64'),
          }),
        },
        false,
      ],
      [{ authority: foreign }, false],
    ] as const) {
      const { ok, signers } = await verifyBundle(out, { trusted })
      assert.equal(ok, good, JSON.stringify(trusted))
      assert.equal((await verifyHome(agent, {}, trusted)).signers.level, 'WITNESSED')
      assert.ok(signers)
      const words = levelWords(signers)
      assert.equal(/an outside witness saw/.test(words), good && 'witness' in trusted)
      assert.equal(/authority that you named/.test(words), good && 'authority' in trusted)
      assert.ok(words.includes(key))
    }
    assert.equal((await verifyHome(agent, {}, { authority: foreign })).ok, false)
  },
)

test('a damaged certificate of the authority that was named is told, whether or not there is a stamp', async context => {
  const { agent } = await agentWithRun(context)
  const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  for (const authority of [damaged, 'no certificate'])
    await assert.rejects(
      verifyHome(agent, {}, { authority }),
      isRefusal('authority-invalid', /cannot be read/),
    )
})
