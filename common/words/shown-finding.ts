import type { Catalogue } from '../catalogue.ts'
import type { Check } from '../model/check.ts'
import type { CodedFinding, Finding, Held, ShownFinding } from '../model/finding.ts'
import { requirementIndex } from '../model/framework.ts'
import type { Framework, RequirementIndex } from '../model/framework.ts'
import { UNLISTED } from '../model/resource.ts'
import type { Value } from '../model/value.ts'
import { ownTargetText } from './english/evaluations.ts'
import { wordsOf } from './english/index.ts'
import { about } from './english/findings.ts'
import type { KeptSaid } from './kept.ts'

type Checks = Pick<Catalogue, 'services'> & Partial<Pick<Catalogue, 'frameworks'>>

/** The value of a setting that is too long for its line, where it is at hand and fits the digest. */
export type LongValues = (setting: string) => Value | undefined

/**
 * A line of the record in words: what the check expects as the catalogue has it, and what was found
 * as the codes say. A line of an earlier version is shown as it was written.
 * @param long where values may be that are too long for a line; without it their size is shown
 */
export function shownFinding(
  line: Finding,
  catalogue: Checks,
  long: LongValues = () => undefined,
): ShownFinding {
  if (line.v !== 2) {
    const decided = Object.entries(line.observed).map(([setting, value]) => ({ setting, value }))
    return { ...line, v: 1, verdict: null, params: {}, decided }
  }
  const { also, resource, disagreement, ...rest } = line
  const check = checksOf(catalogue).get(line.check)
  return {
    ...rest,
    resource: { ...resource, name: nameOf(resource) },
    detail: detailOf(line, check),
    observed: Object.fromEntries(
      line.decided.map(item => [
        item.setting,
        'value' in item ? item.value : (long(item.setting) ?? valueOf(item)),
      ]),
    ),
    expected: expectedOf(line, check),
    requirements: requirementsOf(line, catalogue),
    ...(disagreement
      ? {
          disagreement: disagreement.map(({ setting, api, console }) => ({
            setting,
            api: valueOf(api),
            console: valueOf(console),
          })),
        }
      : {}),
  }
}

/** What a thing is called where it is shown: one may stand for all of a kind that could not be listed. */
export function nameOf({ type, id, name }: CodedFinding['resource']): string {
  return id === UNLISTED ? about.every(type) : name
}

function expectedOf({ check: id, target }: CodedFinding, check: Expected | undefined): string {
  const expected = check ? besideTitle(check) : about.checkGone(id)
  return target?.own === undefined ? expected : ownTargetText(target, expected)
}

/** Files of before repeat the title in what is wanted; it stands beside it. */
function besideTitle({ title, expected }: Expected): string {
  const head = `${title}: `
  return expected.startsWith(head) && expected !== head ? expected.slice(head.length) : expected
}

type Asked = RequirementIndex & { readonly known: Map<string, readonly string[]> }
const byFrameworks = new WeakMap<readonly Framework[], Asked>()

/** As the catalogue maps them now: a mapping that was wrong is not shown because a line once said so. */
export function requirementsOf(
  { check, metric, requirements }: Pick<CodedFinding, 'check' | 'metric' | 'requirements'>,
  { frameworks }: Checks,
): string[] {
  if (!frameworks) return requirements
  const index = byFrameworks.get(frameworks) ?? {
    ...requirementIndex(frameworks),
    known: new Map<string, readonly string[]>(),
  }
  byFrameworks.set(frameworks, index)
  // Many findings are of one check.
  const key = `${metric}\n${check}`
  const known =
    index.known.get(key) ??
    [
      ...new Set([...(index.byMetric.get(metric) ?? []), ...(index.byCheck.get(check) ?? [])]),
    ].sort()
  index.known.set(key, known)
  return [...known]
}

function valueOf(held: Held): Value {
  return 'value' in held ? held.value : about.longValue(held.length)
}

function detailOf(
  { verdict, params, also }: CodedFinding,
  check: Expected | undefined,
): string | null {
  if (verdict === null) return null
  const decided: KeptSaid = { code: verdict, params }
  const first =
    verdict === 'condition-not-met' && check?.when !== undefined ? check.when : wordsOf(decided)
  return [first, ...(also ?? []).map(wordsOf)].join('; ')
}

type Expected = Pick<Check, 'title' | 'expected' | 'when'>
const byCatalogue = new WeakMap<Checks['services'], ReadonlyMap<string, Expected>>()

function checksOf({ services }: Checks): ReadonlyMap<string, Expected> {
  const known = byCatalogue.get(services)
  if (known) return known
  const checks = new Map<string, Expected>(
    services.flatMap(service => service.checks.map(check => [check.id, check] as const)),
  )
  byCatalogue.set(services, checks)
  return checks
}
