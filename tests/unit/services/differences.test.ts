import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportJudge } from '../../../agent/import/conformance.ts'
import { loadCatalogue } from '../../../common/catalogue.ts'
import { metrics } from '../../../common/metrics.ts'
import type { Importer } from '../../../common/model/index.ts'
import { importer as scubagear } from '../../../common/services/microsoft-365/import/index.ts'
import { importer as scubagoggles } from '../../../common/services/google-workspace/import/index.ts'
import { services } from '../../../common/services/index.ts'
import { differences as google } from '../../../common/services/google-workspace/checks/differences.ts'
import { differences as microsoft } from '../../../common/services/microsoft-365/checks/differences.ts'

const all = [...google, ...microsoft]
const policies = services.flatMap(({ checks }) =>
  checks.flatMap(({ references }) => (references ?? []).map(({ id }) => id)),
)

/** Reports of the tools' repositories, their baselines, standards and vendors' documents. */
const forms = [
  /^https:\/\/github\.com\/cisagov\/Scuba(Gear|Goggles)\/(issues|pull)\/[1-9]\d*$/,
  /^https:\/\/github\.com\/cisagov\/ScubaGoggles\/blob\/main\/scubagoggles\/baselines\/[a-z]+\.md$/,
  /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc[1-9]\d+(#section-\d+(\.\d+)*)?$/,
  /^https:\/\/learn\.microsoft\.com\/[a-z][a-z0-9/-]*[a-z0-9]$/,
]

test('a difference is about policies that there are, and names a report or a document', () => {
  assert.ok(all.length > 20)
  for (const { code, policies: about, upstream } of all) {
    for (const policy of about)
      assert.ok(
        policies.some(id => (policy.endsWith('.') ? id.startsWith(policy) : id === policy)),
        `${code}: ${policy}`,
      )
    if (upstream !== undefined)
      assert.ok(
        forms.some(form => form.test(upstream)),
        `${code}: ${upstream}`,
      )
  }
})

test('a check carries the differences of its policy', () => {
  const checks = services.flatMap(({ checks: list }) => list)
  for (const { code, policies: about } of all)
    assert.ok(
      checks.some(
        ({ references, differences }) =>
          (references ?? []).some(({ id }) => about.some(policy => id.startsWith(policy))) &&
          (differences ?? []).some(item => item.code === code),
      ),
      code,
    )
})

const catalogue = loadCatalogue({ services, metrics, frameworks: [] })
/** The outcome of a policy, and the difference that explains it where the tool says `theirs`. */
function told(importer: Importer, policy: string, theirs: 'pass' | 'fail', input: unknown) {
  const judge = exportJudge(catalogue, importer, '2026-11-23T00:00:00Z', importer.map(input))
  const { found, difference } = judge(policy, theirs)
  return [found, difference?.code ?? null]
}
const administrator = (DisplayName: string | null): object => ({
  DisplayName,
  OnPremisesImmutableId: null,
  roles: ['Global Administrator'],
})

test('a tool that counts names of administrators, or misses one of Microsoft, is told where it matters', () => {
  const of = (...names: (string | null)[]): object => ({
    privileged_users: Object.fromEntries(names.map((name, i) => [`u${i}`, administrator(name)])),
  })
  const limited = (theirs: 'pass' | 'fail', ...names: (string | null)[]) =>
    told(scubagear, 'MS.AAD.7.1v1', theirs, of(...names))
  assert.deepEqual(limited('fail', 'Anna', 'Anna'), ['pass', 'counts-names'])
  assert.deepEqual(limited('fail', 'Anna', null), ['pass', 'counts-names'])
  assert.deepEqual(limited('fail', 'Anna', 'Ben'), ['pass', null])
  const nine = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
  assert.deepEqual(limited('pass', ...nine, 'A'), ['fail', 'counts-names'])
  assert.deepEqual(limited('pass', ...nine, 'I'), ['fail', null])
  const dkim = (DomainName: string, rdata: string[]) =>
    told(scubagear, 'MS.EXO.3.1v1', 'fail', {
      accepted_domains: [{ DomainName }],
      spf_records: [{ domain: DomainName }],
      dkim_config: [{ Domain: DomainName, Enabled: true }],
      dkim_records: [{ domain: DomainName, rdata }],
    })
  assert.deepEqual(dkim('oak.onmicrosoft.com', []), ['pass', 'key-of-microsoft'])
  assert.deepEqual(dkim('oak.onmicrosoft.com', ['v=DKIM1; p=M']), ['pass', null])
  const child = { Id: 'm.oak.example', IsRoot: false, IsVerified: true }
  assert.deepEqual(
    told(scubagear, 'MS.AAD.6.1v1', 'fail', {
      domain_settings: [{ ...child, AuthenticationType: 'Managed' }],
    }),
    ['unknown', 'root-not-known'],
  )
})

test('a tool that reads another field, drops units or has no domains is told where it matters', () => {
  const spoofing = (detectDomainSpoofingFromUnauthenticatedSenders: boolean, groups: boolean) =>
    told(scubagoggles, 'GWS.GMAIL.7.5', groups ? 'fail' : 'pass', {
      tenant_info: { topLevelOU: 'Oak' },
      policies: {
        Oak: {
          gmail_service_status: { serviceState: 'ENABLED' },
          gmail_spoofing_and_authentication: {
            detectDomainSpoofingFromUnauthenticatedSenders,
            detectGroupsSpoofing: groups,
          },
        },
      },
    })
  assert.deepEqual(spoofing(false, true), ['pass', 'other-field'])
  assert.deepEqual(spoofing(true, true), ['pass', null])
  assert.deepEqual(spoofing(true, false), ['fail', 'other-field'])
  const gemini = (names: string[], value: string, theirs: 'pass' | 'fail') =>
    told(scubagoggles, 'GWS.GEMINI.1.1', theirs, {
      tenant_info: { topLevelOU: 'Oak' },
      organizational_unit_names: names,
      policies: { Oak: { gemini_app_service_status: { serviceState: 'ENABLED' } } },
      gemini_logs: {
        items: [
          {
            id: { time: '2026-11-01T00:00:00Z' },
            events: [
              {
                name: 'CHANGE_APPLICATION_SETTING',
                parameters: [
                  {
                    name: 'SETTING_NAME',
                    value: 'BardNonDuetEnablementProto enable_bard_non_duet_access',
                  },
                  { name: 'NEW_VALUE', value },
                  { name: 'ORG_UNIT_NAME', value: 'Oak' },
                ],
              },
            ],
          },
        ],
      },
    })
  const [right, wrong] = ['false', 'true'] as const
  assert.deepEqual(gemini(['', 'Elm'], right, 'fail'), ['pass', 'units-not-listed'])
  assert.deepEqual(gemini(['', 'Elm'], wrong, 'pass'), ['fail', 'units-not-listed'])
  assert.deepEqual(gemini(['', 'Elm', 'Oak'], right, 'fail'), ['pass', null])
  assert.deepEqual(
    told(scubagoggles, 'GWS.GMAIL.4.1', 'pass', { domains: [], dmarc_records: [] }),
    ['unknown', 'no-domain-known'],
  )
})
