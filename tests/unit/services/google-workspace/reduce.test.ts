// Policies in the forms in which the Policy API was recorded (the test data of ScubaGoggles: which
// fields, queries and orders there are; the tenant is ours), through the reduction.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reduced } from '../../../../common/services/google-workspace/collect/reduce.ts'
import type { Policy } from '../../../../common/services/google-workspace/collect/reduce.ts'
import type { Value } from '../../../../common/model/index.ts'
import { wordsOf } from '../../../../common/words/english/index.ts'

const [oak, lab, deep, gone] = [
  '03aa1b2c3d4e5f6',
  '03aa1b2c3d4e5f7',
  '03aa1b2c3d4e5f8',
  '03aa1b2c0',
]
const paths = new Map([
  [oak, '/'],
  [lab, "/Ann's lab (old)"],
  [deep, "/Ann's lab (old)/1-1"],
])
const groups = new Map([['02bb1c2d3e4f5g6', 'night-shift@oak.example']])

type Where = {
  readonly unit?: string
  readonly group?: string
  readonly order: number
  readonly licence?: string
  /** Older replies have no query beside unit and group. */
  readonly query?: false
}
/** SYSTEM policies (Google's own) have orders from 101, an administrator's from 199. */
function policy(type: string, value: Readonly<Record<string, Value>>, where: Where): Policy {
  const unit = where.unit ?? oak
  const clauses = [
    ...(where.group
      ? [`entity.groups.exists(group, group.group_id == groupId('${where.group}'))`]
      : [`entity.org_units.exists(org_unit, org_unit.org_unit_id == orgUnitId('${unit}'))`]),
    ...(where.licence
      ? [
          `entity.licenses.exists(license, license in ['/product/Google-Apps/sku/${where.licence}'])`,
        ]
      : []),
  ]
  return {
    policyQuery: {
      ...(where.query === false ? {} : { query: clauses.join(' && ') }),
      orgUnit: `orgUnits/${unit}`,
      ...(where.group ? { group: `groups/${where.group}` } : {}),
      sortOrder: where.order,
    },
    setting: { type: `settings/${type}`, value },
  }
}
const placesOf = (policies: readonly Policy[]) => reduced(policies, paths, groups).places
const recovery = (enableAccountRecovery: boolean, where: Where) =>
  policy('security.super_admin_account_recovery', { enableAccountRecovery }, where)
const section = 'security_super_admin_account_recovery'

test('of the policies of a place the highest order counts, whatever comes first and whoever set it', () => {
  for (const query of [undefined, false] as const) {
    const shape = query === false ? { query } : {}
    const policies = [
      recovery(true, { order: 101, ...shape }),
      recovery(true, { order: 101.00213, ...shape }),
      recovery(false, { order: 201.00049, ...shape }),
      recovery(true, { order: 201.00048, ...shape }),
      recovery(true, { unit: lab, order: 202, ...shape }),
      recovery(false, { unit: lab, order: 202.00002, ...shape }),
    ]
    for (const order of [policies, [...policies].reverse()])
      assert.deepEqual(placesOf(order), {
        '/': { [section]: { enableAccountRecovery: false } },
        "/Ann's lab (old)": { [section]: { enableAccountRecovery: false } },
      })
  }
})

test('fields that one policy leaves out come from the next', () => {
  const uploads = (value: Readonly<Record<string, Value>>, order: number) =>
    policy('drive_and_docs.external_sharing', value, { order })
  assert.deepEqual(
    placesOf([
      uploads({ externalSharingMode: 'ALLOWED', warnForExternalSharing: true }, 101),
      uploads({ externalSharingMode: 'DISALLOWED' }, 201.00075),
    ])['/'],
    {
      drive_and_docs_external_sharing: {
        externalSharingMode: 'DISALLOWED',
        warnForExternalSharing: true,
      },
    },
  )
})

test('a group in a unit has its own place, a unit that is gone has none', () => {
  const group = '02bb1c2d3e4f5g6'
  assert.deepEqual(
    placesOf([
      recovery(false, { order: 101 }),
      recovery(true, { group, order: 399.00027 }),
      recovery(false, { group, order: 399.00013 }),
      recovery(true, { unit: gone, order: 202 }),
    ]),
    {
      '/': { [section]: { enableAccountRecovery: false } },
      '/ (group night-shift@oak.example)': { [section]: { enableAccountRecovery: true } },
    },
  )
})

test('policies for holders of a licence alone are theirs, by their own order', () => {
  const uploads = (enableMailAndContactsImport: boolean, order: number, licence?: string) =>
    policy(
      'gmail.user_email_uploads',
      { enableMailAndContactsImport },
      {
        order,
        ...(licence ? { licence } : {}),
      },
    )
  const holders = '/ (group holders of Google-Apps/sku/1010020020)'
  const own = [uploads(true, 101, '1010020020'), uploads(false, 201.00049, '1010020020')]
  assert.deepEqual(placesOf(own), {
    [holders]: { gmail_user_email_uploads: { enableMailAndContactsImport: false } },
  })
  // What is set for everybody comes before what Google has for the licence, and not the other way.
  assert.deepEqual(placesOf([...own, uploads(true, 202)]), {
    '/': { gmail_user_email_uploads: { enableMailAndContactsImport: true } },
  })
})

test('states of rules, spam rules and lists of addresses are merged by their keys over all policies of a place', () => {
  const states = (order: number, unit: string, ...on: readonly [string, boolean][]) =>
    policy(
      'gmail.rule_states',
      { ruleStates: on.map(([ruleId, enabled]) => ({ ruleId, enabled })) },
      { order, unit, query: false },
    )
  const rules = (order: number, ...ids: readonly string[]) =>
    policy(
      'gmail.spam_override_lists',
      {
        spamOverride: ids.map(ruleId => ({
          ruleId,
          bypassSelectedSenders: true,
          bypassSenderAllowlist: ['592cd-1:a'],
        })),
      },
      { order, query: false },
    )
  const lists = (order: number, name: string, kind: string) =>
    policy(
      'gmail.email_address_lists',
      { emailAddressList: [{ id: '592cd-1:a', name, [kind]: { address: [{ address: name }] } }] },
      { order, query: false },
    )
  const places = placesOf([
    states(200.004, oak, ['008f2-1:a', true], ['fb580-1:b', true]),
    states(201.00048, oak, ['008f2-1:a', false]),
    states(201.0005, oak, ['592cd-1:c', true]),
    states(203, deep, ['008f2-1:a', true]),
    rules(185, 'r1', 'r2'),
    rules(201.00048, 'r1'),
    lists(199, 'older.example', 'addressList'),
    lists(201, 'partners.example', 'blockedAddressList'),
  ])
  assert.deepEqual(places['/']?.['gmail_rule_states'], {
    ruleStates: [
      { ruleId: '592cd-1:c', enabled: true },
      { ruleId: '008f2-1:a', enabled: false },
      { ruleId: 'fb580-1:b', enabled: true },
    ],
  })
  assert.deepEqual(places["/Ann's lab (old)/1-1"]?.['gmail_rule_states'], {
    ruleStates: [{ ruleId: '008f2-1:a', enabled: true }],
  })
  const expanded = [{ name: 'partners.example', list: ['partners.example'] }]
  const spam = places['/']?.['gmail_spam_override_lists'] as { readonly spamOverride: unknown[] }
  assert.deepEqual(
    spam.spamOverride,
    ['r1', 'r2'].map(ruleId => ({
      ruleId,
      bypassSelectedSenders: true,
      bypassSenderAllowlist: expanded,
      hideWarningBannerSenderAllowlist: [],
    })),
  )
})

test("Google's own alerts are a list, one a name, and the later word counts", () => {
  const alert = (displayName: string, state: string, order: number) =>
    policy('rule.system_defined_alerts', { displayName, state }, { order, query: false })
  assert.deepEqual(
    placesOf([
      alert('Leaked password', 'ACTIVE', 101),
      alert('Leaked password', 'INACTIVE', 201),
      alert('Suspicious login', 'ACTIVE', 101),
    ])['/'],
    {
      rule_system_defined_alerts: [
        { displayName: 'Leaked password', state: 'INACTIVE' },
        { displayName: 'Suspicious login', state: 'ACTIVE' },
      ],
    },
  )
})

test('a policy without a unit or group lies on nobody, and its section is not told', () => {
  const nobody: Policy = {
    policyQuery: { sortOrder: 101.00125 },
    setting: {
      type: 'settings/chat.chat_file_sharing',
      value: { externalFileSharing: 'NO_FILES' },
    },
  }
  const { places, unread } = reduced([nobody], paths, groups)
  assert.deepEqual(places, {})
  assert.match(wordsOf(unread.get('chat_chat_file_sharing') as never), /chat_chat_file_sharing/)
})
