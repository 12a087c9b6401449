import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../../common/assess/assess.ts'
import { current } from '../../../../common/assess/current.ts'
import { loadCatalogue } from '../../../../common/catalogue.ts'
import { metrics } from '../../../../common/metrics.ts'
import type { Value } from '../../../../common/model/index.ts'
import {
  checkScubaGoggles,
  fromScubaGoggles,
} from '../../../../common/services/google-workspace/import/index.ts'
import { place } from '../../../../common/services/google-workspace/import/policies.ts'
import { service as googleWorkspace } from '../../../../common/services/google-workspace/service.ts'
import { inWords } from '../../../support/in-words.ts'

const at = '2026-11-23T00:00:00.000Z'
const checks = loadCatalogue({ services: [googleWorkspace], metrics, frameworks: [] }).checksOf(
  'google-workspace',
)

function judge(policy: string, document: unknown, accepted?: Readonly<Record<string, Value>>) {
  const state = fromScubaGoggles(document)
  const compiled = checks.filter(item =>
    item.check.references.some(reference => reference.id.startsWith(`${policy}v`)),
  )
  const observations = state.readings.map(item => ({
    ...item,
    source: 'import' as const,
    grade: 'D' as const,
    at,
    evidence: [],
  }))
  const [finding] = assess(
    compiled,
    current({
      tenant: 't',
      service: 'google-workspace',
      at,
      resources: state.resources,
      observations,
    }),
    { accepted: accepted ?? state.accepted },
  )
  assert.ok(finding)
  return inWords(finding)
}

const tenant = (policies: unknown, more: object = {}) => ({
  tenant_info: { topLevelOU: 'Top', domain: 'example.org' },
  policies,
  ...more,
})
const sites = (state: string) => ({ sites_service_status: { serviceState: state } })

test('a nested unit inherits from the unit above it, and the finding names who deviates', () => {
  const finding = judge(
    'GWS.MEET.3.1',
    tenant({
      'Top': {
        meet_safety_host_management: { enableHostManagement: true },
        meet_service_status: { serviceState: 'ENABLED' },
      },
      'Sales': {
        meet_safety_host_management: { enableHostManagement: false },
        meet_service_status: { serviceState: 'DISABLED' },
      },
      'EMEA (in Sales)': { meet_service_status: { serviceState: 'ENABLED' } },
    }),
  )
  assert.equal(finding.outcome, 'fail')
  assert.match(
    finding.detail ?? '',
    /^\/Sales\/EMEA: /,
    'Sales is off; EMEA turns the service on and inherits its setting',
  )
})

test('a group deviates in either spelling of its name', () => {
  for (const name of ['Top (group admins@example.org)', 'Top (group "admins@example.org")']) {
    assert.match(
      judge('GWS.SITES.1.1', tenant({ Top: sites('DISABLED'), [name]: sites('ENABLED') })).detail ??
        '',
      /^\/ \(group admins@example\.org\)/,
    )
  }
})

test('a unit whose name looks like a group, or like a unit in another, is itself; its groups and its units are its own', () => {
  const known = new Set(['Top', 'Ops', 'Ops (group a)', 'EMEA', 'EMEA (in Ops)'])
  const at = (name: string) => place(name, 'Top', known)
  assert.deepEqual(at('Ops (group a)'), { unit: '/Ops (group a)' })
  assert.deepEqual(at('Ops (group a) (group b@example.org)'), {
    unit: '/Ops (group a)',
    group: 'b@example.org',
  })
  assert.deepEqual(at('Ops (group b (group c))'), { unit: '/Ops', group: 'b (group c)' })
  assert.deepEqual(at('EMEA (in Ops) (group "b@example.org")'), {
    unit: '/EMEA (in Ops)',
    group: 'b@example.org',
  })
  assert.deepEqual(at('EMEA (in Ops (group a))'), { unit: '/Ops (group a)/EMEA' })
  assert.deepEqual(at('EMEA (in EMEA (in Ops))'), { unit: '/EMEA (in Ops)/EMEA' })
  assert.deepEqual(at('EMEA (in Ops (group a)) (group c)'), {
    unit: '/Ops (group a)/EMEA',
    group: 'c',
  })
  assert.deepEqual(at('New (group a) (group b)'), { unit: '/New (group a)', group: 'b' })

  // A deviation there is a deviation, not the leftover of a deleted unit.
  const document = {
    ...tenant({
      'Top': sites('DISABLED'),
      'Ops (group a) (group b@example.org)': sites('ENABLED'),
    }),
    organizational_unit_names: ['', 'Ops (group a)'],
  }
  assert.match(
    judge('GWS.SITES.1.1', document).detail ?? '',
    /^\/Ops \(group a\) \(group b@example\.org\)/,
  )
})

test('what the tenant accepts does not fail, and stays named; the root is never accepted whole', () => {
  const document = tenant({ Top: sites('DISABLED'), Sales: sites('ENABLED') })
  const finding = judge('GWS.SITES.1.1', document, {
    'GWS.SITES.1.1': [{ ou: 'Sales', group: '', reason: 'public pages' }],
  })
  assert.equal(finding.outcome, 'pass')
  assert.equal(finding.detail, 'accepted: /Sales (public pages)')
  assert.equal(
    judge('GWS.SITES.1.1', document, {
      'GWS.SITES.1.1': {
        entries: [{ ou: '/Sales' }],
        reason: 'public pages',
        until: '2027-01-01T00:00:00Z',
      },
    }).detail,
    'accepted: /Sales (public pages, until 2027-01-01)',
  )
  assert.equal(
    judge('GWS.SITES.1.1', document, { 'GWS.SITES.1.1': [{ ou: 'Other', group: '', reason: 'x' }] })
      .outcome,
    'fail',
  )
  assert.equal(
    judge('GWS.SITES.1.1', tenant({ Top: sites('ENABLED') }), {
      'GWS.SITES.1.1': [{ ou: '/', group: '', reason: 'x' }],
    }).outcome,
    'fail',
  )
})

test('absent values inherit, then have the documented default, else are unknown; a null is malformed', () => {
  assert.equal(
    judge('GWS.GMAIL.1.1', tenant({ Top: { gmail_mail_delegation: {} } })).outcome,
    'pass',
  )
  const off = { gmail_mail_delegation: { enableMailDelegation: false } }
  const empty = { gmail_mail_delegation: { enableMailDelegation: null } }
  assert.equal(judge('GWS.GMAIL.1.1', tenant({ Top: off, Sales: {} })).outcome, 'pass')
  assert.equal(judge('GWS.GMAIL.1.1', tenant({ Top: off, Sales: empty })).outcome, 'unknown')
  const text = { gmail_mail_delegation: 'x' }
  assert.equal(judge('GWS.GMAIL.1.1', tenant({ Top: off, Sales: text })).outcome, 'unknown')
  assert.equal(
    judge('GWS.GMAIL.11.1', tenant({ Top: {} })).outcome,
    'fail',
    'forwarding is on by default',
  )
  assert.equal(
    judge('GWS.COMMONCONTROLS.5.1', tenant({ Top: { security_password: {} } })).outcome,
    'unknown',
  )
  assert.equal(
    judge(
      'GWS.COMMONCONTROLS.5.1',
      tenant({ Top: {}, Sales: { security_password: { allowedStrength: 'WEAK' } } }),
    ).outcome,
    'fail',
    'a unit known to deviate decides',
  )
})

test('what the export lists as missing or failed, or has in another shape, is unknown', () => {
  const delegation = { Top: { gmail_mail_delegation: { enableMailDelegation: false } } }
  assert.equal(
    judge(
      'GWS.GMAIL.1.1',
      tenant(delegation, { missing_policies: ['gmail_mail_delegation.enableMailDelegation'] }),
    ).outcome,
    'unknown',
  )
  assert.equal(
    judge(
      'GWS.GMAIL.16.1',
      tenant({}, { gmail_logs: { items: [] }, unsuccessful_calls: ['reports/v1/activities/list'] }),
    ).outcome,
    'unknown',
  )
  const odd = judge(
    'GWS.GMAIL.1.1',
    tenant({ Top: { gmail_mail_delegation: { enableMailDelegation: 'no' } } }),
  )
  assert.deepEqual([odd.outcome, odd.reason], ['unknown', 'malformed'])
  assert.equal(judge('GWS.GMAIL.1.1', []).outcome, 'unknown')
})

test('boundaries of the numbers', () => {
  const password = (minimumLength: number) =>
    tenant({ Top: { security_password: { minimumLength } } })
  assert.deepEqual(
    [11, 12].map(length => judge('GWS.COMMONCONTROLS.5.2', password(length)).outcome),
    ['fail', 'pass'],
  )
  assert.deepEqual(
    [15, 16].map(length => judge('GWS.COMMONCONTROLS.5.3', password(length)).outcome),
    ['fail', 'pass'],
  )
  const session = (webSessionDuration: string) =>
    tenant({ Top: { security_session_controls: { webSessionDuration } } })
  assert.deepEqual(
    ['12h', '720m', '43201s', '0s'].map(
      length => judge('GWS.COMMONCONTROLS.4.1', session(length)).outcome,
    ),
    ['pass', 'pass', 'fail', 'fail'],
  )
  const grace = (enrollmentGracePeriod: string) =>
    tenant({ Top: { security_two_step_verification_grace_period: { enrollmentGracePeriod } } })
  assert.deepEqual(
    ['86399s', '24h', '7d', '604801s'].map(
      length => judge('GWS.COMMONCONTROLS.1.4', grace(length)).outcome,
    ),
    ['fail', 'pass', 'pass', 'fail'],
  )
  const admins = (count: number, more: object = {}) => ({
    super_admins: Array.from({ length: count }, (_, i) => ({
      primaryEmail: `a${i}@example.org`,
      orgUnitPath: '',
    })),
    ...more,
  })
  assert.deepEqual(
    [0, 1, 2, 8, 9].map(count => judge('GWS.COMMONCONTROLS.6.2', admins(count)).outcome),
    ['fail', 'fail', 'pass', 'pass', 'fail'],
  )
  assert.equal(
    judge('GWS.COMMONCONTROLS.6.2', admins(9, { break_glass_accounts: ['A0@example.org'] }))
      .outcome,
    'pass',
  )
})

test('SPF, DKIM and DMARC', () => {
  const spf = (...rdata: string[]) =>
    judge('GWS.GMAIL.3.1', {
      domains: ['d.example'],
      spf_records: [{ domain: 'd.example', rdata }],
    }).outcome
  assert.deepEqual(
    [
      spf('v=spf1 -all'),
      spf('v=spf1 ~all'),
      spf('v=spf1 ?all'),
      spf(),
      spf('v=spf1 -all', 'v=spf1 -all'),
      spf('google-site-verification=x', 'v=spf1 -all'),
      spf('v=spf1 redirect=_spf.d.example'),
    ],
    ['pass', 'pass', 'fail', 'fail', 'fail', 'pass', 'unknown'],
  )
  const dmarc = (policy: string, ...rdata: string[]) =>
    judge(policy, { domains: ['d.example'], dmarc_records: [{ domain: 'd.example', rdata }] })
      .outcome
  assert.deepEqual(
    [
      dmarc('GWS.GMAIL.4.2', 'v=DMARC1; p=reject'),
      dmarc('GWS.GMAIL.4.2', 'v=DMARC1;p=REJECT'),
      dmarc('GWS.GMAIL.4.2', 'v=DMARC1; sp=reject; p=none'),
      dmarc('GWS.GMAIL.4.2'),
    ],
    ['pass', 'pass', 'fail', 'fail'],
  )
  assert.equal(
    judge('GWS.GMAIL.2.1', {
      domains: ['d.example', 'e.example'],
      dkim_records: [{ domain: 'd.example', rdata: ['v=DKIM1; p=M'] }],
    }).detail,
    'e.example: no DKIM key',
  )
})

test('a file that is no provider export is refused with words', () => {
  assert.throws(() => checkScubaGoggles({ Results: [] }), /ProviderSettingsExport\.json/)
  assert.throws(() => checkScubaGoggles({ tenant_info: {}, policies: 'x' }), /policies/)
  assert.throws(() => checkScubaGoggles(tenant({})), /when it was taken: .* ScubaResults\.json/)
  const at = '2026-11-22T08:00:00.000Z'
  for (const MetaData of [{ TimestampZulu: at }, { TimeStampZulu: at }]) {
    assert.doesNotThrow(() => checkScubaGoggles({ ...tenant({}), MetaData }))
    assert.equal(fromScubaGoggles({ ...tenant({}), MetaData }).takenAt, at)
  }
  const soon = { ...tenant({}), MetaData: { TimestampZulu: 'soon' } }
  assert.throws(() => checkScubaGoggles(soon), /time of the export is none/)
})

test('data protection rules of an export count where they hold for everybody; a shape that is not known is no answer', () => {
  const rule = {
    displayName: 'Cards',
    state: 'ACTIVE',
    triggers: ['google.workspace.drive.file.v1.share'],
    action: { driveAction: { blockAccess: {} } },
    condition: {
      contentCondition:
        "all_content.matches_dlp_detector('CREDIT_CARD_NUMBER', google.privacy.dlp.v2.Likelihood.LIKELY, {minimum_match_count: 1, minimum_unique_match_count: 1})",
    },
  }
  const read = (policies: Readonly<Record<string, unknown>>) =>
    fromScubaGoggles(tenant(policies)).readings.find(
      item => item.setting === 'google-workspace.tenant.dlp-rules',
    )?.reading
  assert.deepEqual(read({ Top: { rule_dlp: [rule] }, Sales: { rule_dlp: [rule] } }), {
    state: 'observed',
    value: [
      { name: 'Cards', apps: ['DRIVE'], detectors: ['CREDIT_CARD_NUMBER'], action: 'BLOCK' },
      { name: 'Cards (one unit or group only)', apps: ['DRIVE'], detectors: [], action: 'BLOCK' },
    ],
  })
  assert.deepEqual(
    (read({ Top: { rule_dlp: [{ triggers: 'all' }] } }) as { reason?: string }).reason,
    'malformed',
  )
  assert.equal(read({ Top: {} }), undefined)
})

test('one bad record spoils its own section only', () => {
  const { readings } = fromScubaGoggles({
    ...tenant({}),
    domains: ['a.example'],
    spf_records: [{ domain: 'a.example', rdata: 'v=spf1 -all' }],
  })
  const state = (name: string): unknown => {
    const found = readings.find(item => item.setting === `google-workspace.tenant.${name}`)?.reading
    return found?.state === 'unobserved' ? found.reason : found?.state
  }
  assert.deepEqual([state('spf-records'), state('domains')], ['malformed', 'observed'])
})

test('an export tells when it was taken, itself or by the report around it', () => {
  const at = '2026-11-01T08:00:00Z'
  const taken = (more: object) => fromScubaGoggles({ ...tenant({}), ...more }).takenAt
  assert.equal(taken({ timestamp_zulu: at }), '2026-11-01T08:00:00.000Z')
  assert.equal(taken({ MetaData: { TimestampZulu: at } }), '2026-11-01T08:00:00.000Z')
  assert.equal(taken({}), undefined)
  assert.throws(() => taken({ timestamp_zulu: 'yesterday' }), /yesterday/)
})

test('log and policies of a unit that is gone do not count; the root need not be listed', () => {
  const units = (names: readonly string[]) =>
    fromScubaGoggles({
      tenant_info: { topLevelOU: 'Top' },
      organizational_unit_names: names,
      policies: {
        'Top': { gmail_mail_delegation: { enableMailDelegation: false } },
        'Ops (in house)': { gmail_mail_delegation: { enableMailDelegation: false } },
        'Gone': { gmail_mail_delegation: { enableMailDelegation: true } },
      },
    }).readings.flatMap(({ setting, reading }) =>
      setting.endsWith('.mail-delegation') && reading.state === 'observed'
        ? (reading.value as { unit: string }[]).map(item => item.unit)
        : [],
    )
  const whole = units(['Ops (in house)'])
  assert.deepEqual(whole.sort(), ['/', '/Ops (in house)'])
  assert.equal(units([]).length, 3)
})

test('an event that does not say what it changed, or to what, leaves its log unread', () => {
  const parameters = [
    { name: 'SETTING_NAME', value: 'Attachment deep scanning settings' },
    { name: 'NEW_VALUE', value: 'true' },
    { name: 'ORG_UNIT_NAME', value: 'Top' },
  ]
  const outcome = (event: object): string =>
    judge('GWS.GMAIL.16.1', {
      ...tenant({ Top: {} }),
      gmail_logs: { items: [{ id: { time: at }, events: [event] }] },
    }).reason ?? ''
  const name = 'CHANGE_APPLICATION_SETTING'
  for (const event of [
    { name },
    { parameters: [] },
    { name, parameters: parameters.slice(1) },
    { name, parameters: parameters.toSpliced(1, 1) },
    { name, parameters: [parameters[0], { name: 'NEW_VALUE' }, parameters[2]] },
  ])
    assert.equal(outcome(event), 'malformed', JSON.stringify(event))
  assert.notEqual(outcome({ name, parameters }), 'malformed')
  assert.notEqual(outcome({ name: 'ADD_MOBILE_APPLICATION' }), 'malformed')
})
