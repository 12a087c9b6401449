// Tickets of what is to be repaired: kept open while it fails, closed by measurement alone.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { editConfig, parseConfig } from '../../agent/home/config.ts'
import { channelSecret } from '../../agent/home/secrets.ts'
import { addException } from '../../agent/judge/exceptions.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { Alert } from '../../agent/notify/alert.ts'
import { keepSecret } from '../../agent/notify/channels.ts'
import { notify } from '../../agent/notify/deliver.ts'
import { noteTicket, ticketsOf } from '../../agent/notify/tickets.ts'
import { perform } from '../../agent/operations/perform.ts'
import { tester } from '../support/actor.ts'
import { testOrganization } from '../support/organization.ts'
import { isRefusal } from '../support/problem.ts'
import { startReceiver } from '../support/receivers.ts'
import { startGithubIssues, startJira } from '../support/trackers.ts'

const DAY = 86_400_000
const check = 'github.organization.two-factor-required'

/** An organization that one channel keeps tickets of, as two factors are required in it or not. */
async function setup(context: TestContext, channel: object) {
  const open = await testOrganization(context)
  const { agent, home, replay, scanned } = open
  editConfig(home, ['owners'], [{ owner: 'Platform', checks: ['github.organization.*'] }])
  editConfig(home, ['alerts'], [{ name: 'board', private: true, from: 'high', ...channel }])
  const [board = assert.fail()] = agent.config().alerts
  await keepSecret(agent, board, 'of the tracker')
  await notify(agent)
  return {
    ...open,
    async measured(twoFactor: boolean): Promise<readonly string[]> {
      replay.state.organization.two_factor_requirement_enabled = twoFactor
      await scanned()
      return notify(agent)
    },
    listed: async () =>
      (await perform(agent, tester, 'non-conformities', {})).items.find(
        item => item.check === check,
      ),
  }
}

test('an issue on GitHub: opened once with owner and due day, opened again where somebody closed it, closed by measurement', async context => {
  const tracker = await startGithubIssues(context, 'aurora-labs/compliance')
  const channel = { to: 'github-issues', url: tracker.url, project: 'aurora-labs/compliance' }
  const { agent, home, clock, measured, listed, replay } = await setup(context, channel)
  const of = () => tracker.tickets.filter(item => item.body.includes(check))
  assert.deepEqual(await measured(false), [])
  const [ticket = assert.fail('no ticket')] = of()
  assert.match(ticket.title, /^aurora: Two-factor authentication is required of everyone$/)
  assert.match(ticket.body, /1 of 1 fail .*: aurora-labs\. Looked after by Platform\. /)
  assert.match(ticket.body, /To be repaired until 2026-10-12\./, 'critical: 7 days')
  assert.ok(
    tracker.tickets.every(item => !/\((?:.*), (?:low|medium)\)/.test(item.body)),
    'what is below "from" has none',
  )
  const item = await listed()
  assert.deepEqual(item?.tickets, [
    {
      channel: 'board',
      url: `${tracker.url}/aurora-labs/compliance/issues/${ticket.number}`,
      state: 'open',
    },
  ])
  const page = async () => {
    const id = item?.first ?? assert.fail()
    const { due, tickets } = await perform(agent, tester, 'finding', { id })
    return { due, tickets }
  }
  assert.deepEqual(await page(), { due: item?.due, tickets: item?.tickets })
  assert.equal(item?.due?.slice(0, 10), '2026-10-12')
  assert.deepEqual([...tracker.authorizations], ['Bearer of the tracker'])

  // The process ended before it could note that the ticket was opened: it is found by its label.
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  database.exec(`UPDATE outbox SET state = 'waiting', sent_at = NULL`)
  database.close()
  const before = tracker.tickets.length
  clock.now += 60_000
  await notify(agent)
  await measured(false)
  assert.equal(tracker.tickets.length, before)
  assert.deepEqual(ticket.comments, [])

  ticket.open = false
  clock.now += DAY
  await measured(false)
  assert.equal(ticket.open, true, 'closing it by hand repairs nothing')
  assert.match(ticket.comments[0] ?? '', /1 of 1 fail/)

  replay.faults.set('*', 'server-error')
  await measured(true)
  assert.equal(ticket.open, true, 'what cannot be told is not repaired')
  replay.faults.delete('*')
  await measured(false)
  const until = new Date(clock.now + 20 * DAY).toISOString()
  await addException(agent, tester, { tenant: 'aurora', check, reason: 'x', until })
  await measured(false)
  assert.equal(ticket.open, true, 'what is accepted is not repaired')

  await measured(true)
  assert.equal(ticket.open, false)
  assert.deepEqual(await page(), {
    due: null,
    tickets: [{ channel: 'board', url: null, state: 'closed' }],
  })
  assert.match(ticket.comments[1] ?? '', /Measured: nothing of it fails any more \(entry \d+ of/)
  assert.equal(of().length, 1)
  clock.now += 30 * DAY
  await measured(false)
  assert.equal(ticket.open, true, 'the same one when it fails again')
})

test('what a service or a tracker says mentions nobody, shows no picture, and is no address but one of the web', async context => {
  const tracker = await startGithubIssues(context, 'aurora-labs/compliance')
  const channel = { to: 'github-issues', url: tracker.url, project: 'aurora-labs/compliance' }
  const { agent, measured, replay } = await setup(context, channel)
  const name = '@everyone ```` ![x](https://evil.example/x.png)'
  for (const [place, repository] of replay.state.repositories.entries())
    repository.name = `${name} ${place}`
  await measured(false)
  const named = tracker.tickets.filter(({ body }) => body.includes('@everyone'))
  assert.ok(named.length > 0, JSON.stringify(tracker.tickets.map(({ body }) => body)))
  for (const { body } of named) {
    const [fence = ''] = /^`+/.exec(body) ?? []
    assert.ok(fence.length > 4 && body.split(fence).length === 3, body)
    assert.ok(body.split(fence)[1]?.includes('@everyone'), body)
  }
  const alert = { kind: 'ticket-open', tenant: 'aurora', check } as Alert
  await noteTicket(agent, 'board', alert, { url: 'https://tracker.example/1' })
  for (const url of ['javascript:alert(1)', `https://tracker.example/${'x'.repeat(3000)}`])
    await noteTicket(agent, 'board', alert, { url })
  assert.equal((await ticketsOf(agent))(`aurora/${check}`)[0]?.url, 'https://tracker.example/1')
})

test('an issue in Jira Cloud: with its due day, moved to done and back', async context => {
  const tracker = await startJira(context, 'SEC')
  const channel = { to: 'jira', url: tracker.url, project: 'SEC', user: 'bot@example.com' }
  const { agent, clock, measured, listed } = await setup(context, channel)
  assert.deepEqual(await measured(false), [])
  const [ticket = assert.fail()] = tracker.tickets.filter(item => item.body.includes(check))
  assert.equal(ticket.due, '2026-10-12')
  assert.equal((await listed())?.tickets[0]?.url, `${tracker.url}/browse/SEC-${ticket.number}`)
  const basic = Buffer.from('bot@example.com:of the tracker').toString('base64')
  assert.deepEqual([...tracker.authorizations], [`Basic ${basic}`])
  await measured(true)
  assert.equal(ticket.open, false)
  assert.match(ticket.comments[0] ?? '', /Measured/)
  clock.now += DAY
  await measured(false)
  assert.equal(ticket.open, true)
  assert.equal((await verifyHome(agent)).ok, true, 'which tickets are kept is sealed with the list')
  // Nobody wrote there: a change of it is found.
  await agent.store.set('notify.tickets', '{}')
  assert.equal((await verifyHome(agent)).ok, false)
})

test('what a tracker does not take is wanted, not open; an address of another kind is noted nowhere', async context => {
  const receiver = await startReceiver(context)
  const { agent, measured, listed } = await setup(context, { to: 'tickets', url: receiver.url })
  const states = async () => (await listed())?.tickets.map(({ state }) => state)
  receiver.answers = 500
  await measured(false)
  assert.deepEqual(await states(), ['wanted'])
  receiver.answers = 200
  const { alerts } = await perform(agent, tester, 'alert-list', {})
  for (const { id } of alerts) await perform(agent, tester, 'alert-resend', { id }).catch(() => 0)
  assert.deepEqual(await states(), ['open'])
  const alert = { kind: 'ticket-open', tenant: 'aurora', check } as Alert
  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'nonsense'])
    await noteTicket(agent, 'board', alert, { url })
  assert.equal((await listed())?.tickets[0]?.url, null)
})

test('things that are gone, and not repaired, leave the ticket open, and it says so once', async context => {
  const tracker = await startGithubIssues(context, 'aurora-labs/compliance')
  const channel = { to: 'github-issues', url: tracker.url, project: 'aurora-labs/compliance' }
  const { measured, replay, agent, clock } = await setup(context, channel)
  for (const item of replay.state.repositories) Object.assign(item, { secretScanning: false })
  await measured(true)
  const of = () => tracker.tickets.filter(({ body }) => body.includes('secret-scanning'))
  const count = of().length
  assert.ok(count > 0)
  const gone = replay.state.repositories.splice(0)
  assert.deepEqual(await measured(true), [])
  const left = (await agent.store.findings('aurora')).filter(({ check: judged }) =>
    judged.includes('secret-scanning'),
  )
  assert.deepEqual(left, [])
  const said = () => of().map(({ open, comments }) => [open, comments.length])
  assert.deepEqual(
    said(),
    Array.from({ length: count }, () => [true, 1]),
  )
  assert.match(
    of()[0]?.comments[0] ?? '',
    /Nothing that it is about is there any more\. .* no repair/,
  )
  clock.now += 2 * DAY
  await measured(true)
  assert.deepEqual(
    said(),
    Array.from({ length: count }, () => [true, 1]),
    'once',
  )
  assert.equal((await verifyHome(agent)).ok, true)
  // There again, and right: measured, so that it is closed.
  replay.state.repositories.push(...gone.map(item => ({ ...item, secretScanning: true })))
  clock.now += DAY
  await measured(true)
  assert.ok(of().some(({ open }) => !open))
})

/** What either tracker answers at its worst, and both have to survive. */
const bad = {
  'github-issues': {
    start: (context: TestContext) => startGithubIssues(context, 'aurora-labs/compliance'),
    channel: { project: 'aurora-labs/compliance' },
    // https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
    limited: {
      status: 429,
      said: { message: 'You have exceeded a secondary rate limit.' },
      headers: { 'retry-after': '7200' },
    },
    unauthorized: { status: 401, said: { message: 'Bad credentials', status: '401' } },
    invalid: {
      status: 422,
      said: { message: 'Validation Failed', errors: [{ resource: 'Issue', field: 'labels' }] },
    },
    reason: /422 .*: Validation Failed; .*"field":"labels"/,
  },
  'jira': {
    start: (context: TestContext) => startJira(context, 'SEC'),
    channel: { project: 'SEC', user: 'bot@example.com' },
    // https://developer.atlassian.com/cloud/jira/platform/rate-limiting
    limited: { status: 429, said: undefined, headers: { 'retry-after': '7200' } },
    unauthorized: { status: 401, said: { errorMessages: ['Client must be authenticated.'] } },
    invalid: {
      status: 400,
      said: { errorMessages: [], errors: { issuetype: 'Specify a valid issue type' } },
    },
    reason: /400 .*: .*"issuetype":"Specify a valid issue type"/,
  },
} as const

for (const [to, kind] of Object.entries(bad))
  test(`${to}: limited, away for a day, with a token that was revoked, saying less than it should: told, tried again, and one ticket`, async context => {
    const tracker = await kind.start(context)
    const channel = { to, url: tracker.url, ...kind.channel }
    const { agent, clock, measured } = await setup(context, channel)
    const HOUR = 3_600_000
    const pass = (): Promise<readonly string[]> => notify(agent)
    const ours = () => tracker.tickets.filter(item => item.body.includes(check))

    tracker.instead = () => kind.limited
    assert.match((await measured(false))[0] ?? '', /429/)
    const { asked } = tracker
    for (let minutes = 0; minutes < 110; minutes += 10) {
      clock.now += HOUR / 6
      await pass()
    }
    assert.equal(tracker.asked, asked, 'it was asked again before it wanted to be')

    tracker.instead = () => ({ status: 503 })
    for (let hours = 0; hours < 24; hours++) {
      clock.now += HOUR
      await pass()
    }
    assert.ok(tracker.asked > asked + 10)

    tracker.instead = () => kind.unauthorized
    clock.now += HOUR
    assert.match((await pass())[0] ?? '', /401/)
    const { items } = await perform(agent, tester, 'doctor', {})
    assert.match(items.find(item => item.what === 'alerts: board')?.detail ?? '', /401/)
    assert.deepEqual((await ticketsOf(agent))(`aurora/${check}`)[0]?.state, 'wanted')

    tracker.instead = method => (method === 'POST' ? kind.invalid : null)
    clock.now += HOUR
    assert.match((await pass())[0] ?? '', kind.reason)
    assert.equal(tracker.tickets.length, 0)

    // It was made, and what it is called was not said.
    tracker.instead = method => (method === 'POST' ? { status: 201, said: {}, done: true } : null)
    clock.now += 2 * HOUR
    assert.match((await pass())[0] ?? '', /did not take it/)
    tracker.instead = null
    for (let hours = 0; hours < 3; hours++) {
      clock.now += 2 * HOUR
      await pass()
    }
    assert.equal(ours().length, 1)
    assert.deepEqual((await ticketsOf(agent))(`aurora/${check}`)[0]?.state, 'open')
    const keys = tracker.tickets.map(({ labels }) => labels.join())
    assert.equal(new Set(keys).size, keys.length, 'one of each')
    assert.equal((await agent.store.deliveries({ state: 'waiting' })).length, 0)
    assert.equal((await verifyHome(agent)).ok, true)
  })

test('a Jira project whose screen has no due day gets its tickets all the same', async context => {
  const tracker = await startJira(context, 'SEC')
  const channel = { to: 'jira', url: tracker.url, project: 'SEC', user: 'bot@example.com' }
  const { measured } = await setup(context, channel)
  const errors = {
    duedate: "Field 'duedate' cannot be set. It is not on the appropriate screen, or unknown.",
  }
  tracker.instead = (_method, path, body) =>
    path.endsWith('/issue') && JSON.stringify(body).includes('"duedate"')
      ? { status: 400, said: { errorMessages: [], errors } }
      : null
  assert.deepEqual(await measured(false), [])
  const [ticket = assert.fail()] = tracker.tickets.filter(item => item.body.includes(check))
  assert.equal(ticket.due, null)
  assert.match(ticket.body, /To be repaired until 2026-10-12/)
})

test('a webhook hears of tickets alone, signed, with key and due day; whose they are not hears nothing', async context => {
  const receiver = await startReceiver(context)
  const { agent, home, measured } = await setup(context, { to: 'tickets', url: receiver.url })
  const told = () => receiver.received.map(({ body }) => Alert.parse(JSON.parse(body)))
  await measured(false)
  const [open = assert.fail()] = told().filter(item => item.check === check)
  assert.deepEqual(
    [open.kind, open.ticket?.due, open.owner],
    ['ticket-open', '2026-10-12', 'Platform'],
  )
  assert.match(String(receiver.received[0]?.headers['webhook-signature']), /^v1,/)
  await measured(true)
  const [closed = assert.fail()] = told().filter(item => item.kind === 'ticket-closed')
  assert.deepEqual([closed.check, closed.ticket?.key], [check, open.ticket?.key])
  assert.ok(told().every(item => item.kind.startsWith('ticket-')))

  const [board] = agent.config().alerts
  editConfig(
    home,
    ['owners'],
    [
      { owner: 'Platform', tenants: ['aurora'] },
      { owner: 'Ben', tenants: ['other'] },
    ],
  )
  editConfig(home, ['alerts'], [{ ...board, name: 'other', owners: ['Ben'] }])
  await agent.secrets.set(channelSecret('other'), 'x')
  const before = receiver.received.length
  await measured(false)
  assert.equal(receiver.received.length, before)
})

test('a day that was planned is the due day; days by severity are those of config.yaml', async context => {
  const receiver = await startReceiver(context)
  const { agent, home, measured, listed } = await setup(context, {
    to: 'tickets',
    url: receiver.url,
  })
  editConfig(home, ['dueDays'], { critical: 3 })
  await measured(false)
  assert.equal((await listed())?.due?.slice(0, 10), '2026-10-08')
  const plan = { tenant: 'aurora', check, owner: 'Ada', until: '2026-12-24' }
  await perform(agent, tester, 'repair-plan', plan)
  assert.deepEqual(
    [(await listed())?.due?.slice(0, 10), (await listed())?.owner],
    ['2026-12-24', 'Ada'],
  )
  const queue = async (owner: string) =>
    (await perform(agent, tester, 'non-conformities', { owner })).items
  assert.deepEqual(
    (await queue('Ada')).map(item => [item.check, item.due?.slice(0, 10)]),
    [[check, '2026-12-24']],
  )
  const others = await queue('Platform')
  assert.ok(others.length > 0)
  assert.ok(others.every(item => item.due !== null && item.check !== check))
  await assert.rejects(queue('Adda'), isRefusal('choice-unknown', /Adda/))
})

test('a tracker elsewhere gets no token; one that answers nonsense is told and tried again; what is missing is told with its place', async context => {
  const tracker = await startJira(context, 'SEC')
  const channel = { to: 'jira', url: tracker.url, project: 'SEC', user: 'bot@example.com' }
  const { agent, home, measured } = await setup(context, channel)
  const [board] = agent.config().alerts
  const receiver = await startReceiver(context)
  editConfig(home, ['alerts'], [{ ...board, url: new URL(receiver.url).origin }])
  const [said = assert.fail()] = await measured(false)
  assert.match(said, /was not sent: it was not entered for http:\/\/127\.0\.0\.1:\d+/)
  assert.equal(receiver.tries(), 0)
  await keepSecret(agent, agent.config().alerts[0] ?? assert.fail(), 'of another')
  const { results } = await perform(agent, tester, 'alert-test', {})
  assert.match(results[0]?.problem ?? '', /did not take it/)
  assert.throws(
    () =>
      parseConfig(
        'version: 1\nalerts: [{ name: a, to: jira, url: "https://a.example", user: b }]\n',
        'config.yaml',
      ),
    isRefusal('config-invalid', /alerts\.0\.project: jira needs "project"/),
  )
})
