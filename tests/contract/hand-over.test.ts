// docs/hand-over.md, step by step: the home moves to another machine, then to another administrator.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { scan } from '../../agent/collect/scan.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig, initHome, parseConfig } from '../../agent/home/config.ts'
import { openSecrets } from '../../agent/home/secrets.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { startSchedule } from '../../agent/schedule.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'

const transport = { sleep: async () => undefined, random: () => 0 }

/** An agent as one passphrase opens its credentials; closed with the test, or before. */
async function opened(context: TestContext, home: string, passphrase: string, now: string) {
  let time = Date.parse(now)
  const { agent, close } = await openAgent(home, {
    secrets: openSecrets(home, async () => passphrase),
    clock: () => new Date((time += 7)),
  })
  let isOpen = true
  const end = async (): Promise<void> => {
    if (isOpen) await close()
    isOpen = false
  }
  context.after(end)
  return { agent, end }
}

const connect = (url: string) => ({
  service: 'github',
  name: 'aurora',
  target: { organization: 'aurora-labs', url },
  credential: demoToken,
})

test('a home that moves goes on as the same log, with its credentials; a new administrator has keys, credentials and pairings of their own', async context => {
  const replay = await startGithubReplay({ repositories: 2, throttle: false })
  context.after(() => replay.close())
  const [old, fresh] = ['old', 'new'].map(name => join(temporaryFolder(context), name))
  assert.ok(old && fresh)
  initHome(old)

  const first = await opened(context, old, 'passphrase of Ada', '2026-10-05T08:00:00Z')
  await perform(first.agent, tester, 'connect', connect(replay.url))
  editConfig(old, ['tenants', 'aurora', 'schedule'], '30 2 * * *')
  editConfig(old, ['tenants', 'aurora', 'title'], 'Aurora')
  const schedule = await startSchedule(
    first.agent,
    async () => undefined,
    () => undefined,
  )
  await schedule.stop()
  await scan(first.agent, tester, 'aurora', { transport })
  const browser = { id: randomUUID(), name: "Ada's browser", origin: 'chrome-extension://a' }
  const at = first.agent.clock().toISOString()
  const paired = { ...browser, publicKey: 'key', pairedAt: at, lastSeen: at, revokedAt: null }
  await first.agent.store.putPairing(paired)
  const { key: before } = await perform(first.agent, tester, 'key', {})
  await first.end()

  // To another machine, at another place.
  renameSync(old, fresh)
  const moved = await opened(context, fresh, 'passphrase of Ada', '2026-10-05T20:00:00Z')
  assert.equal((await verifyHome(moved.agent)).ok, true)
  assert.equal((await perform(moved.agent, tester, 'key', {})).key, before, 'the same log')
  await (
    await startSchedule(
      moved.agent,
      async () => undefined,
      () => undefined,
    )
  ).stop()
  const read = async ({ agent }: typeof moved): Promise<boolean> => {
    const { counts } = await scan(agent, tester, 'aurora', { transport })
    return counts.pass > 0
  }
  assert.equal(await read(moved), true, 'its credential came with it')
  const causes: string[] = []
  for await (const { body, kind } of moved.agent.store.evidenceOf({}))
    if (kind === 'gap')
      causes.push((JSON.parse(Buffer.from(body ?? []).toString()) as { cause: string }).cause)
  assert.deepEqual(causes, ['agent-stop'], 'the time in between, and no new beginning')
  await moved.end()

  // To another administrator: what Ada knows opens nothing, and signs nothing.
  rmSync(join(fresh, 'secrets.age'))
  const taken = await opened(context, fresh, 'passphrase of Ben', '2026-10-06T08:00:00Z')
  assert.equal(await read(taken), false, 'without a credential the service is not asked')
  await perform(taken.agent, tester, 'connect', connect(replay.url))
  const { tenants } = parseConfig(readFileSync(join(fresh, 'config.yaml'), 'utf8'), 'config.yaml')
  assert.equal(
    tenants['aurora']?.schedule,
    '30 2 * * *',
    'connected again it stays as it was set up',
  )
  assert.equal(tenants['aurora']?.title, 'Aurora')
  assert.equal(await read(taken), true)
  const reason = 'Handed over from Ada to Ben'
  const { key: after } = await perform(taken.agent, tester, 'key-rotate', { reason })
  assert.notEqual(after, before)
  await perform(taken.agent, tester, 'pairing-revoke', { id: browser.id })
  const { pairings } = await perform(taken.agent, tester, 'pairings', {})
  assert.ok(pairings.every(({ revokedAt }) => revokedAt !== null))
  assert.equal((await verifyHome(taken.agent, { everyAssessment: true })).ok, true)
  await taken.end()
  await assert.rejects(openSecrets(fresh, async () => 'passphrase of Ada').get('aurora'))
  assert.equal(existsSync(old), false, 'one home, one log')
})
