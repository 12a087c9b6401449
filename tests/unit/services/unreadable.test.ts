// What cannot be read proves nothing: a value that is gone, null or of another type never turns what
// failed, or was unknown, into a pass.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../common/assess/assess.ts'
import { loadCatalogue } from '../../../common/catalogue.ts'
import { metrics } from '../../../common/metrics.ts'
import type { Service, Value, ValueType } from '../../../common/model/index.ts'
import { mismatch } from '../../../common/model/value.ts'
import { services } from '../../../common/services/index.ts'
import { fixturesOf, stateOf } from '../../support/fixtures.ts'
import type { Fixture } from '../../support/fixtures.ts'
import { mutations } from '../../support/mutate.ts'
import type { Mutation } from '../../support/mutate.ts'

/** Where absence has a meaning of its own: setting and path, and why. */
const meant: readonly (readonly [RegExp, string])[] = [
  [
    /^conditional-access-policies \d\.(conditions|grantControls)\..*null$/,
    'Graph writes a condition, an exclusion or a further grant that nobody set as null',
  ],
  [
    /^conditional-access-policies \d\.conditions\.(authenticationFlows|insiderRiskLevels|agentIdRiskLevels|servicePrincipalRiskLevels|deviceStates|times|devices\.\w+) gone$/,
    'Graph leaves these out where nobody set them',
  ],
  [
    /^preset-rules \d\.(sentTo|sentToMemberOf|recipientDomainIs) null$/,
    'a rule whose conditions are null is for everybody',
  ],
  [
    /^exchange-transport-rules \d\.\w+ (gone|null)$/,
    'Exchange leaves a condition, an exception or a date that nobody set null or out',
  ],
  [
    /^exchange-transport-rules \d\.(expiryDate|activationDate) a number$/,
    'a date that is none ends nothing: the rule is judged as it is now',
  ],
  [
    /^dlp-rules \d\.contentContainsSensitiveInformation/,
    'a rule that does not name the information is not the rule that is asked for, and others are',
  ],
  [
    /^teams-federation-configurations \d\.allowedDomains/,
    'a text is how Teams writes a list of domains',
  ],
  [/^domains \d\.passwordValidityPeriodInDays null$/, 'null: passwords never expire'],
  [
    /^privileged-users \d\.(onPremisesSyncEnabled null|onPremisesImmutableId (gone|null))$/,
    'null: never synchronised',
  ],
  [
    /^privileged-roles .*notificationRecipients a text$/,
    'PowerShell writes a list of one as that one',
  ],
  [/^spf-records \d\.rdata/, 'without the record counts what the tool said of it'],
  [/^defender-licensed /, 'an optional setting: without it the policies decide'],
  [
    /^spam-overrides \d\.value\.\d\.\w+ (gone|null)$/,
    'Google leaves out a switch that is off and a list that is empty',
  ],
]
const catalogue = loadCatalogue({ services, metrics, frameworks: [] })

for (const service of services)
  test(`${service.title}: an unreadable value makes no pass`, () => {
    const made = fixturesOf(service)
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown')
      .flatMap(fixture => passesOf(service, fixture))
    assert.deepEqual([...new Set(made)].sort(), [])
  })

/** What a case passes with though it cannot be read. */
function passesOf(service: Service, fixture: Fixture): readonly string[] {
  const check = catalogue.checksOf(service.id, 'all').find(item => item.check.id === fixture.check)
  assert.ok(check, fixture.check)
  const observed = Object.fromEntries(
    Object.entries(fixture.settings).filter(
      (entry): entry is [string, Value] => !has(entry[1] as Value, '$unobserved'),
    ),
  )
  return [...mutations(observed, Object.keys(observed), { choice: 'first-two', names: [] })]
    .filter(mutation => unreadable(service, observed, mutation))
    .flatMap(({ section, path, change, value }) => {
      const { [section]: _, ...rest } = fixture.settings
      const type = typeOf(service, section)
      const settings: Fixture['settings'] = {
        ...rest,
        [section]:
          value === undefined || (!has(value, '$each') && type && mismatch(value, type))
            ? { $unobserved: 'malformed' as const }
            : value,
      }
      const [finding] = assess([check], stateOf(service, check.check.resource, settings), {
        accepted: fixture.accepted ?? {},
      })
      const where = `${section.slice(section.lastIndexOf('.') + 1)} ${path.join('.')} ${change}`
      return finding?.outcome === 'pass' && !meant.some(([pattern]) => pattern.test(where))
        ? [`${fixture.check} "${fixture.case}": ${where}`]
        : []
    })
}

/** Gone, null or of another type, where the setting's own type does not say that it may be. */
function unreadable(
  service: Service,
  observed: Readonly<Record<string, Value>>,
  { section, path, change, fits, value }: Mutation,
): boolean {
  if (fits || change === 'emptied' || change === 'unknown word') return false
  // `$each` is the fixture's own, and no value.
  if (has(observed[section] ?? null, '$each') && (path.length < 3 || path.includes('$unobserved')))
    return false
  const type = typeOf(service, section)
  if (path.length === 0) return value === undefined || !type || mismatch(value, type) !== null
  return change !== 'null' || !type || !nullable(type, path)
}

function typeOf(service: Service, section: string): ValueType | undefined {
  return service.settings.find(setting => setting.id === section)?.type
}

function nullable(type: ValueType, [step, ...rest]: Mutation['path']): boolean {
  if (step === undefined) return type.nullable === true
  if (type.type === 'list') return nullable(type.of, rest)
  const field = type.type === 'record' ? type.fields[step] : undefined
  return field !== undefined && nullable(field, rest)
}

function has(value: Value, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value
}
