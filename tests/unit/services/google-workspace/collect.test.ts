import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApi } from '../../../../agent/collect/api.ts'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import { Unreadable, mismatch } from '../../../../common/model/index.ts'
import type { CollectorContext, Observation, Value } from '../../../../common/model/index.ts'
import { collector as googleWorkspaceCollector } from '../../../../common/services/google-workspace/collect/index.ts'
import { service as googleWorkspace } from '../../../../common/services/google-workspace/service.ts'
import { startGoogle } from '../../../support/google-workspace.ts'
import type { GoogleTenant } from '../../../support/google-workspace.ts'
import { inWords } from '../../../support/in-words.ts'

const now = '2026-11-23T12:00:00.000Z'
const id = 'google-workspace.tenant.'
const directory = '/admin/directory/v1'
const audit = '/admin/reports/v1/activity/users/all/applications/admin'
const policy = (type: string, value: Value, unit = 'root', group?: string, sortOrder = 1) => ({
  name: `policies/${type}`,
  customer: 'customers/C01',
  policyQuery: {
    query: `entity.org_units.exists(org_unit, org_unit.org_unit_id == orgUnitId('${unit}'))`,
    orgUnit: `orgUnits/${unit}`,
    ...(group ? { group: `groups/${group}` } : {}),
    sortOrder,
  },
  setting: { type: `settings/${type}`, value },
  type: 'ADMIN',
})
const event = (time: string, setting: string, value: string | null, unit: string) => ({
  kind: 'admin#reports#activity',
  id: { time, uniqueQualifier: '1', applicationName: 'admin' },
  actor: { email: 'admin@example.org' },
  events: [
    {
      type: 'APPLICATION_SETTINGS',
      name: value === null ? 'DELETE_APPLICATION_SETTING' : 'CHANGE_APPLICATION_SETTING',
      parameters: [
        { name: 'SETTING_NAME', value: setting },
        ...(value === null ? [] : [{ name: 'NEW_VALUE', value }]),
        { name: 'ORG_UNIT_NAME', value: unit },
      ],
    },
  ],
})

const tenant: GoogleTenant = {
  lists: {
    [`${directory}/customer/my_customer/orgunits`]: {
      name: 'organizationUnits',
      items: [
        { orgUnitId: 'id:root', orgUnitPath: '/', name: 'Example' },
        { orgUnitId: 'id:sales', orgUnitPath: '/Sales', name: 'Sales', parentOrgUnitId: 'id:root' },
        {
          orgUnitId: 'id:emea',
          orgUnitPath: '/Sales/EMEA',
          name: 'EMEA',
          parentOrgUnitId: 'id:sales',
        },
      ],
    },
    '/v1/policies': {
      name: 'policies',
      items: [
        policy('gmail.service_status', { serviceState: 'ENABLED' }),
        policy('sites.service_status', { serviceState: 'DISABLED' }),
        policy('sites.service_status', { serviceState: 'ENABLED' }, 'sales', 'g1'),
        policy('gmail.imap_access', { enableImapAccess: false }),
        policy('gmail.imap_access', { enableImapAccess: true }, 'emea'),
        policy('gmail.imap_access', { enableImapAccess: false }, 'deleted-unit'),
        policy('gmail.pop_access', { enablePopAccess: true }, 'root', undefined, 1),
        policy('gmail.pop_access', { enablePopAccess: false }, 'root', undefined, 2),
        policy('gmail.spam_override_lists', {
          spamOverride: [
            {
              ruleId: 'r',
              description: 'Partners',
              bypassSelectedSenders: true,
              bypassSenderAllowlist: ['l1'],
            },
          ],
        }),
        policy('gmail.email_address_lists', {
          emailAddressList: [
            {
              id: 'l1',
              name: 'Partners',
              addressList: {
                address: [{ address: 'example.com' }, { address: 'one@example.net' }],
              },
            },
          ],
        }),
        policy('rule.system_defined_alerts', { displayName: 'Leaked password', state: 'ACTIVE' }),
        policy('rule.system_defined_alerts', {
          displayName: 'Suspicious login',
          state: 'INACTIVE',
        }),
      ],
    },
    [`${directory}/users`]: {
      name: 'users',
      items: [
        { id: 's1', primaryEmail: 'a@example.org', orgUnitPath: '/' },
        { id: 's2', primaryEmail: 'b@example.org', orgUnitPath: '/' },
        { id: 's3', primaryEmail: 'gone@example.org', orgUnitPath: '/', suspended: true },
      ],
    },
    [`${directory}/customer/my_customer/roleassignments`]: {
      name: 'items',
      items: [
        { roleAssignmentId: '1', assignedTo: 'u1', assigneeType: 'user' },
        { roleAssignmentId: '2', assignedTo: 'g1', assigneeType: 'group' },
        { roleAssignmentId: '3', assignedTo: 'service-account' },
      ],
    },
    [`${directory}/groups/g1/members`]: { name: 'members', items: [{ id: 'u2', type: 'USER' }] },
    [`${directory}/groups`]: { name: 'groups', items: [] },
    [audit]: { name: 'items', items: [] },
    [`${directory}/groups?userKey=u1`]: { name: 'groups', items: [] },
    [`${directory}/groups?userKey=u2`]: {
      name: 'groups',
      items: [{ id: 'g1', email: 'admins@example.org' }],
    },
    '/v1/inboundSsoAssignments': {
      name: 'inboundSsoAssignments',
      items: [
        {
          name: 'inboundSsoAssignments/1',
          targetOrgUnit: 'orgUnits/root',
          ssoMode: 'SAML_SSO',
          rank: 0,
        },
        { name: 'inboundSsoAssignments/2', targetGroup: 'groups/g1', ssoMode: 'SSO_OFF', rank: 1 },
      ],
    },
    [`${directory}/customer/my_customer/domains`]: {
      name: 'domains',
      items: [
        {
          domainName: 'example.org',
          isPrimary: true,
          verified: true,
          domainAliases: [
            { domainAliasName: 'alias.example.org', verified: true },
            { domainAliasName: 'not-ours.example.org', verified: false },
          ],
        },
        { domainName: 'not-yet.example.org', verified: false },
      ],
    },
    [`${audit}?eventName=CHANGE_APPLICATION_SETTING`]: {
      name: 'items',
      items: [
        event(
          '2026-11-01T00:00:00Z',
          'AttachmentDeepScanningSettingsProto deep_scanning_enabled',
          'true',
          'Example',
        ),
        event(
          '2026-11-02T00:00:00Z',
          'AttachmentDeepScanningSettingsProto deep_scanning_enabled',
          'false',
          'EMEA',
        ),
        event('2026-11-01T00:00:00Z', 'GenAiAlphaSettingsProto alpha_enabled', 'true', 'Example'),
        event('2026-11-03T00:00:00Z', 'Nobody asks for this', 'true', 'Example'),
      ],
    },
    [`${audit}?eventName=DELETE_APPLICATION_SETTING`]: {
      name: 'items',
      items: [
        event('2026-11-05T00:00:00Z', 'GenAiAlphaSettingsProto alpha_enabled', null, 'Example'),
      ],
    },
    [`${audit}?eventName=CREATE_APPLICATION_SETTING`]: { name: 'items', items: [] },
    [`${audit}?eventName=TOGGLE_CAA_ENABLEMENT`]: {
      name: 'items',
      items: [
        {
          id: { time: '2026-11-01T00:00:00Z' },
          events: [
            {
              name: 'TOGGLE_CAA_ENABLEMENT',
              parameters: [{ name: 'NEW_VALUE', value: 'ENABLED' }],
            },
          ],
        },
      ],
    },
  },
  objects: {
    [`${directory}/groups/g1`]: { id: 'g1', email: 'admins@example.org' },
    [`${directory}/users/u1`]: { primaryEmail: 'u1@example.org', orgUnitPath: '/Sales' },
    [`${directory}/users/u2`]: { primaryEmail: 'u2@example.org', orgUnitPath: '/Sales' },
  },
}
const txt: Readonly<Record<string, readonly string[]>> = {
  'example.org': ['v=spf1 -all'],
  '_dmarc.example.org': ['v=DMARC1; p=reject'],
  'selector1._domainkey.example.org': ['v=DKIM1; p=M'],
}

async function read(context: TestContext, over: Partial<GoogleTenant> = {}) {
  const google = await startGoogle({ ...tenant, ...over })
  context.after(() => google.close())
  let evidence = 0
  const slept: number[] = []
  const target = { domain: 'example.org', url: google.url }
  const collecting: CollectorContext = {
    api: createApi({
      ...googleWorkspaceCollector.endpoint(target),
      secret: 'google-token',
      sleep: async milliseconds => {
        slept.push(milliseconds)
      },
      recorder: { earlier: async () => null, record: async () => evidence++, unchanged: () => 0 },
    }),
    dns: { txt: async name => ({ records: txt[name] ?? [], evidence: evidence++ }) },
    target,
    now: () => new Date(now),
  }
  const observations = new Map<string, Observation>()
  const resource = { type: 'tenant', id: 'example.org' }
  const failed = new Map<string, string>()
  for (const part of googleWorkspaceCollector.parts) {
    try {
      for await (const item of part.collect(collecting)) {
        if (item.kind === 'value')
          observations.set(item.setting, {
            setting: item.setting,
            resource,
            reading: { state: 'observed', value: item.value },
            source: 'api',
            grade: 'A',
            at: now,
            evidence: [],
          })
        if (item.kind === 'unobserved')
          observations.set(item.setting, {
            setting: item.setting,
            resource,
            reading: {
              state: 'unobserved',
              reason: item.reason,
              ...(item.why ? { why: item.why } : {}),
            },
            source: 'api',
            grade: 'A',
            at: now,
            evidence: [],
          })
      }
    } catch (error) {
      assert.ok(error instanceof Unreadable, String(error))
      failed.set(part.id, error.reason)
    }
  }
  const checks = loadCatalogue({ services: [googleWorkspace], metrics, frameworks: [] }).checksOf(
    'google-workspace',
  )
  const findings = new Map(
    assess(
      checks,
      current({
        tenant: 't',
        service: 'google-workspace',
        at: now,
        resources: [{ ...resource, name: 'Example' }],
        observations: observations.values(),
      }),
    ).map(finding => [finding.check.slice(id.length), inWords(finding)]),
  )
  const value = (name: string): Value | undefined => {
    const reading = observations.get(id + name)?.reading
    return reading?.state === 'observed' ? reading.value : undefined
  }
  return { google, collecting, observations, findings, failed, slept, value }
}

test('the collector maps policies, directory, log and DNS to settings that the checks judge', async context => {
  const { findings, failed, value, observations, google } = await read(context)
  assert.deepEqual([...failed], [])
  assert.equal(findings.size, 138)
  assert.deepEqual(value('imap-access'), [
    { unit: '/', value: false },
    { unit: '/Sales/EMEA', value: true },
  ])
  assert.deepEqual(value('pop-access'), [{ unit: '/', value: false }])
  assert.deepEqual(value('sites-service'), [
    { unit: '/', value: 'DISABLED' },
    { unit: '/Sales', group: 'admins@example.org', value: 'ENABLED' },
  ])
  assert.equal(findings.get('pop-imap-off')?.outcome, 'fail')
  assert.match(findings.get('pop-imap-off')?.detail ?? '', /^\/Sales\/EMEA: imapAccess = true$/)
  assert.match(findings.get('sites-off')?.detail ?? '', /^\/Sales \(group admins@example\.org\)/)
  assert.match(findings.get('spam-bypass-no-domains')?.detail ?? '', /Partners/)
  assert.equal(findings.get('super-admin-count')?.outcome, 'pass')
  assert.equal(findings.get('privileged-accounts-cloud-only')?.detail, 'u1@example.org: SAML_SSO')
  assert.match(
    findings.get('security-sandbox-on')?.detail ?? '',
    /^\/Sales\/EMEA: securitySandbox = false$/,
  )
  assert.equal(findings.get('gemini-beta-off')?.outcome, 'pass')
  assert.equal(findings.get('context-aware-access-on')?.outcome, 'pass')
  assert.match(findings.get('post-sso-verification-on')?.detail ?? '', /no event/)
  assert.equal(
    findings.get('spf-fails-others')?.outcome,
    'pass',
    'aliases are asked for DMARC alone',
  )
  assert.deepEqual(observations.get(`${id}domains`)?.reading, {
    state: 'observed',
    value: ['example.org'],
  })
  const dmarc = observations.get(`${id}dmarc-records`)?.reading
  assert.ok(dmarc?.state === 'observed' && Array.isArray(dmarc.value))
  assert.deepEqual(
    dmarc.value.map(item => (item as { readonly domain: string }).domain),
    ['example.org', 'alias.example.org'],
  )
  assert.equal(findings.get('dmarc-rejects')?.outcome, 'pass')
  assert.equal(findings.get('mail-delegation-off')?.outcome, 'pass', 'the documented default')
  assert.equal(findings.get('password-strong')?.outcome, 'unknown', 'no default is documented')
  for (const { setting, reading } of observations.values()) {
    const declared = googleWorkspace.settings.find(item => item.id === setting)
    if (reading.state === 'observed' && declared)
      assert.equal(mismatch(reading.value, declared.type), null, setting)
  }
  assert.ok(google.requests.every(request => request.startsWith('GET ')))
})

test('one refused list leaves only its own settings unknown, a busy one is waited for', async context => {
  const { findings, failed, slept, collecting } = await read(context, {
    forbidden: ['/v1/policies'],
    busy: [`${directory}/users`],
  })
  assert.deepEqual([...failed], [['policies', 'forbidden']])
  assert.ok(
    slept.some(milliseconds => milliseconds >= 7000),
    'Retry-After is honoured',
  )
  assert.equal(findings.get('pop-imap-off')?.outcome, 'unknown')
  assert.equal(findings.get('super-admin-count')?.outcome, 'pass')
  const report = await googleWorkspaceCollector.probe(collecting)
  assert.deepEqual(
    report.missing.map(item => item.right),
    ['cloud-identity.policies.readonly'],
  )
  assert.ok((report.missing[0]?.costs.length ?? 0) > 100)
})

const withPolicies = (items: readonly unknown[]): Partial<GoogleTenant> => ({
  lists: { ...tenant.lists, '/v1/policies': { name: 'policies', items } },
})
const gmail = policy('gmail.service_status', { serviceState: 'ENABLED' })
const spamRule = (ruleId: string, list: string) =>
  policy('gmail.spam_override_lists', {
    spamOverride: [
      { ruleId, bypassSelectedSenders: true, bypassSenderAllowlist: [list], description: ruleId },
    ],
  })
const addresses = (...lists: Value[]) =>
  policy('gmail.email_address_lists', { emailAddressList: lists })
const whole = { id: 'l1', name: 'L', addressList: { address: [{ address: 'example.com' }] } }
const states = (state: Readonly<Record<string, boolean>>, unit = 'root', sortOrder = 1) =>
  policy(
    'gmail.rule_states',
    { ruleStates: Object.entries(state).map(([ruleId, enabled]) => ({ ruleId, enabled })) },
    unit,
    undefined,
    sortOrder,
  )
const licensed = <T extends { policyQuery: { query: string } }>(of: T, licence: string): T => ({
  ...of,
  policyQuery: {
    ...of.policyQuery,
    query: `${of.policyQuery.query} && entity.licenses.exists(license, license in ['${licence}'])`,
  },
})
const enterprise = '/product/Google-Apps/sku/1010020020'

test('a spam rule whose address list is not there, or holds no addresses, is not judged', async context => {
  for (const items of [
    [gmail, spamRule('r', 'l1')],
    [gmail, spamRule('r', 'l1'), addresses({ id: 'l1', name: 'L' })],
  ]) {
    const { failed, findings } = await read(context, withPolicies(items))
    assert.deepEqual([...failed], [])
    assert.equal(findings.get('spam-bypass-no-domains')?.outcome, 'unknown')
    assert.match(findings.get('spam-bypass-no-domains')?.detail ?? '', /address list l1/)
    assert.notEqual(findings.get('mail-delegation-off')?.outcome, 'unknown', 'the others count')
  }
})

test('a rule is on as its state says, in several policies and in the unit', async context => {
  const rules = [gmail, spamRule('r', 'l1'), addresses(whole)]
  const outcome = async (...more: unknown[]) =>
    (await read(context, withPolicies([...rules, ...more]))).findings.get('spam-bypass-no-domains')
      ?.outcome
  assert.equal(await outcome(states({ r: true })), 'fail')
  assert.equal(await outcome(states({ r: false })), 'pass')
  // Several policies of one unit each carry some of the states.
  assert.equal(await outcome(states({ other: true }, 'root', 2), states({ r: false })), 'pass')
  assert.equal(await outcome(states({ r: false }), states({ r: true }, 'sales')), 'fail')
})

test('comprehensive mail storage is on where the state of its rule says so', async context => {
  const rule = (unit: string) =>
    policy('gmail.comprehensive_mail_storage', { ruleId: `storage-${unit}` }, unit)
  const outcome = async (...items: unknown[]) =>
    (await read(context, withPolicies([gmail, ...items]))).findings.get(
      'mail-storage-comprehensive',
    )?.outcome
  assert.equal(await outcome(rule('root'), states({ 'storage-root': true })), 'pass')
  assert.equal(await outcome(rule('root'), states({ 'storage-root': false })), 'fail')
  assert.equal(await outcome(rule('root')), 'unknown')
  assert.equal(
    await outcome(
      rule('root'),
      rule('sales'),
      states({ 'storage-root': true }),
      states({ 'storage-sales': false }, 'sales'),
    ),
    'fail',
  )
})

test('a policy for holders of a licence overrides nobody else', async context => {
  const of = (on: boolean, sortOrder: number) =>
    policy('gmail.mail_delegation', { enableMailDelegation: on }, 'root', undefined, sortOrder)
  const { value, findings } = await read(
    context,
    withPolicies([gmail, of(true, 1), licensed(of(false, 2), enterprise)]),
  )
  assert.deepEqual(value('mail-delegation'), [
    { unit: '/', value: true },
    { unit: '/', group: 'holders of Google-Apps/sku/1010020020', value: false },
  ])
  assert.equal(findings.get('mail-delegation-off')?.outcome, 'fail')
  const first = await read(
    context,
    withPolicies([gmail, of(false, 2), licensed(of(true, 1), enterprise)]),
  )
  assert.deepEqual(first.value('mail-delegation'), [{ unit: '/', value: false }])
})

test('a policy that does not say for whom it is lies on nobody', async context => {
  const one = policy('gmail.mail_delegation', { enableMailDelegation: false })
  const { orgUnit: _, ...nobody } = one.policyQuery
  const either = `${one.policyQuery.query} || entity.groups.exists(group, true)`
  for (const policyQuery of [nobody, { ...one.policyQuery, query: either }]) {
    const { findings } = await read(context, withPolicies([gmail, { ...one, policyQuery }]))
    assert.equal(findings.get('mail-delegation-off')?.outcome, 'unknown')
    assert.match(findings.get('mail-delegation-off')?.detail ?? '', /for which unit/)
  }
})
