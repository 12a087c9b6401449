// Groups of settings that are read besides, each on a schedule of its own.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { scan } from '../../agent/collect/scan.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { frequenciesOf } from '../../agent/judge/frequency.ts'
import { perform } from '../../agent/operations/perform.ts'
import { startSchedule } from '../../agent/schedule.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { verified } from '../support/homes/open.ts'
import { testOrganization } from '../support/organization.ts'
import { isRefusal } from '../support/problem.ts'

const transport = { sleep: async () => undefined, random: () => 0 }
const access = { settings: ['github.organization.two-factor-required'], schedule: '*/15 * * * *' }

test('a group is read by the parts that read its settings, and nothing else changes: what it finds counts at once', async context => {
  const { agent, home, replay, scanned, clock } = await testOrganization(context)
  editConfig(home, ['tenants', 'aurora', 'groups'], { access })
  await scanned()
  const outcomes = async () =>
    new Map((await agent.store.findings('aurora')).map(item => [item.id, item.outcome]))
  const before = await outcomes()
  const resources = await agent.store.resources('aurora')
  const { organization, repositories } = replay.state
  Object.assign(organization, {
    two_factor_requirement_enabled: !organization.two_factor_requirement_enabled,
  })
  for (const item of repositories) Object.assign(item, { secretScanning: !item.secretScanning })
  replay.requests.length = 0
  clock.now += 3_600_000
  await scan(agent, tester, 'aurora', { transport, group: 'access' })
  assert.deepEqual(
    replay.requests.map(({ path }) => path),
    ['/api/v3/orgs/aurora-labs'],
  )
  const after = await outcomes()
  const changed = [...after].filter(([id, outcome]) => before.get(id) !== outcome)
  assert.deepEqual(
    changed.map(([id]) => id.split('/')[1]),
    ['github.organization.two-factor-required'],
  )
  assert.equal(after.size, before.size)
  assert.deepEqual(await agent.store.resources('aurora'), resources)
  const [run] = await agent.store.runs({ tenant: 'aurora', limit: 1 })
  assert.equal(run?.kind, 'group')
  assert.deepEqual((await verified(agent)).first, null)
  // How often all was read is not told by a part of it.
  editConfig(home, ['frequencies'], { default: 24 })
  clock.now += 36 * 3_600_000
  await scan(agent, tester, 'aurora', { transport, group: 'access' })
  assert.deepEqual([...new Set((await frequenciesOf(agent)).map(({ state }) => state))], ['missed'])
})

test('a group that cannot be read is unknown, and no more than it', async context => {
  const { agent, home, replay, scanned } = await testOrganization(context)
  editConfig(home, ['tenants', 'aurora', 'groups'], { access })
  await scanned()
  const unknown = async (): Promise<string[]> =>
    (await agent.store.findings('aurora')).flatMap(item =>
      item.outcome === 'unknown' ? [item.id] : [],
    )
  const before = await unknown()
  replay.faults.set('/orgs/aurora-labs', 'server-error')
  await scan(agent, tester, 'aurora', { transport, group: 'access' })
  const lost = (await unknown()).filter(id => !before.includes(id))
  assert.ok(lost.some(id => id.includes('two-factor-required')))
  assert.ok(
    lost.every(id => id.includes('github.organization.')),
    lost.join(),
  )
})

test('groups are planned apart from their tenant; a wrong one is shown with its place, and the others go on', async context => {
  const { agent, home, clock } = await testOrganization(context)
  editConfig(home, ['tenants', 'aurora', 'schedule'], '30 * * * *')
  editConfig(home, ['tenants', 'aurora', 'groups'], {
    access,
    never: { ...access, schedule: 'now and then' },
    other: { settings: ['github.organization.no-such'], schedule: '5 0 * * *' },
  })
  const begun: string[] = []
  const schedule = await startSchedule(
    agent,
    async (tenant, group) =>
      void begun.push(`${new Date(clock.now).toISOString().slice(14, 16)} ${tenant} ${group}`),
    () => undefined,
    { steady: () => clock.now },
  )
  for (let minute = 0; minute < 35; minute++) {
    clock.now += 60_000
    await schedule.beat()
    await schedule.settled()
  }
  await schedule.stop()
  // The scan that these tests put in place of one writes no run, and is tried once more.
  assert.deepEqual(begun.slice(0, 3), [
    '15 aurora access',
    '30 aurora undefined',
    '30 aurora access',
  ])
  const { items } = await perform(agent, tester, 'doctor', {})
  assert.match(
    items.find(item => item.what === 'config.yaml')?.detail ?? '',
    /^tenants\.aurora\.groups\.never\.schedule: "now and then" is not a cron expression/,
  )
  assert.ok(items.some(item => item.what === 'next scan: aurora, access' && item.ok))
  for (const group of ['other', 'unknown'])
    await assert.rejects(
      perform(agent, tester, 'scan', { tenants: ['aurora'], group }),
      isRefusal('group-unread', /^config\.yaml: tenants\.aurora/),
    )
})

test('a group is scanned of the tenants that have it; the command takes its name', async context => {
  const { agent, home } = await testOrganization(context)
  const { service, target } = agent.config().tenants['aurora'] ?? assert.fail()
  editConfig(home, ['tenants', 'aurora', 'groups'], { access })
  editConfig(home, ['tenants', 'borealis'], { service, target })
  const { assessments, failed } = await perform(agent, tester, 'scan', { group: 'access' })
  assert.deepEqual([assessments.map(item => item.tenant), failed], [['aurora'], []])

  const other = temporaryFolder(context)
  initHome(other)
  editConfig(other, ['tenants', 'aurora'], { service, target, groups: { access } })
  const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
  const words = [main, 'scan', '--group', 'backup', '--home', other, '--no-input']
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  assert.equal(status, 2, stderr)
  assert.match(stderr, /tenants\.aurora has no group "backup"; there are: access/)
})
