import { Environment } from '@marcbachmann/cel-js'
import { Duration } from '@marcbachmann/cel-js/evaluator'
import { serialize } from '@marcbachmann/cel-js/serialize'
import { RE2JS } from 're2js'
import { variableName } from '../model/id.ts'
import { byLikeness, nearest } from '../model/nearest.ts'
import type { Predicate } from '../model/service.ts'
import { Undetermined } from '../model/service.ts'
import type { Setting } from '../model/setting.ts'
import type { Value, ValueType } from '../model/value.ts'
import { said } from '../words/said.ts'
import { hoursOf, numberOf } from './spans.ts'

/**
 * A compiled CEL expression (https://github.com/google/cel-spec). Errors raised by reading a
 * variable pass through, unless `||` or `&&` decides without it.
 */
export type Expression = (variables: object) => unknown

export class ExpressionError extends Error {
  /** The variable or function that there is not, where that is the mistake. */
  readonly missing: string | undefined
  constructor(message: string, missing?: string) {
    super(message)
    this.missing = missing
  }
}

/**
 * Type-checks `source` against the declared settings and compiles it.
 * @param optional settings that may be null whatever their type
 * @param members ids of settings that are seen once for each listed thing: a list, whatever the
 * setting's own type
 * @throws ExpressionError with the line and a caret under the place.
 */
export function compile(
  source: string,
  settings: readonly Setting[],
  predicates: readonly Predicate[] = [],
  members: ReadonlySet<string> = new Set(),
  optional: readonly Setting[] = [],
): Expression {
  const checking = base(predicates)
  for (const setting of settings)
    declare(
      checking,
      variableName(setting.id),
      members.has(setting.id) ? { type: 'list', of: { type: 'any' } } : setting.type,
    )
  for (const setting of optional) checking.registerVariable(variableName(setting.id), 'dyn')
  let verdict
  try {
    verdict = checking.check(source)
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : String(error))
  }
  if (!verdict.valid) {
    const own = [...settings, ...optional].map(setting => variableName(setting.id))
    const message = verdict.error?.message ?? 'not a valid expression'
    throw refused(message, checking, [...own, ...givenVariables.keys()])
  }
  if (!['bool', 'string', 'dyn'].includes(String(verdict.type)))
    throw new ExpressionError(`gives ${verdict.type}, but a test gives a bool or an outcome`)
  const evaluating = base(predicates)
  for (const setting of [...settings, ...optional])
    evaluating.registerVariable(variableName(setting.id), 'dyn')
  const parsed = evaluating.parse(linear(source, evaluating))
  return variables => plain(parsed(variables as Record<string, unknown>))
}

/** In the library's words; a name that there is not is told with those that there are. */
function refused(
  message: string,
  environment: Environment,
  variables: readonly string[],
): ExpressionError {
  const variable = /^Unknown variable: (\w+)/.exec(message)?.[1]
  if (variable !== undefined) {
    const all = `; there are ${byLikeness(variable, variables).join(', ')}`
    return withNearest(message, nearest(variable, variables), variable, all)
  }
  const called = /^found no matching overload for '(?:.*\.)?(\w+)\(/.exec(message)?.[1]
  const known = environment.getDefinitions().functions.map(item => item.name)
  return called === undefined || known.includes(called)
    ? new ExpressionError(message)
    : withNearest(
        message.replace(/^.*/, `no predicate "${called}"`),
        nearest(called, known),
        called,
      )
}

function withNearest(
  message: string,
  like: string | null,
  name: string,
  all = '',
): ExpressionError {
  return new ExpressionError(
    like === null ? message : message.replace(/^.*/, line => `${line}; nearest is "${like}"${all}`),
    name,
  )
}

/** The built-in `matches` hangs on patterns such as `^(a+)+$`; ours runs in linear time. */
function linear(source: string, environment: Environment): string {
  const { ast } = environment.parse(source)
  let changed = false
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const item of node) walk(item)
      return
    }
    if (typeof node !== 'object' || node === null || !('op' in node)) return
    const call = node as { op: string; args: unknown }
    if (call.op === 'rcall' && Array.isArray(call.args) && call.args[0] === 'matches') {
      call.args[0] = 'matchesLinear'
      changed = true
    }
    walk(call.args)
  }
  walk(ast)
  return changed ? serialize(ast) : source
}

const patterns = new Map<string, RE2JS>()
function matchesLinear(text: string, pattern: string): boolean {
  let compiled = patterns.get(pattern)
  if (!compiled) patterns.set(pattern, (compiled = RE2JS.compile(pattern)))
  return compiled.matcher(text).find()
}

/** What every check sees beside its settings. */
export const givenVariables: ReadonlyMap<string, string> = new Map([
  ['resource', 'map'],
  ['target', 'dyn'],
  ['now', 'google.protobuf.Timestamp'],
  ['accepted', 'map'],
  ['sources', 'map'],
])

function base(predicates: readonly Predicate[]): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  })
    .registerOperator('double == int', (a: number, b: bigint) => a === Number(b))
    .registerFunction('string.matchesLinear(string): bool', matchesLinear)
    .registerFunction('hours(dyn): double', (value: unknown) => hoursOf(plain(value)))
    .registerFunction('quantity(dyn): double', (value: unknown) => numberOf(plain(value)))
    .registerFunction('days(dyn): google.protobuf.Duration', durationOf)
    .registerFunction('known(dyn): dyn', (value: unknown) => {
      if (value === null || value === undefined)
        throw new Undetermined('forbidden', said('value-left-out'))
      return value
    })
  for (const [name, type] of givenVariables) environment.registerVariable(name, type)
  for (const predicate of predicates) {
    environment.registerFunction(predicate.signature, (...args: unknown[]) =>
      predicate.run(...args.map(plain)),
    )
  }
  return environment
}

function durationOf(days: unknown): Duration {
  return new Duration(Math.round(Number(plain(days)) * 86_400))
}

/** CEL's integers and maps back to plain JSON values. */
function plain(value: unknown): Value {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]))
  if (value instanceof Date) return value.toISOString()
  return value as Value
}

let typeCount = 0
function declare(environment: Environment, name: string, type: ValueType): void {
  environment.registerVariable(name, celType(environment, type))
}

function celType(environment: Environment, type: ValueType): string {
  if (type.nullable) return 'dyn'
  switch (type.type) {
    case 'boolean':
      return 'bool'
    case 'number':
      return 'double'
    case 'string':
      return 'string'
    case 'any':
      return 'dyn'
    case 'list':
      return `list<${celType(environment, type.of)}>`
    case 'record': {
      const name = `Record${typeCount++}`
      const fields = Object.fromEntries(
        Object.entries(type.fields).map(([field, inner]) => [field, celType(environment, inner)]),
      )
      environment.registerType(name, { fields })
      return name
    }
  }
}
