// What decides and is not there is unknown: absent is neither false nor empty.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../../../common/assess/assess.ts'
import type { CompiledCheck } from '../../../common/assess/assess.ts'
import { loadCatalogue } from '../../../common/catalogue.ts'
import { metrics } from '../../../common/metrics.ts'
import type { Outcome, Service, Value } from '../../../common/model/index.ts'
import { mismatch } from '../../../common/model/value.ts'
import { services } from '../../../common/services/index.ts'
import { fixturesOf, stateOf } from '../../support/fixtures.ts'
import type { Fixture } from '../../support/fixtures.ts'
import { replaced, valuesOf } from '../../support/mutate.ts'
import type { Step } from '../../support/mutate.ts'

/** Where absence has a meaning of its own: setting and field, and which source says so. */
const meant: readonly (readonly [RegExp, string])[] = [
  [
    /^conditional-access-policies\.\*\.conditions\.(authenticationFlows|agentIdRiskLevels|clientApplications\.includeAgentIdServicePrincipals): fail/,
    "Graph leaves these conditions out where nobody set them: a reply in CISA's published samples",
  ],
  [
    /^conditional-access-policies\.\*\.conditions\.(authenticationFlows|insiderRiskLevels|devices\.excludeDevices): pass/,
    'Graph leaves these conditions out where nobody set them; devices are left out by filter since 2021',
  ],
  [
    /^exchange-transport-rules\.\*\.(sentTo|hasSenderOverride|exceptIfSenderDomainIs|expiryDate|activationDate): pass/,
    'a configuration snapshot has of a transport rule only what is set',
  ],
  [
    /^privileged-users\.\*\.onPremisesSyncEnabled: fail/,
    'exports before ScubaGear 1.6 know the id of the other directory alone',
  ],
  [
    /^spf-records\.\*\.(rdata|compliant): /,
    'the records decide where they are there, and what the tool said of them where they are not',
  ],
  [
    /^spam-overrides\.\*\.value\.\*\.\w+: pass/,
    'Google leaves out a switch that is off and a list that is empty',
  ],
  [
    /^[\w-]+\.\*\.(unit|value): /,
    "the form of a unit's value is the product's own: what a policy lacks is no value of it",
  ],
  [
    /^default-app-management-policies\..*\.restrictionType: pass/,
    'a kind of restriction stands once in a list: another entry is of another kind',
  ],
  [
    /^power-platform-environments\.\*\.isDefault: fail/,
    'one environment is the default one: where it is marked, another is not',
  ],
]

const catalogue = loadCatalogue({ services, metrics, frameworks: [] })

for (const service of services)
  test(`${service.title}: a field that decides and is not there is unknown`, () => {
    const cases = fixturesOf(service)
    const known = valuesByField(cases)
    const told = cases
      .filter(({ outcome }) => outcome === 'pass' || outcome === 'fail')
      .flatMap(fixture => decidedWithout(service, fixture, known))
    assert.deepEqual([...new Set(told)].sort(), [])
  })

type Field = { readonly setting: string; readonly path: readonly Step[]; readonly value: Value }

/** Fields of objects in what a case gives, at every depth. */
function fieldsOf({ settings }: Fixture): readonly Field[] {
  return Object.entries(settings).flatMap(([setting, value]) =>
    [...valuesOf(value as Value, [])]
      .filter(({ path }) => typeof path.at(-1) === 'string')
      .filter(({ path }) => !path.some(step => String(step).startsWith('$')) || path.length > 2)
      .map(field => ({ setting, ...field })),
  )
}

/** The same field of whichever thing of a list. */
function nameOf({ setting, path }: Field): string {
  return [
    setting.slice(setting.lastIndexOf('.') + 1),
    ...path.map(step => (typeof step === 'number' ? '*' : step)),
  ].join('.')
}

/** All that some case has in a field. */
function valuesByField(cases: readonly Fixture[]): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Map<string, Value>>()
  for (const field of cases.flatMap(fieldsOf)) {
    const values = found.get(nameOf(field)) ?? new Map<string, Value>()
    found.set(nameOf(field), values.set(JSON.stringify(field.value), field.value))
  }
  return new Map([...found].map(([name, values]) => [name, [...values.values()]]))
}

/** Fields without which a case is told although another value would tell otherwise. */
function decidedWithout(
  service: Service,
  fixture: Fixture,
  known: ReadonlyMap<string, readonly Value[]>,
): readonly string[] {
  const compiled = catalogue
    .checksOf(service.id, 'all')
    .find(item => item.check.id === fixture.check)
  assert.ok(compiled, fixture.check)
  return fieldsOf(fixture).flatMap(field => {
    const judged = (value: Value | undefined): Outcome =>
      outcomeOf(service, compiled, fixture, field, value)
    const without = judged(undefined)
    if (without !== 'pass' && without !== 'fail') return []
    const others = [...(known.get(nameOf(field)) ?? []), ...changesOf(field.value)]
    const decides =
      without !== fixture.outcome ||
      others.some(value => {
        const outcome = judged(value)
        return outcome !== without && (outcome === 'pass' || outcome === 'fail')
      })
    const where = `${nameOf(field)}: ${without}`
    return decides && !meant.some(([pattern]) => pattern.test(where))
      ? [`${where} ${fixture.check} "${fixture.case}"`]
      : []
  })
}

function changesOf(value: Value): readonly Value[] {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [0, value * 100]
  if (typeof value === 'string') return [`other${value}`]
  return Array.isArray(value) ? [[]] : []
}

function outcomeOf(
  service: Service,
  compiled: CompiledCheck,
  fixture: Fixture,
  { setting, path }: Field,
  value: Value | undefined,
): Outcome {
  const changed = replaced((fixture.settings[setting] ?? null) as Value, path, value)
  const type = service.settings.find(({ id }) => id === setting)?.type
  const each = typeof changed === 'object' && changed !== null && '$each' in changed
  const given =
    !each && type && mismatch(changed, type) ? { $unobserved: 'malformed' as const } : changed
  const state = stateOf(service, compiled.check.resource, { ...fixture.settings, [setting]: given })
  const [finding] = assess([compiled], state, { accepted: fixture.accepted ?? {} })
  return finding?.outcome ?? 'unknown'
}
