import type { Metric } from '../model/metric.ts'
import { noSuch } from '../model/nearest.ts'
import type { Service } from '../model/service.ts'
import { Value } from '../model/value.ts'

/** What a controlled sentence says. */
export type Demand = {
  readonly metric: string
  readonly operator: Metric['operator']
  readonly value: Value
  readonly unit?: string | undefined
  /** `okta.policy`: the service's kind of thing that is judged; every one that can be without. */
  readonly on?: string | undefined
}

/** What in a sentence is not understood, in words. */
export class SentenceError extends Error {}

const operators: readonly (readonly [Metric['operator'], string])[] = [
  ['at-least', 'at least'],
  ['at-most', 'at most'],
  ['includes', 'includes'],
  ['excludes', 'excludes'],
  ['equals', 'is'],
]
const unitWords: Readonly<Record<string, string>> = { h: 'hours' }

/**
 * A demand as a controlled sentence: `session-lifetime at most 8 hours on okta.policy`. `demandOf` reads
 * it back to the same.
 */
export function sentenceOf({ metric, operator, value, unit, on }: Demand): string {
  const said = operators.find(([own]) => own === operator)?.[1] ?? operator
  return [
    metric,
    said,
    JSON.stringify(value),
    ...(unit === undefined ? [] : [unitWords[unit] ?? unit]),
    ...(on === undefined ? [] : ['on', on]),
  ].join(' ')
}

/** `service.kind` of what checks judge, by metric. */
export function judgedBy(
  services: readonly Pick<Service, 'id' | 'checks'>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const judged = new Map<string, Set<string>>()
  for (const { id, checks } of services)
    for (const { metric, resource } of checks) {
      const kinds = judged.get(metric) ?? new Set()
      judged.set(metric, kinds.add(`${id}.${resource}`))
    }
  return judged
}

type Known = {
  readonly metrics: readonly Metric[]
  /** `service.kind` of everything that checks judge, by metric. */
  readonly judged: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * What a controlled sentence asks for: `METRIC at least|at most|is|includes|excludes VALUE [UNIT] [on
 * SERVICE.KIND]`. The unit is the metric's and may be left out. @throws SentenceError
 */
export function demandOf(sentence: string, { metrics, judged }: Known): Demand {
  const [id = '', ...rest] = sentence.trim().split(/\s+/)
  const metric = metrics.find(item => item.id === id)
  if (!metric)
    throw new SentenceError(
      noSuch(
        'metric',
        id,
        metrics.map(item => item.id),
      ),
    )
  const tail = rest.join(' ')
  const [operator, said] =
    operators.find(([, words]) => tail.startsWith(`${words} `)) ?? wrong(metric, tail)
  if (operator !== metric.operator) wrong(metric, tail)
  const on = / on (\S+)$/.exec(tail)?.[1]
  const text = tail.slice(said.length + 1, on === undefined ? undefined : -` on ${on}`.length)
  const { value, unit } = valueOf(metric, text)
  if (on !== undefined && !judged.get(id)?.has(on))
    throw new SentenceError(
      `nothing judges ${id} on "${on}"; on: ${[...(judged.get(id) ?? [])].sort().join(', ') || 'nothing'}`,
    )
  return {
    metric: id,
    operator,
    value,
    ...(unit === undefined ? {} : { unit }),
    ...(on === undefined ? {} : { on }),
  }
}

function wrong({ id, operator }: Metric, tail: string): never {
  const said = operators.find(([own]) => own === operator)?.[1] ?? operator
  throw new SentenceError(`"${id}" goes on with "${said}", not with "${tail.slice(0, 40)}"`)
}

function valueOf(
  metric: Metric,
  text: string,
): { readonly value: Value; readonly unit?: string | undefined } {
  const word = metric.unit === undefined ? undefined : (unitWords[metric.unit] ?? metric.unit)
  const bare =
    word !== undefined && text.endsWith(` ${word}`) ? text.slice(0, -word.length - 1) : text
  const value = json(bare)
  const isFit =
    metric.scale === 'number'
      ? typeof value === 'number' && value >= 0
      : metric.scale === 'boolean'
        ? typeof value === 'boolean'
        : value !== undefined
  if (!isFit || value === undefined)
    throw new SentenceError(
      `"${text}" is not what "${metric.id}" is held to: ${metric.scale === 'number' ? `a number of ${word ?? 'them'}` : metric.scale === 'boolean' ? 'true or false' : 'a value in JSON'}`,
    )
  return { value, ...(metric.unit === undefined ? {} : { unit: metric.unit }) }
}

function json(text: string): Value | undefined {
  try {
    return Value.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
