import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { editConfig, parseConfig } from '../../agent/home/config.ts'
import { channelSecret } from '../../agent/home/secrets.ts'
import { ownerOf } from '../../agent/judge/owners.ts'
import { Alert } from '../../agent/notify/alert.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { testOrganization } from '../support/organization.ts'
import { isRefusal } from '../support/problem.ts'
import { startReceiver } from '../support/receivers.ts'

const owners = [
  { owner: 'Repositories', checks: ['github.repository.*'] },
  { owner: 'Ada (IAM)', areas: ['eucs:IAM'] },
]

async function setup(context: TestContext) {
  const open = await testOrganization(context)
  editConfig(open.home, ['owners'], owners)
  await open.scanned()
  return open
}

test('the first of whom tenant, check and area fit looks after it; what fits nobody is nobody’s', () => {
  const rules = parseConfig(
    `version: 1
owners:
  - { owner: one, tenants: [acme], checks: [github.organization.two-factor-required] }
  - { owner: two, areas: ['eucs:IAM-02', soc2-2017] }
  - { owner: three, tenants: [acme] }
`,
    'config.yaml',
  ).owners
  const of = (tenant: string, check: string | null, ...requirements: string[]) =>
    ownerOf(rules, { tenant, check, requirements })
  assert.equal(of('acme', 'github.organization.two-factor-required', 'eucs:IAM-02.1'), 'one')
  assert.equal(of('other', 'github.organization.two-factor-required', 'eucs:IAM-02.1'), 'two')
  assert.equal(of('other', 'github.organization.x', 'soc2-2017:CC6.1'), 'two')
  assert.equal(of('other', 'github.organization.x', 'eucs:IAM-021.1'), null)
  assert.equal(of('acme', null), 'three')
})

test('findings say who looks after them, everywhere, and each owner has a queue', async context => {
  const { agent } = await setup(context)
  const { findings } = await perform(agent, tester, 'findings', { owner: 'Repositories' })
  assert.ok(findings.length > 0)
  assert.ok(findings.every(item => item.check.startsWith('github.repository.')))
  assert.ok(findings.every(item => item.owner === 'Repositories'))
  const whole = await perform(agent, tester, 'findings-whole', { owner: 'Ada (IAM)' })
  assert.ok(whole.findings.length > 0 && whole.findings.length < whole.of)
  for (const { id, check, requirements } of whole.findings) {
    assert.equal(whole.owners[id], 'Ada (IAM)')
    assert.ok(!check.startsWith('github.repository.'))
    assert.ok(requirements.some(item => item.startsWith('eucs:IAM-')))
  }
  const [{ id } = assert.fail()] = whole.findings
  assert.equal((await perform(agent, tester, 'finding', { id })).owner, 'Ada (IAM)')
  const { groups } = await perform(agent, tester, 'overview', {})
  assert.ok(groups.some(item => item.owner === 'Repositories'))
  await assert.rejects(
    perform(agent, tester, 'findings-whole', { owner: 'Nobody' }),
    isRefusal('choice-unknown', /Nobody/),
  )
})

test('each owner has a page: what is open, what is due, what is accepted; and what is nobody’s', async context => {
  const { agent } = await setup(context)
  const before = await perform(agent, tester, 'owners', {})
  assert.deepEqual(
    before.owners.map(item => item.owner),
    ['Ada (IAM)', 'Repositories', null],
  )
  const { groups, counts } = await perform(agent, tester, 'overview', {})
  for (const { owner, open } of before.owners)
    assert.deepEqual(
      open,
      groups.filter(group => group.owner === owner),
      String(owner),
    )
  assert.equal(
    before.owners.reduce((sum, item) => sum + item.unknown, 0),
    counts.unknown,
  )
  const of = async (owner: string | null) =>
    (await perform(agent, tester, 'owners', {})).owners.find(item => item.owner === owner)
  const group = before.owners[1]?.open[0] ?? assert.fail()
  const soon = new Date(agent.clock().getTime() + 5 * 86_400_000).toISOString().slice(0, 10)
  const { tenant, check } = group
  const given = { tenant, check, reason: 'until the move', until: soon, by: 'Ada' }
  await perform(agent, tester, 'exception-add', given)
  const after = await of('Repositories')
  assert.ok(!after?.open.some(item => item.check === check))
  assert.equal(after?.accepted, group.count)
  assert.deepEqual(
    after?.due.map(item => [item.check, item.ended]),
    [[check, false]],
  )
  assert.deepEqual((await of('Ada (IAM)'))?.due, [])
})

test('news goes to the channels of whoever looks after it; what nobody looks after to those of nobody', async context => {
  const { agent, home, replay, scanned } = await setup(context)
  const [theirs, rest] = [await startReceiver(context), await startReceiver(context)]
  const channel = { to: 'webhook', private: true, from: 'low' }
  editConfig(
    home,
    ['alerts'],
    [
      { ...channel, name: 'repos', url: theirs.url, owners: ['Repositories'] },
      { ...channel, name: 'all', url: rest.url },
    ],
  )
  for (const name of ['repos', 'all']) await agent.secrets.set(channelSecret(name), 'whsec_c2Vj')
  await notify(agent)
  for (const item of replay.state.repositories) Object.assign(item, { secretScanning: false })
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  await notify(agent)
  const told = (receiver: typeof rest) =>
    receiver.received.map(({ body }) => Alert.parse(JSON.parse(body)))
  assert.ok(told(theirs).length > 0)
  assert.deepEqual(
    [...new Set(told(theirs).map(item => item.owner))],
    ['Repositories'],
    JSON.stringify(told(theirs)),
  )
  assert.ok(told(rest).some(item => item.owner !== 'Repositories'))
  assert.ok(told(rest).some(item => item.owner === 'Repositories'))
})

test('an owner of nothing, a channel for nobody, names that are not there: told with place', async context => {
  const wrong = (text: string, place: RegExp): void => {
    assert.throws(
      () => parseConfig(`version: 1\n${text}\n`, 'config.yaml'),
      isRefusal('config-invalid', place),
    )
  }
  wrong('owners: [{ owner: Ada }]', /owners\.0: an owner needs "tenants", "checks" or "areas"/)
  wrong('owners: [{ owner: Ada, checks: ["*"] }]', /owners\.0\.checks\.0/)
  wrong(
    'owners: [{ owner: Ada, tenants: [acme] }]\nalerts: [{ name: ops, to: slack, owners: [Adam] }]',
    /alerts\.0\.owners\.0: nobody of "owners" is called "Adam"/,
  )
  const { agent, home } = await setup(context)
  const doctor = async () =>
    (await perform(agent, tester, 'doctor', {})).items.find(item => item.what === 'owners')
  assert.equal((await doctor())?.ok, true)
  editConfig(
    home,
    ['owners'],
    [...owners, { owner: 'Bob', tenants: ['gone'], areas: ['eucs:XYZ'] }],
  )
  editConfig(home, ['alerts'], [{ name: 'ops', to: 'slack', owners: ['Bob'] }])
  const item = await doctor()
  assert.equal(item?.ok, false)
  assert.match(item.detail, /not there: gone, eucs:XYZ; every channel has "owners"/)
})
