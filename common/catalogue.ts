import { RE2JS } from 're2js'
import type { Recipe } from './capture/recipe.ts'
import type { CompiledCheck } from './assess/assess.ts'
import type { Kind } from './assess/members.ts'
import { compile, ExpressionError } from './assess/expression.ts'
import { Check } from './model/check.ts'
import { variableName } from './model/id.ts'
import type { AppliedTarget } from './model/finding.ts'
import type { Framework } from './model/framework.ts'
import type { Metric } from './model/metric.ts'
import { mistakesOf } from './model/mistake.ts'
import { noSuch } from './model/nearest.ts'
import type { Service } from './model/service.ts'
import type { Setting } from './model/setting.ts'

/** Everything shipped (or added by the user) as data, with its checks compiled. */
export type Catalogue = {
  readonly services: readonly Service[]
  readonly metrics: readonly Metric[]
  readonly frameworks: readonly Framework[]
  /** Checks of one service that are judged; `all` with those that are not enabled. */
  readonly checksOf: (service: string, which?: 'judged' | 'all') => readonly CompiledCheck[]
}

/** A mistake in the catalogue: which definition, where in it, what was expected. */
export class CatalogueError extends Error {
  /** The name that nothing has, where that is the mistake. */
  readonly missing: string | undefined
  constructor(message: string, missing?: string) {
    super(message)
    this.missing = missing
  }
}

export type CatalogueInput = {
  readonly services: readonly Service[]
  readonly metrics: readonly Metric[]
  readonly frameworks: readonly Framework[]
}

/**
 * Validates and compiles; services are compiled on first use, so that a command pays for what it
 * reads. @throws CatalogueError
 */
export function loadCatalogue(input: CatalogueInput): Catalogue {
  const metrics = new Map(input.metrics.map(metric => [metric.id, metric]))
  const compiled = new Map<string, readonly CompiledCheck[]>()
  return {
    services: input.services,
    metrics: input.metrics,
    frameworks: input.frameworks,
    checksOf(id, which = 'judged') {
      let checks = compiled.get(id)
      if (!checks) {
        const service = input.services.find(item => item.id === id)
        if (!service)
          throw new CatalogueError(
            `no service "${id}"; known are ${input.services.map(item => item.id).join(', ')}`,
          )
        compiled.set(
          id,
          (checks = service.checks.map(source => compileCheck(source, service, metrics))),
        )
      }
      return which === 'all' ? checks : checks.filter(item => item.check.enabled)
    },
  }
}

/** @throws CatalogueError naming the check, the place in it and what was expected */
export function compileCheck(
  source: unknown,
  service: Service,
  metrics: ReadonlyMap<string, Metric>,
): CompiledCheck {
  const parsed = Check.safeParse(source)
  const id =
    typeof source === 'object' && source && 'id' in source ? String(source.id) : '(without id)'
  if (!parsed.success) {
    throw new CatalogueError(
      mistakesOf(parsed.error.issues, source)
        .map(({ place, message }) => `check ${id}: ${place}: ${message}`)
        .join('\n'),
    )
  }
  const check = parsed.data
  const metric = metrics.get(check.metric)
  if (!metric)
    throw new CatalogueError(
      `check ${id}: metric: ${noSuch('metric', check.metric, metrics.keys())}`,
      check.metric,
    )
  const [settings, optional] = (['reads', 'optional'] as const).map(field =>
    check[field].map(setting => settingOf(service, setting, `check ${id}: ${field}`)),
  ) as [Setting[], Setting[]]
  const members = membersOf(id, check, settings, service)
  if (!service.resourceTypes.some(type => type.id === check.resource))
    throw new CatalogueError(
      `check ${id}: resource: ${service.id} has no resource type "${check.resource}"`,
    )
  if (check.expect?.op === 'matches' && 'value' in check.expect)
    assertPattern(id, String(check.expect.value))
  const expression = (field: 'when' | 'test') => {
    const text = check[field]
    if (text === undefined) return null
    try {
      return compile(text, settings, service.predicates, new Set(members.keys()), optional)
    } catch (error) {
      if (error instanceof ExpressionError)
        throw new CatalogueError(`check ${id}: ${field}: ${error.message}`, error.missing)
      throw error
    }
  }
  return {
    check,
    settings,
    optional,
    members,
    when: expression('when'),
    test: expression('test'),
    looksInto: looksInto(check, settings, service),
    target: targetOf(check, metric),
  }
}

/** Settings that stand in an expression as something else than an argument of a predicate. */
function looksInto(
  check: Check,
  settings: readonly Setting[],
  { predicates }: Service,
): ReadonlySet<string> {
  const names = new Set((predicates ?? []).map(({ signature }) => signature.replace(/\(.*/, '')))
  const rest = [check.when, check.test]
    .join('\n')
    .replaceAll(/\b(\w+)\([\w\s,."'-]*\)/g, (call, name: string) => (names.has(name) ? '' : call))
  const words = new Set(rest.match(/\w+/g))
  return new Set(
    settings.filter(({ id }) => check.expect || words.has(variableName(id))).map(({ id }) => id),
  )
}

/** What a check compares with, where it says so by `target`: its own, else its metric's. */
function targetOf(check: Check, { operator, target, unit }: Metric): AppliedTarget | null {
  const compares =
    (check.expect !== undefined && 'target' in check.expect) ||
    [check.when, check.test].some(text => /\btarget\b/.test(text ?? ''))
  return compares
    ? { operator, value: check.target ?? target, ...(unit === undefined ? {} : { unit }) }
    : null
}

/**
 * Every setting that a recipe reads is one of its service.
 * @throws CatalogueError naming the recipe, the place in it and the setting that is nearest
 */
export function checkRecipe(recipe: Recipe, services: readonly Service[]): void {
  const service = services.find(item => item.id === recipe.service)
  if (!service) {
    const ids = services.map(item => item.id)
    throw new CatalogueError(
      `recipe ${recipe.id}: service: ${noSuch('service', recipe.service, ids)}`,
      recipe.service,
    )
  }
  for (const [i, { setting }] of recipe.settings.entries())
    settingOf(service, setting, `recipe ${recipe.id}: settings.${i}`)
}

function settingOf(service: Service, id: string, place: string): Setting {
  const found = service.settings.find(item => item.id === id)
  if (found) return found
  const ids = service.settings.map(item => item.id)
  throw new CatalogueError(`${place}: ${noSuch('setting', id, ids, ` in ${service.id}`)}`, id)
}

/**
 * Settings of listed things below the check's resource; the check must read the list too, so that
 * it is judged and shown.
 */
function membersOf(
  id: string,
  check: Check,
  settings: readonly Setting[],
  service: Service,
): ReadonlyMap<string, Kind> {
  return new Map(
    settings.flatMap(setting => {
      const type =
        setting.resource === check.resource
          ? undefined
          : service.resourceTypes.find(item => item.id === setting.resource)
      if (!type?.listedBy) return []
      const list = settings.find(item => item.id === type.listedBy?.setting)
      if (!list)
        throw new CatalogueError(
          `check ${id}: reads: ${setting.id} is of each ${type.id}: "${type.listedBy.setting}", which lists them, must be read too`,
        )
      if (check.expect !== undefined)
        throw new CatalogueError(
          `check ${id}: expect: ${setting.id} is of each ${type.id}: use "test"`,
        )
      return [[setting.id, { type, list }] as const]
    }),
  )
}

/**
 * A pattern that cannot be read is an author's mistake, told when the catalogue loads instead of at
 * every finding.
 */
function assertPattern(check: string, pattern: string): void {
  try {
    RE2JS.compile(pattern)
  } catch (error) {
    throw new CatalogueError(
      `check ${check}: expect.value: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
