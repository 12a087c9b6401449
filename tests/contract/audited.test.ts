// Who changed what: a change that a scan saw, joined to the service's own audit log.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApi } from '../../agent/collect/api.ts'
import { editConfig } from '../../agent/home/config.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { perform } from '../../agent/operations/perform.ts'
import { scanAll } from '../../agent/operations/scan.ts'
import type { Collector } from '../../common/model/index.ts'
import type { AuditedChange } from '../../common/model/audit.ts'
import { collector as ghost } from '../../common/services/ghost/collect/index.ts'
import { collector as google } from '../../common/services/google-workspace/collect/index.ts'
import { loggedSettings } from '../../common/services/google-workspace/settings/index.ts'
import { collector as microsoft } from '../../common/services/microsoft-365/collect/index.ts'
import { tester } from '../support/actor.ts'
import { testAgent } from '../support/agent.ts'
import { testOrganization } from '../support/organization.ts'

const transport = { sleep: async () => undefined, random: () => 0 }
const twoFactor = 'github.organization.two-factor-required'

/** An organization whose audit log may be asked, scanned once with two factors required. */
async function setup(context: TestContext) {
  const open = await testOrganization(context)
  const { agent, home, replay, clock } = open
  editConfig(home, ['tenants', 'aurora', 'audit'], true)
  const { state } = replay
  state.organization.two_factor_requirement_enabled = true
  await scanAll(agent, tester, ['aurora'], { transport })
  clock.now += 3_600_000
  state.auditLog = []
  return {
    ...open,
    did(action: string, more: object = {}): void {
      const by = {
        actor: 'mallory',
        actor_ip: '203.0.113.9',
        _document_id: `${action} ${clock.now}`,
      }
      state.auditLog?.push({ '@timestamp': clock.now, action, ...by, ...more })
      clock.now += 60_000
    },
    async seen(check: string) {
      await scanAll(agent, tester, ['aurora'], { transport })
      const { changes } = await perform(agent, tester, 'drift', { tenant: 'aurora' })
      return changes.filter(item => item.check === check)
    },
  }
}

test('the one event that names the setting is who, when and from where; other people’s doings are not kept', async context => {
  const { agent, replay, did, seen, clock } = await setup(context)
  did('org.disable_two_factor_requirement')
  did('team.create', { actor: 'bystander' })
  did('protected_branch.destroy', { actor: 'other', repo: 'aurora-labs/nowhere' })
  replay.state.organization.two_factor_requirement_enabled = false
  const [change = assert.fail()] = await seen(twoFactor)
  const [event = assert.fail(JSON.stringify(change.audit))] = change.audit?.events ?? []
  assert.deepEqual(
    [event.actor, event.from, event.action, event.certainty, change.audit?.reason],
    ['mallory', '203.0.113.9', 'org.disable_two_factor_requirement', 'certain', null],
  )
  assert.ok(event.at > (change.lastBefore ?? '') && event.at < change.firstSeen)
  assert.equal(change.audit?.events.length, 1)
  assert.match(
    change.audit?.says.join() ?? '',
    /^by mallory from 203\.0\.113\.9, 2026-10-05T\S+ \(org\.disable_two_factor_requirement\)$/,
  )
  const texts: string[] = []
  for await (const { body } of agent.store.evidenceOf({}))
    if (body) texts.push(Buffer.from(body).toString('utf8'))
  assert.doesNotMatch(texts.join('\n'), /bystander/)
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)

  await erase(agent, tester, { person: 'mallory', reason: 'A request' })
  clock.now += 60_000
  const { changes } = await perform(agent, tester, 'drift', { tenant: 'aurora' })
  assert.equal(changes.find(item => item.check === twoFactor)?.audit, null)
  assert.equal((await verifyHome(agent)).ok, true)
})

test('two events, or one that is not of that thing, are no certainty; none is none', async context => {
  const { replay, did, seen, clock } = await setup(context)
  did('org.disable_two_factor_requirement')
  did('org.enable_two_factor_requirement', { actor: 'ada' })
  did('org.disable_two_factor_requirement', { actor: 'ben' })
  clock.now += 600_000
  replay.state.organization.two_factor_requirement_enabled = false
  const [change] = await seen(twoFactor)
  assert.deepEqual(
    change?.audit?.events.map(({ actor, certainty }) => [actor, certainty]),
    [
      ['mallory', 'likely'],
      ['ada', 'likely'],
      ['ben', 'likely'],
    ],
  )
  clock.now += 3_600_000
  replay.state.organization.two_factor_requirement_enabled = true
  const [back] = await seen(twoFactor)
  assert.deepEqual(
    back?.audit,
    { reason: null, events: [], says: ['the audit log names nobody who did it'] },
    'what was before is not it',
  )
})

test('nobody is asked unless the owner wants it and something changed; what may not be read says why, and changes nothing', async context => {
  const { agent, home, replay, seen, clock } = await setup(context)
  const asked = async (): Promise<number> =>
    (await agent.store.runs({ tenant: 'aurora' })).filter(run => run.kind === 'audit').length
  await seen(twoFactor)
  assert.equal(await asked(), 0, 'nothing changed')
  delete replay.state.auditLog
  replay.state.organization.two_factor_requirement_enabled = false
  const [change = assert.fail()] = await seen(twoFactor)
  assert.deepEqual(change.audit, {
    reason: 'not-found',
    events: [],
    says: ['who did it could not be read from the audit log: not-found'],
  })
  assert.equal(change.after?.outcome, 'fail')
  assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
  clock.now += 3_600_000
  replay.faults.set('*', 'server-error')
  await seen(twoFactor)
  assert.equal(await asked(), 1, 'what was lost sight of was changed by nobody')
  replay.faults.delete('*')
  await seen(twoFactor)
  const before = await asked()
  editConfig(home, ['tenants', 'aurora', 'audit'], false)
  replay.state.organization.two_factor_requirement_enabled = true
  const changes = await seen(twoFactor)
  assert.deepEqual([changes[0]?.audit, await asked()], [null, before])
})

test('whoever edits the home and has no key names nobody else, and breaks no view', async context => {
  const { agent, home, replay, did, seen } = await setup(context)
  did('org.disable_two_factor_requirement')
  replay.state.organization.two_factor_requirement_enabled = false
  const [change = assert.fail()] = await seen(twoFactor)
  assert.equal(change.audit?.events[0]?.actor, 'mallory')
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  for (const body of [`replace(cast(body AS TEXT), '"mallory"', '"someone"')`, `'{broken'`]) {
    database.exec(
      `UPDATE evidence SET body = cast(${body} AS BLOB) WHERE instr(cast(body AS TEXT), 'org.disable_two_factor_requirement') > 0`,
    )
    const { changes } = await perform(agent, tester, 'drift', { tenant: 'aurora' })
    assert.equal(changes.find(item => item.check === twoFactor)?.audit, null, body)
  }
  assert.equal((await verifyHome(agent)).ok, false)
})

test('a log that says too much takes no more than its place, and nobody is said to be all there is', async context => {
  const { agent, replay, did, seen } = await setup(context)
  for (let count = 0; count < 2600; count++)
    did('repository_secret_scanning.disable', { actor: 'x'.repeat(5000), _document_id: `${count}` })
  for (const repository of replay.state.repositories)
    repository.secretScanning = !repository.secretScanning
  await seen(twoFactor)
  const [run = assert.fail()] = (await agent.store.runs({ tenant: 'aurora' })).filter(
    ({ kind }) => kind === 'audit',
  )
  let bytes = 0
  for await (const { length } of agent.store.evidenceOf({ run: run.id })) bytes += length
  assert.ok(bytes < 8_000_000, `${bytes} bytes of what the service said`)
  const { changes } = await perform(agent, tester, 'drift', { tenant: 'aurora' })
  const audits = changes.flatMap(({ audit }) => audit ?? [])
  assert.ok(audits.length > 0)
  for (const { reason, events } of audits) {
    assert.equal(reason, 'malformed')
    assert.ok(events.every(({ certainty }) => certainty === 'likely'))
  }
})

test('whoever asks for the audit log of a service that has none is told so, with the place', async context => {
  const { agent } = await testAgent(context, {
    blog: { service: 'wordpress', target: { url: 'http://127.0.0.1:9' } },
    org: { service: 'github', target: { organization: 'aurora-labs' } },
  })
  for (const tenant of ['blog', 'org']) editConfig(agent.home, ['tenants', tenant, 'audit'], true)
  const { items } = await perform(agent, tester, 'doctor', {})
  assert.deepEqual(
    items.filter(({ what, ok }) => what === 'config.yaml' && !ok).map(item => item.detail),
    [
      'tenants.blog.audit: no audit log of wordpress is read, so nobody is named who made a change. ' +
        'Take the line out, or look for it in wordpress itself. All else goes on.',
    ],
  )
})

/** What a service's audit log says, whose replies are given by their path. */
async function eventsOf(
  collector: Collector,
  target: Readonly<Record<string, string>>,
  secret: string,
  reply: (path: URL) => unknown,
): Promise<AuditedChange[]> {
  const recorder = { earlier: async () => null, record: async () => 0, unchanged: () => 0 }
  const api = createApi({
    ...collector.endpoint(target),
    secret,
    recorder,
    sleep: async () => undefined,
    fetch: (async (url: string, { method }: RequestInit) => {
      assert.equal(method, 'GET')
      return Response.json(reply(new URL(url)))
    }) as typeof globalThis.fetch,
  })
  const window = { from: '2026-10-05T09:00:00.000Z', to: '2026-10-05T10:00:00.000Z' }
  return Array.fromAsync(collector.audit?.events({ api, target }, window) ?? [])
}

test('Ghost: who changed which key; from where it does not say', async () => {
  const token = `${'a'.repeat(24)}:${'b'.repeat(64)}`
  const edited = { event: 'edited', resource_type: 'setting', resource_id: 'x', actor_type: 'user' }
  const found = await eventsOf(ghost, { url: 'https://blog.example/' }, token, url => {
    assert.equal(url.pathname, '/ghost/api/admin/actions/')
    assert.equal(
      url.searchParams.get('filter'),
      "created_at:>='2026-10-05 09:00:00'+created_at:<='2026-10-05 10:00:00'",
    )
    const at = '2026-10-05T09:30:00.000Z'
    return {
      actions: [
        {
          ...edited,
          id: '1',
          created_at: at,
          actor: { name: 'Ada' },
          context: '{"key":"members_signup_access","group":"members"}',
        },
        { ...edited, id: '2', created_at: at, actor: null, context: null },
      ],
    }
  })
  assert.deepEqual(found, [
    {
      event: {
        id: '1',
        at: '2026-10-05T09:30:00.000Z',
        action: 'setting edited members_signup_access',
        actor: 'Ada',
        from: null,
      },
      settings: ['ghost.site.signup-access'],
      thing: null,
    },
    {
      event: {
        id: '2',
        at: '2026-10-05T09:30:00.000Z',
        action: 'setting edited',
        actor: null,
        from: null,
      },
      settings: [],
      thing: null,
    },
  ])
})

test('Entra: the directory audits say who, by which activity, and from where', async () => {
  const found = await eventsOf(microsoft, { tenant: 't' }, 'token', url => {
    assert.equal(url.pathname, '/v1.0/auditLogs/directoryAudits')
    assert.equal(
      url.searchParams.get('$filter'),
      'activityDateTime ge 2026-10-05T09:00:00.000Z and activityDateTime le 2026-10-05T10:00:00.000Z',
    )
    const at = '2026-10-05T09:30:00Z'
    const user = { userPrincipalName: 'ada@example.com', ipAddress: '203.0.113.9' }
    return {
      value: [
        {
          id: '1',
          activityDateTime: at,
          activityDisplayName: 'Update conditional access policy',
          initiatedBy: { user, app: null },
        },
        {
          id: '2',
          activityDateTime: at,
          activityDisplayName: 'Add user',
          initiatedBy: { user: null, app: { displayName: 'Sync' } },
        },
      ],
    }
  })
  assert.deepEqual(
    found.map(({ event, settings }) => [event.actor, event.from, settings]),
    [
      ['ada@example.com', '203.0.113.9', ['microsoft-365.tenant.conditional-access-policies']],
      ['Sync', null, []],
    ],
  )
})

test('Google: the admin log says who changed a setting that is known by the name it has there, and who made somebody an administrator', async () => {
  const [logged = assert.fail()] = loggedSettings.filter(({ names }) => names.length > 0)
  const parameters = [{ name: 'SETTING_NAME', value: logged.names[0] }]
  const found = await eventsOf(google, {}, 'token', url => {
    assert.equal(url.pathname, '/admin/reports/v1/activity/users/all/applications/admin')
    assert.deepEqual(
      [url.searchParams.get('startTime'), url.searchParams.get('endTime')],
      ['2026-10-05T09:00:00.000Z', '2026-10-05T10:00:00.000Z'],
    )
    const id = { time: '2026-10-05T09:30:00.000Z', uniqueQualifier: '7' }
    const by = { id, actor: { email: 'ada@example.com' }, ipAddress: '203.0.113.9' }
    return {
      items: [
        { ...by, events: [{ name: 'CHANGE_APPLICATION_SETTING', parameters }] },
        { ...by, events: [{ name: 'ASSIGN_ROLE' }, { name: 'CREATE_USER' }] },
      ],
    }
  })
  assert.ok(found[0]?.settings.includes(logged.id))
  assert.deepEqual(
    found.map(({ event }) => [event.actor, event.from, event.at]),
    [1, 2, 3].map(() => ['ada@example.com', '203.0.113.9', '2026-10-05T09:30:00.000Z']),
  )
  assert.deepEqual(
    found.slice(1).map(({ settings }) => settings),
    [['google-workspace.tenant.super-admins'], []],
  )
})

/** A service's replies, in their documented shapes, as they are at a time. */
type Replayed = {
  readonly service: string
  readonly target: Readonly<Record<string, string>>
  readonly secret: string
  /** Of what is judged, before and after. @returns null where it has nothing at the address */
  reply(url: URL, changed: boolean): unknown
  /** All events of the log; it gives those of the window that the address asks for. */
  events(at: string): readonly { readonly time: string; readonly event: object }[]
  readonly isLog: (url: URL) => { readonly from: string; readonly to: string } | null
  listed(events: readonly object[]): unknown
  readonly setting: string
  readonly expected: { readonly actor: string; readonly from: string | null }
}

const replayed: readonly Replayed[] = [
  {
    service: 'microsoft-365',
    target: { tenant: '11111111-2222-3333-4444-555555555555' },
    secret: 'a token of Graph',
    reply: ({ pathname }, changed) =>
      pathname === '/v1.0/policies/authorizationPolicy'
        ? {
            id: 'authorizationPolicy',
            allowInvitesFrom: changed ? 'everyone' : 'adminsAndGuestInviters',
            guestUserRoleId: '2af84b1e-32c8-42b7-82bc-daa82404023b',
            defaultUserRolePermissions: { allowedToCreateApps: false },
          }
        : pathname === '/v1.0/organization'
          ? { value: [{ id: 't-1', displayName: 'Contoso' }] }
          : null,
    isLog({ pathname, searchParams }) {
      const filter = searchParams.get('$filter') ?? ''
      const [, from = '', to = ''] = /ge (\S+) and activityDateTime le (\S+)$/.exec(filter) ?? []
      return pathname === '/v1.0/auditLogs/directoryAudits' ? { from, to } : null
    },
    // https://learn.microsoft.com/graph/api/resources/directoryaudit
    events: at =>
      [
        ['Update authorization policy', 'mallory@contoso.example'],
        ['Add member to group', 'bystander@contoso.example'],
      ].map(([activity, userPrincipalName]) => ({
        time: at,
        event: {
          id: `Directory_${activity}_1`,
          category: 'Policy',
          correlationId: 'c',
          result: 'success',
          resultReason: '',
          activityDisplayName: activity,
          activityDateTime: at.replace('.000Z', '.1234567Z'),
          loggedByService: 'Core Directory',
          operationType: 'Update',
          initiatedBy: {
            app: null,
            user: { id: 'u', displayName: null, userPrincipalName, ipAddress: '203.0.113.9' },
          },
          targetResources: [{ id: 'r', displayName: 'Authorization Policy', type: 'Policy' }],
          additionalDetails: [],
        },
      })),
    listed: value => ({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata', value }),
    setting: 'microsoft-365.tenant.authorization-policies',
    expected: { actor: 'mallory@contoso.example', from: '203.0.113.9' },
  },
  {
    service: 'google-workspace',
    target: {},
    secret: 'a token of Google',
    reply: ({ pathname, searchParams }, changed) =>
      pathname === '/admin/directory/v1/users' && searchParams.get('query') === 'isAdmin=true'
        ? {
            kind: 'admin#directory#users',
            users: ['ada', 'ben', ...(changed ? [] : ['cleo'])].map(name => ({
              primaryEmail: `${name}@example.com`,
              orgUnitPath: '/',
              suspended: false,
            })),
          }
        : pathname.endsWith('/applications/admin')
          ? { kind: 'admin#reports#activities' }
          : null,
    isLog({ pathname, searchParams }) {
      const [from, to] = ['startTime', 'endTime'].map(name => searchParams.get(name))
      return pathname.endsWith('/applications/admin') && from && to ? { from, to } : null
    },
    // https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-delegated-admin-settings
    events: at =>
      [
        ['DELEGATED_ADMIN_SETTINGS', 'UNASSIGN_ROLE', 'mallory@example.com'],
        ['USER_SETTINGS', 'CREATE_USER', 'bystander@example.com'],
      ].map(([type, name, email], index) => ({
        time: at,
        event: {
          kind: 'admin#reports#activity',
          id: { time: at, uniqueQualifier: `${index}`, applicationName: 'admin', customerId: 'C' },
          etag: '"x"',
          actor: { callerType: 'USER', email, profileId: '1' },
          ipAddress: '203.0.113.9',
          events: [
            {
              type,
              name,
              parameters: [
                { name: 'ROLE_NAME', value: '_SEED_ADMIN_ROLE' },
                { name: 'USER_EMAIL', value: 'cleo@example.com' },
              ],
            },
          ],
        },
      })),
    listed: items => ({ kind: 'admin#reports#activities', etag: '"x"', items }),
    setting: 'google-workspace.tenant.super-admins',
    expected: { actor: 'mallory@example.com', from: '203.0.113.9' },
  },
  {
    service: 'ghost',
    target: { url: 'https://blog.example/' },
    secret: `${'a'.repeat(24)}:${'b'.repeat(64)}`,
    reply: ({ pathname }, changed) =>
      pathname === '/ghost/api/admin/settings/'
        ? { settings: [{ key: 'require_email_mfa', value: !changed }], meta: {} }
        : null,
    isLog({ pathname, searchParams }) {
      const filter = searchParams.get('filter') ?? ''
      const times = [...filter.matchAll(/'([\d-]+) ([\d:]+)'/g)].map(([, a, b]) => `${a}T${b}.000Z`)
      const [from = '', to = ''] = times
      return pathname === '/ghost/api/admin/actions/' ? { from, to } : null
    },
    events: at => [
      {
        time: at,
        event: {
          id: '6500000000000000000000a1',
          resource_id: '6500000000000000000000b1',
          resource_type: 'setting',
          actor_id: '1',
          actor_type: 'user',
          event: 'edited',
          context: { key: 'require_email_mfa', group: 'security', count: 2 },
          created_at: at,
          actor: { id: '1', name: 'Mallory', slug: 'mallory', image: null },
          resource: null,
        },
      },
    ],
    listed: actions => ({
      actions,
      meta: { pagination: { page: 1, limit: 100, pages: 1, total: actions.length, next: null } },
    }),
    setting: 'ghost.site.email-code-on-each-login',
    expected: { actor: 'Mallory', from: null },
  },
]

for (const service of replayed)
  test(`${service.service}, from the reply to the view: a change that a scan saw has who, when and from where`, async context => {
    const clock = { now: Date.parse('2026-10-05T09:00:00Z') }
    const { secret, target } = service
    const open = await testAgent(
      context,
      { it: { service: service.service, target, secret } },
      () => new Date((clock.now += 1)),
    )
    const { agent, home } = open
    editConfig(home, ['tenants', 'it', 'audit'], true)
    let changedAt: string | null = null
    let asked = 0
    const fetch = (async (address: string, { method }: RequestInit) => {
      assert.equal(method, 'GET')
      const url = new URL(address)
      const window = service.isLog(url)
      if (window) asked++
      const events = changedAt === null ? [] : service.events(changedAt)
      const inside = events.filter(({ time }) => window && time >= window.from && time <= window.to)
      const said = window
        ? service.listed(inside.map(({ event }) => event))
        : service.reply(url, changedAt !== null)
      const date = new Date(clock.now).toUTCString()
      return said === null
        ? Response.json({ error: { code: 'NotFound' } }, { status: 404, headers: { date } })
        : Response.json(said, { headers: { date } })
    }) as typeof globalThis.fetch
    const scanned = () =>
      scanAll(agent, tester, ['it'], { transport: { ...transport, fetch, random: () => 0 } })
    await scanned()
    assert.equal(asked, 0, 'nobody is asked where nothing changed')
    clock.now += 3_600_000
    changedAt = new Date(clock.now - (clock.now % 1000)).toISOString()
    clock.now += 3_600_000
    await scanned()
    assert.ok(asked > 0)
    const { changes } = await perform(agent, tester, 'drift', { tenant: 'it' })
    const ours = changes.filter(item => item.values.some(of => of.setting === service.setting))
    assert.ok(ours.length > 0, JSON.stringify(changes.map(({ check }) => check)))
    for (const { audit } of ours) {
      const [event = assert.fail(JSON.stringify(audit))] = audit?.events ?? []
      const { actor, from, at, certainty } = event
      assert.deepEqual(
        { actor, from, at: at.slice(0, 19), certainty },
        { ...service.expected, at: changedAt.slice(0, 19), certainty: 'certain' },
      )
      assert.equal(audit?.events.length, 1)
    }
    const kept: string[] = []
    for await (const { body } of agent.store.evidenceOf({}))
      if (body) kept.push(Buffer.from(body).toString('utf8'))
    assert.doesNotMatch(kept.join('\n'), /bystander/)
    assert.equal((await verifyHome(agent, { everyAssessment: true })).ok, true)
  })
