import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { testOrganization } from '../support/organization.ts'
import { editConfig, parseConfig } from '../../agent/home/config.ts'
import { channelSecret } from '../../agent/home/secrets.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { scan } from '../../agent/collect/scan.ts'
import { backup, restore } from '../../agent/keep/backup.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { Alert } from '../../agent/notify/alert.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { perform } from '../../agent/operations/perform.ts'
import { rotateKey } from '../../agent/record/key.ts'
import { commandActor } from '../../agent/actor.ts'
import { demoToken } from '../../agent/demo/github.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'
import { isRefusal } from '../support/problem.ts'
import {
  selfSigned,
  startMailServer,
  startReceiver,
  startSyslogServer,
} from '../support/receivers.ts'
import type { Received } from '../support/receivers.ts'
import { openssl } from '../support/time-stamp-authority.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const secret = `whsec_${Buffer.from('a key of the receiver').toString('base64')}`

/** A scanned organization, a receiver that is a channel, and a clock that a test moves. */
async function setup(context: TestContext, channel: object = {}) {
  const open = await testOrganization(context, { repositories: 3 })
  const { agent, home } = open
  const receiver = await startReceiver(context)
  const ops = { name: 'ops', to: 'webhook', url: receiver.url, private: true, from: 'low' }
  editConfig(home, ['alerts'], [{ ...ops, ...channel }])
  await agent.secrets.set(channelSecret('ops'), secret)
  await notify(agent)
  return { ...open, receiver, tell: () => notify(agent) }
}

const told = ({ received }: { readonly received: readonly Received[] }): Alert[] =>
  received.map(({ body }) => Alert.parse(JSON.parse(body)))
const kinds = (receiver: { readonly received: readonly Received[] }): string[] =>
  told(receiver).map(item => item.kind)

test('what has to be read again is told before the period has a gap, and what was not when it has: once', async context => {
  const { agent, home, scanned, tell, receiver, clock } = await setup(context)
  const HOUR = 60 * MINUTE
  await scanned()
  await tell()
  clock.now += 40 * HOUR
  await tell()
  const about = (): string[] => kinds(receiver).filter(kind => kind.includes('frequency'))
  assert.deepEqual(about(), [], 'nobody plans scans, and nobody said how often')

  editConfig(home, ['frequencies'], { 'default': 24, 'mfa-enforced': 1000 })
  await scanned()
  for (const [hours, expected] of [
    [24, []],
    [7, ['frequency-due']],
    [2, ['frequency-due']],
    [4, ['frequency-due', 'missed-frequency']],
    [4, ['frequency-due', 'missed-frequency']],
  ] as const) {
    clock.now += hours * HOUR
    await tell()
    assert.deepEqual(about(), expected, `after ${hours} more hours`)
  }
  const [due] = told(receiver).filter(item => item.kind === 'frequency-due')
  assert.match(due?.text ?? '', /metrics have to be read every 24 hours; .*witnessmark scan aurora/)
  const late = async () =>
    (await perform(agent, tester, 'doctor', {})).items.filter(item =>
      item.what.startsWith('frequency'),
    )
  assert.deepEqual(
    (await late()).map(({ ok, detail }) => [ok, /missed since/.test(detail)]),
    [
      [false, true],
      [true, false],
    ],
  )
  await scanned()
  await tell()
  assert.deepEqual(about().length, 2)
  assert.ok((await late()).every(({ ok }) => ok))
  // Planned less often than required: said before anything is missed.
  editConfig(home, ['tenants', 'aurora', 'schedule'], '0 6 1 1 *')
  assert.match((await late())[0]?.detail ?? '', /plan it more often/)
})

test('news only: a first assessment is none that wakes anybody, what newly fails is one piece a check and tenant', async context => {
  const { scanned, tell, receiver, replay } = await setup(context)
  await scanned()
  await tell()
  assert.deepEqual(told(receiver), [], 'a first assessment waits for a digest')
  for (const item of replay.state.repositories) Object.assign(item, { secretScanning: false })
  await scanned()
  assert.deepEqual(await tell(), [])
  const alerts = told(receiver)
  const [scanning] = alerts.filter(item => item.check?.includes('secret-scanning'))
  assert.ok(scanning, JSON.stringify(alerts.map(item => item.check)))
  assert.equal(scanning.kind, 'new-failing')
  assert.equal(scanning.tenant, 'aurora')
  assert.ok(scanning.count > 1)
  assert.match(scanning.title, /^aurora: newly failing: /)
  assert.match(scanning.text, /^Newly failing on aurora-labs\/\S+, /)
  assert.equal(new Set(alerts.map(item => `${item.kind} ${item.check}`)).size, alerts.length)
  await scanned()
  await tell()
  assert.equal(told(receiver).length, alerts.length, 'nothing changed, nothing is told')
})

test('what failed before an outage and fails after it is not newly failing; what was right before it is; what was mended meanwhile is fixed', async context => {
  const { scanned, tell, receiver, replay, clock } = await setup(context, { digest: '00:00' })
  const { organization } = replay.state
  organization.members_can_fork_private_repositories = false
  organization.web_commit_signoff_required = false
  organization.two_factor_requirement_enabled = false
  await scanned()
  replay.faults.set('*', 'server-error')
  for (const _ of [1, 2]) {
    await scanned()
    clock.now += DAY
  }
  await tell()
  receiver.received.splice(0)
  replay.faults.delete('*')
  organization.members_can_fork_private_repositories = true
  organization.two_factor_requirement_enabled = true
  await scanned()
  await tell()
  assert.deepEqual(
    told(receiver).flatMap(item => (item.kind === 'new-failing' ? [item.check] : [])),
    ['github.organization.no-private-forks'],
  )
  clock.now += DAY
  await tell()
  const [digest = assert.fail()] = told(receiver).filter(item => item.kind === 'digest')
  assert.match(
    digest.text,
    /^aurora: fixed: Two-factor authentication is required of everyone: No longer failing/m,
  )
  assert.match(
    digest.text,
    /^aurora: seen again: Commits on the web are signed off: .*can be told again.* 1 fails as before/m,
  )
})

test('a webhook is signed as Standard Webhooks says', async context => {
  const { scanned, tell, receiver, replay } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  await tell()
  const [{ headers, body } = assert.fail('nothing arrived')] = receiver.received
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const expected = createHmac('sha256', 'a key of the receiver').update(signed).digest('base64')
  assert.equal(headers['webhook-signature'], `v1,${expected}`)
  assert.equal(headers['webhook-id'], told(receiver)[0]?.id)
})

test('news of a commit after which the process ended is told by the next one, once; what was sent and not noted comes under the same id', async context => {
  const { scanned, tell, receiver, replay, home } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  // Nothing ran between the commit and this: a process that was killed right after it.
  await tell()
  const [first = assert.fail()] = told(receiver)
  await tell()
  assert.equal(receiver.received.length, 1)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  database.exec(`UPDATE outbox SET state = 'waiting', sent_at = NULL`)
  database.close()
  await tell()
  assert.deepEqual(
    told(receiver).map(item => item.id),
    [first.id, first.id],
  )
})

test('a receiver that answers 500 for a day: tried less and less often, shown, and told in the end', async context => {
  const { agent, scanned, tell, receiver, replay, clock } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  receiver.answers = 500
  for (let passed = 0; passed < DAY; passed += MINUTE) {
    await tell()
    clock.now += MINUTE
  }
  assert.ok(receiver.tries() > 20 && receiver.tries() < 60, `${receiver.tries()} tries`)
  const { undelivered } = await perform(agent, tester, 'status', {})
  assert.deepEqual(
    undelivered.map(({ channel, waiting, dead }) => ({ channel, waiting, dead })),
    [{ channel: 'ops', waiting: 1, dead: 0 }],
  )
  assert.match(undelivered[0]?.problem ?? '', /^127\.0\.0\.1:\d+ did not take it: it answered 500/)
  const { items } = await perform(agent, tester, 'doctor', {})
  assert.deepEqual(
    items.filter(item => item.what === 'alerts: ops').map(item => item.ok),
    [false],
  )
  receiver.answers = 204
  clock.now += 2 * 60 * MINUTE
  await tell()
  assert.deepEqual(kinds(receiver), ['new-failing'])
  assert.deepEqual((await perform(agent, tester, 'overview', {})).undelivered, [])
})

test('what a channel did not take under a clock that was ahead is tried again once that is put right', async context => {
  const { agent, scanned, tell, receiver, replay, clock } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  const since = async (): Promise<unknown> =>
    JSON.parse((await agent.store.get('notify.seal')) ?? '')['since']
  const sealed = await since()
  clock.now += 366 * DAY
  await scanned()
  receiver.answers = 500
  await tell()
  clock.now -= 366 * DAY
  receiver.answers = 200
  await tell()
  clock.now += 2 * 60 * MINUTE
  await tell()
  assert.equal(await since(), sealed, 'that it is due at another time was written by nobody else')
  assert.ok(kinds(receiver).includes('new-failing'), kinds(receiver).join(', '))
})

test('a clock that is ahead forgets nothing of what was told', async context => {
  const { agent, scanned, tell, receiver, replay, clock, world } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  await tell()
  assert.ok(kinds(receiver).includes('new-failing'))
  const told = async () => (await agent.store.deliveries()).map(({ id }) => id)
  const before = await told()
  world.ahead = 366 * DAY
  clock.now += world.ahead
  await scanned()
  await tell()
  const after = new Set(await told())
  assert.ok(before.every(id => after.has(id)))
  // When the service says that it is as late, it is.
  world.ahead = 0
  await scanned()
  clock.now += DAY
  await tell()
  assert.ok(!(await told()).some(id => before.includes(id)))
})

test('a channel that was tried once, days ago, is not given up: the machine may have been off', async context => {
  const { agent, scanned, tell, receiver, replay, clock } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  receiver.answers = 500
  await tell()
  clock.now += 4 * DAY
  await tell()
  assert.deepEqual((await agent.store.deliveries({ state: 'dead' })).length, 0)
  receiver.answers = 200
  clock.now += 2 * 60 * MINUTE
  await tell()
  assert.ok(kinds(receiver).includes('new-failing'))
})

test('a second digest of one day, after the clock went back, is another piece: nothing of it is lost', async context => {
  const { scanned, tell, receiver, replay, clock } = await setup(context, { digest: '00:00' })
  const { organization } = replay.state
  const flip = async (to: boolean): Promise<void> => {
    organization.members_can_fork_private_repositories = to
    await scanned()
    await tell()
  }
  await scanned()
  await flip(true)
  await flip(false)
  clock.now += DAY
  await tell()
  await flip(true)
  await flip(false)
  clock.now += DAY
  await tell()
  clock.now -= DAY
  await flip(true)
  await flip(false)
  for (const days of [0, 1, 1, 1]) {
    clock.now += days * DAY
    await tell()
  }
  const digests = new Map(
    told(receiver).flatMap(({ kind, id, text }) => (kind === 'digest' ? [[id, text]] : [])),
  )
  const fixed = [...digests.values()].join('\n').match(/No longer failing/g) ?? []
  assert.equal(fixed.length, 3)
})

test('a backup is put in again: what is found anew from the same state has the id that it had', async context => {
  const { agent, home, scanned, tell, receiver, replay, close } = await setup(context)
  await scanned()
  await tell()
  const file = join(temporaryFolder(context), 'backup.zip')
  await backup(home, file, agent.clock())
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  await tell()
  await close()
  await restore(home, file, { replace: true, accept: true, now: agent.clock() })
  const open = await openAgent(home, { secrets: agent.secrets, clock: agent.clock })
  context.after(() => open.close())
  await scan(open.agent, tester, 'aurora', { transport: { sleep: async () => undefined } })
  await notify(open.agent)
  const ids = told(receiver)
    .filter(item => item.kind === 'new-failing')
    .map(item => item.id)
  assert.equal(ids.length, 2)
  assert.equal(new Set(ids).size, 1)
})

test('what was given up is listed, and sent when it is asked for', async context => {
  const { agent, scanned, tell, receiver, replay, clock } = await setup(context)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  receiver.answers = 403
  for (let hours = 0; hours < 4 * 24; hours++) {
    await tell()
    clock.now += 61 * MINUTE
  }
  const listed = await perform(agent, tester, 'alert-list', {})
  const [dead = assert.fail()] = listed.alerts.filter(item => item.state === 'dead')
  const tries = receiver.tries()
  clock.now += DAY
  await tell()
  assert.equal(receiver.tries(), tries, 'nobody tries it of itself')
  receiver.answers = 200
  const resent = await perform(agent, tester, 'alert-resend', { id: dead.id })
  assert.deepEqual(resent, { waited: 1, untold: [] })
  assert.deepEqual(
    told(receiver).map(item => item.id),
    [dead.id],
  )
  await assert.rejects(
    perform(agent, tester, 'alert-resend', { id: dead.id }),
    isRefusal('alert-unknown', /alert list/),
  )
})

test('a receiver that never answers holds up no other channel', async context => {
  const { home, agent, scanned, receiver, replay } = await setup(context)
  const other = await startReceiver(context)
  const [ops] = agent.config().alerts
  editConfig(home, ['alerts'], [ops, { ...ops, name: 'other', url: other.url }])
  await agent.secrets.set(channelSecret('other'), secret)
  await scanned()
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  receiver.answers = null
  const untold = await notify(agent, { timeoutMs: 1500 })
  assert.equal(untold.length, 1)
  assert.match(untold[0] ?? '', /^ops: 127\.0\.0\.1:\d+ did not take it: .*timeout/)
  assert.deepEqual(kinds(other), ['new-failing'])
})

test('a private address is asked only where the configuration says so; a redirect is not followed', async context => {
  const { home, agent, receiver } = await setup(context)
  const [ops] = agent.config().alerts
  receiver.answers = 307
  const moved = await perform(agent, tester, 'alert-test', { channel: 'ops' })
  assert.match(moved.results[0]?.problem ?? '', /it answered 307/)
  assert.equal(receiver.tries(), 1)
  const url = receiver.url.replace('http://127.0.0.1', 'https://localhost')
  editConfig(home, ['alerts'], [{ ...ops, url, private: false }])
  const { results } = await perform(agent, tester, 'alert-test', {})
  assert.match(results[0]?.problem ?? '', /private network: .*"private: true"/)
  assert.equal(receiver.tries(), 1, 'nothing was sent')
})

test('good news and small news come once a day in a digest', async context => {
  const { scanned, tell, receiver, replay, clock } = await setup(context, { digest: '00:00' })
  await tell()
  await scanned()
  replay.state.organization.two_factor_requirement_enabled = true
  await scanned()
  await tell()
  const before = kinds(receiver)
  assert.ok(!before.includes('fixed') && !before.includes('first-assessment'), before.join())
  clock.now += DAY
  await tell()
  const [digest = assert.fail()] = told(receiver).filter(item => item.kind === 'digest')
  assert.match(digest.text, /^aurora: first assessment: Assessed for the first time: \d+ failing/m)
  assert.match(digest.text, /^aurora: fixed: /m)
  await tell()
  assert.equal(kinds(receiver).filter(kind => kind === 'digest').length, 1)
})

test('what cannot be told any more, a run that failed, rows that were edited, and acceptances at their end', async context => {
  const { agent, home, scanned, tell, receiver, replay, clock } = await setup(context)
  const { findings } = await scanned()
  const failing = findings.find(item => item.outcome === 'fail') ?? assert.fail()
  const until = new Date(clock.now + 20 * DAY).toISOString()
  const { tenant, check, resource } = failing
  await addException(agent, tester, { tenant, check, resource: resource.id, reason: 'x', until })
  await tell()
  assert.deepEqual(kinds(receiver), [])
  replay.faults.set('*', 'server-error')
  await scanned()
  await tell()
  assert.deepEqual([...new Set(kinds(receiver))], ['lost-sight'])
  clock.now += 7 * DAY
  await scanned()
  await tell()
  assert.equal(kinds(receiver).filter(kind => kind === 'exception-ending').length, 1)
  clock.now += 14 * DAY
  await scanned()
  await tell()
  await tell()
  assert.equal(kinds(receiver).filter(kind => kind === 'exception-ended').length, 1)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  database.exec(
    `UPDATE finding SET finding = json_set(finding, '$.outcome', 'pass') WHERE valid_to IS NULL`,
  )
  database.close()
  await assert.rejects(scanned())
  clock.now += DAY
  await tell()
  const [tampering = assert.fail()] = told(receiver).filter(item => item.kind === 'tampering')
  assert.equal(tampering.severity, 'critical')
  assert.ok(kinds(receiver).includes('run-failed'))
})

test('a clock that is ahead ends no acceptance: its end is told once, when a service says that it came', async context => {
  const { agent, scanned, tell, receiver, clock, world } = await setup(context)
  const { findings } = await scanned()
  const { tenant, check } = findings.find(item => item.outcome === 'fail') ?? assert.fail()
  const until = new Date(clock.now + 20 * DAY).toISOString()
  await addException(agent, tester, { tenant, check, reason: 'x', until })
  const ends = async (): Promise<string[]> => {
    await tell()
    return kinds(receiver).filter(kind => kind.startsWith('exception'))
  }
  clock.now += 25 * DAY
  world.ahead = 25 * DAY
  assert.deepEqual(await ends(), [], 'before it was asked')
  await scanned()
  // Nobody answers: what was said last counts.
  const fetch = () => Promise.reject(new Error('away'))
  await scan(agent, tester, 'aurora', { transport: { fetch, sleep: async () => undefined } })
  clock.now += 60 * MINUTE
  assert.deepEqual(await ends(), [])
  clock.now -= 25 * DAY
  world.ahead = 0
  for (const [days, expected] of [
    [7, ['exception-ending']],
    [14, ['exception-ending', 'exception-ended']],
    [1, ['exception-ending', 'exception-ended']],
  ] as const) {
    clock.now += days * DAY
    await scanned()
    assert.deepEqual(await ends(), expected)
  }
})

test('a credential that is about to end is told of 14 days before, and then: connect notes the day that the service says', async context => {
  const { agent, scanned, tell, receiver, clock, replay } = await setup(context)
  replay.tokenEnds = '2026-11-01 12:00:00 UTC'
  const { service, target } = agent.config().tenants['aurora'] ?? assert.fail()
  const again = { service, target, name: 'aurora', credential: demoToken }
  await perform(agent, commandActor(), 'connect', again)
  assert.equal(agent.config().tenants['aurora']?.credentialUntil, '2026-11-01')
  const about = async (days: number): Promise<string[]> => {
    clock.now += days * DAY
    await scanned()
    await tell()
    return kinds(receiver).filter(kind => kind.startsWith('credential'))
  }
  assert.deepEqual(await about(0), [])
  assert.deepEqual(await about(13), ['credential-ending'])
  assert.deepEqual(await about(1), ['credential-ending'])
  assert.deepEqual(await about(13), ['credential-ending', 'credential-ended'])
  replay.tokenEnds = null
  await perform(agent, commandActor(), 'connect', again)
  assert.equal(agent.config().tenants['aurora']?.credentialUntil, undefined, 'of another one')
})

test("the secret of a channel, the log's key where it has a time, and an access review are told of 14 days before, and then", async context => {
  const { agent, home, scanned, tell, receiver, clock } = await setup(context)
  const day = (days: number): string => new Date(clock.now + days * DAY).toISOString().slice(0, 10)
  await scanned()
  const [ops] = agent.config().alerts
  editConfig(home, ['alerts'], [{ ...ops, secretUntil: day(40) }])
  const start = { tenant: 'aurora', id: 'q4', reviewer: 'Rae Reviews', due: day(60) }
  const { review } = await perform(agent, tester, 'access-start', start)
  const wanted = /^(?:credential|key|review)-/
  const about = async (days: number): Promise<string[]> => {
    clock.now += days * DAY
    await scanned()
    await tell()
    return kinds(receiver).filter(kind => wanted.test(kind))
  }
  assert.deepEqual(await about(20), [])
  const first = ['credential-ending']
  assert.deepEqual(await about(10), first)
  assert.match(told(receiver).at(-1)?.text ?? '', /nothing is told through it\. .* secret ops$/)
  const second = [...first, 'credential-ended']
  assert.deepEqual(await about(11), second)
  const third = [...second, 'review-due']
  assert.deepEqual(await about(10), third)
  assert.match(
    told(receiver).at(-1)?.text ?? '',
    new RegExp(`^q4: (\\d+) of \\1 accounts wait for Rae Reviews\\. Due on ${start.due}`),
  )
  const fourth = [...third, 'review-overdue']
  assert.deepEqual(await about(10), fourth)

  // Nobody gave the key a time yet.
  editConfig(home, ['logKeyMonths'], 3)
  const fifth = [...fourth, 'key-ending']
  assert.deepEqual(await about(20), fifth)
  assert.deepEqual(await about(20), [...fifth, 'key-ended'])
  assert.match(told(receiver).at(-1)?.text ?? '', /signs since 2026-10-05 and was .* key rotate$/)
  await rotateKey(agent, tester, 'Its time was over')
  assert.deepEqual(await about(20), [...fifth, 'key-ended'], 'the next one is young')
  assert.ok(review.accounts.length > 0)
})

test('a review of which all is decided is not told of', async context => {
  const { agent, scanned, tell, receiver, clock } = await setup(context)
  await scanned()
  const due = new Date(clock.now + 3 * DAY).toISOString().slice(0, 10)
  const given = { tenant: 'aurora', id: 'q4', reviewer: 'Rae Reviews', due }
  const { review } = await perform(agent, tester, 'access-start', given)
  for (const { place } of review.accounts)
    await perform(agent, tester, 'access-decide', {
      tenant: 'aurora',
      review: 'q4',
      account: place,
      decision: 'keep',
      by: 'Rae Reviews',
    })
  for (let passed = 0; passed < 6; passed += 2) {
    clock.now += 2 * DAY
    await scanned()
    await tell()
  }
  assert.ok(!kinds(receiver).some(kind => kind.startsWith('review-')))
})

test('an erased name is gone from what waits and what was told', async context => {
  const { agent, scanned, tell, receiver, replay } = await setup(context)
  await scanned()
  for (const item of replay.state.repositories) Object.assign(item, { secretScanning: false })
  await scanned()
  await tell()
  const [name = assert.fail()] = told(receiver).flatMap(item => item.resources)
  await erase(agent, tester, { person: name, reason: 'A request' })
  assert.ok((await agent.store.deliveries()).every(item => !item.alert.includes(name)))
})

test(
  'e-mail over STARTTLS, syslog over TLS, Slack, Teams and an OCSF file',
  { skip: !openssl },
  async context => {
    const { agent, home, receiver } = await setup(context)
    const certificate = selfSigned(temporaryFolder(context))
    const login = { user: 'agent', password: 'of the channel' }
    const mail = await startMailServer(context, certificate, login)
    const syslog = await startSyslogServer(context, certificate)
    const file = join(temporaryFolder(context), 'alerts.ndjson')
    const near = { private: true, from: 'low' }
    const server = { ...near, host: 'localhost', authority: certificate.file }
    const sent = { user: 'agent', sender: 'agent@example.com', recipients: ['soc@example.com'] }
    editConfig(
      home,
      ['alerts'],
      [
        { name: 'chat', to: 'slack', ...near },
        { name: 'file', to: 'ocsf', file },
        { name: 'logs', to: 'syslog', ...server, port: syslog.port },
        { name: 'mail', to: 'email', ...server, port: mail.port, ...sent },
        { name: 'team', to: 'teams', ...near },
      ],
    )
    const without = await perform(agent, tester, 'alert-test', {})
    assert.deepEqual(
      without.results.filter(item => item.problem?.includes('no secret')).map(item => item.channel),
      ['chat', 'mail', 'team'],
    )
    for (const name of ['chat', 'team']) await agent.secrets.set(channelSecret(name), receiver.url)
    await agent.secrets.set(channelSecret('mail'), login.password)
    const { results } = await perform(agent, tester, 'alert-test', {})
    assert.deepEqual(
      results.map(item => item.problem),
      [null, null, null, null, null],
    )
    const [slack, teams] = receiver.received
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>)
      .sort((a, b) => ('text' in a ? 0 : 1) - ('text' in b ? 0 : 1))
    assert.match(String(slack?.['text']), /^\*Witnessmark: a test\*\nThis is how/)
    assert.match(
      JSON.stringify(teams),
      /"contentType":"application\/vnd\.microsoft\.card\.adaptive"/,
    )
    const [arrived = assert.fail()] = mail.mails
    assert.deepEqual([arrived.to, arrived.secure], [['soc@example.com'], true])
    assert.match(arrived.mail, /^Subject: Witnessmark: a test\r?$/m)
    assert.match(arrived.mail, /^Message-ID: <[0-9a-f-]{36}@witnessmark>\r?$/m)
    const [message = assert.fail()] = syslog.messages.slice(-1)
    const [, length = '', rest = ''] = /^(\d+) (.*)$/s.exec(message) ?? []
    assert.equal(Buffer.byteLength(rest), Number(length), 'framed as RFC 5425 says')
    assert.match(
      rest,
      /^<109>1 \S+Z \S+ witnessmark \d+ test \[alert@32473 id="[0-9a-f-]{36}" severity="low"\] \ufeffWitnessmark: a test: /,
    )
    const [event] = readFileSync(file, 'utf8').trim().split('\n')
    assert.equal((JSON.parse(event ?? '') as { class_uid: number }).class_uid, 2004)
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o077, 0)
  },
)

test(
  'a mail server whose certificate nobody vouches for gets nothing',
  { skip: !openssl },
  async context => {
    const { agent, home } = await setup(context)
    const certificate = selfSigned(temporaryFolder(context))
    const login = { user: 'agent', password: 'p' }
    const { port, mails } = await startMailServer(context, certificate, login)
    const mail = {
      name: 'mail',
      to: 'email',
      host: 'localhost',
      port,
      user: 'agent',
      private: true,
    }
    editConfig(
      home,
      ['alerts'],
      [{ ...mail, sender: 'a@example.com', recipients: ['b@example.com'] }],
    )
    await agent.secrets.set(channelSecret('mail'), 'p')
    const { results } = await perform(agent, tester, 'alert-test', {})
    assert.match(results[0]?.problem ?? '', /^localhost did not take it: .*self-signed/)
    assert.deepEqual(mails, [])
  },
)

test('a channel that is not known, or lacks something, is told with its place', () => {
  const wrong = (channel: string, place: RegExp): void => {
    assert.throws(
      () => parseConfig(`version: 1\nalerts:\n  - ${channel}\n`, 'config.yaml'),
      isRefusal('config-invalid', place),
    )
  }
  wrong('{ name: ops, to: pager }', /alerts\.0\.to: .*webhook/)
  wrong(
    '{ name: ops, to: email, host: mail.example.com }',
    /alerts\.0\.sender: email needs "sender"/,
  )
  wrong('{ name: ops, to: webhook, url: "http://hooks.example.com" }', /alerts\.0\.url: .*https/)
  wrong('{ name: ops, to: slack }\n  - { name: ops, to: teams }', /alerts: two channels/)
  wrong('{ name: ops, to: slack, quiet: { from: "25:00", to: "07:00" } }', /alerts\.0\.quiet\.from/)
})

test('an unknown channel and an acceptance whose end is past are told with place and remedy, and all else goes on', async context => {
  const { agent, home, scanned, tell, receiver, replay } = await setup(context)
  await scanned()
  const file = join(home, 'config.yaml')
  const written = readFileSync(file, 'utf8')
  writeFileSync(file, written.replace('to: webhook', 'to: pager'))
  const [aside = assert.fail()] = await agent.setAside()
  assert.equal(aside.file, 'config.yaml')
  assert.match(aside.problem, /alerts\.0\.to: .*"webhook"/)
  const over = { tenant: 'aurora', check: 'github.organization.two-factor-required', reason: 'x' }
  await assert.rejects(
    addException(agent, tester, { ...over, until: '2026-10-01T00:00:00Z' }),
    isRefusal('exception-end', /2026-10-01/),
  )
  await assert.rejects(
    perform(agent, tester, 'alert-test', { channel: 'pager' }),
    isRefusal('channel-unknown', /pager.*ops/s),
  )
  replay.state.organization.members_can_fork_private_repositories = true
  await scanned()
  assert.deepEqual(await tell(), [])
  assert.ok(kinds(receiver).includes('new-failing'))
  writeFileSync(file, written)
  assert.deepEqual(await agent.setAside(), [])
})
