import type { z } from 'zod'
import { byLikeness } from './nearest.ts'

/** What is wrong at one place of something that a person wrote. */
export type Mistake = { readonly place: string; readonly message: string }
type Issue = z.core.$ZodIssue

/**
 * A parser's issues as mistakes. Of a choice of shapes told apart by `op` the parser says only that
 * none fits: here it is said of the shape that was meant, or which `op` there are.
 * @param source what was parsed
 */
export function mistakesOf(issues: readonly Issue[], source: unknown): readonly Mistake[] {
  return issues.flatMap(issue => inside(issue, source)).map(asMistake)
}

function asMistake({ path, message }: Pick<Issue, 'path' | 'message'>): Mistake {
  return { place: path.map(String).join('.') || 'whole', message }
}

function inside(issue: Issue, source: unknown): readonly Pick<Issue, 'path' | 'message'>[] {
  if (issue.code !== 'invalid_union') return [issue]
  const ops = [...new Set(issue.errors.flat().flatMap(opsOf))]
  const [first, ...others] = new Set(issue.errors.flat().map(item => item.message))
  // No shape takes it, and all for the same reason.
  if (first !== undefined && others.length === 0) return [{ path: issue.path, message: first }]
  if (ops.length === 0) return [issue]
  const given = at(source, issue.path)
  const meant = issue.errors
    .filter(shape => shape.every(item => opsOf(item).length === 0))
    .toSorted((a, b) => a.length - b.length)[0]
  if (meant)
    return meant.map(({ path, message }) => ({
      path: [...issue.path, ...path],
      message: at(given, path) === undefined ? 'missing: expected a value' : message,
    }))
  const op = at(given, ['op'])
  const message =
    op === undefined
      ? `missing: one of ${ops.join(', ')}`
      : `${JSON.stringify(op)} is not one of ${byLikeness(String(op), ops).join(', ')}`
  return [{ path: [...issue.path, 'op'], message }]
}

/** Which `op` a shape takes, where that is what did not fit. */
function opsOf(issue: Issue): readonly string[] {
  const isOp = issue.code === 'invalid_value' && issue.path.length === 1 && issue.path[0] === 'op'
  return isOp ? issue.values.map(String) : []
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    value,
  )
}
