import type { Check } from '../model/check.ts'
import type { Value } from '../model/value.ts'
import { said } from '../words/said.ts'
import type { Said } from '../words/said.ts'

type Fields = { readonly [key: string]: Value }
const MOST_ENDED = 20
export type Declarations = Readonly<Record<string, Value>>

/**
 * What the tenant's owner declared as accepted, as it stands at one time: what counts, and what
 * counted until its end had come.
 */
export type Declared = {
  readonly inForce: Declarations
  readonly ended: ReadonlyMap<string, readonly Fields[]>
}

/**
 * Leaves out declarations, and single entries of one, whose `until` has passed: an exclusion
 * without its end in sight must be declared anew.
 * @param at RFC 3339
 */
export function declaredAt(accepted: Declarations, at: string): Declared {
  const isOver = (item: Value): item is Fields =>
    isFields(item) &&
    typeof item['until'] === 'string' &&
    Date.parse(item['until']) <= Date.parse(at)
  const ended = new Map<string, readonly Fields[]>()
  const inForce: Record<string, Value> = {}
  for (const [id, declared] of Object.entries(accepted)) {
    const entries = Array.isArray(declared)
      ? (declared as readonly Value[])
      : isFields(declared) && Array.isArray(declared['entries'])
        ? (declared['entries'] as readonly Value[])
        : null
    const over = isOver(declared) ? [declared] : (entries?.filter(isOver) ?? [])
    if (over.length > 0) ended.set(id, over)
    if (over.length === 1 && over[0] === declared) continue
    const left = entries?.filter(entry => !isOver(entry))
    inForce[id] =
      left === undefined || over.length === 0
        ? declared
        : isFields(declared)
          ? { ...declared, entries: left }
          : left
  }
  return { inForce, ended }
}

/** Which of a finding's exclusions are over, and why they were there. */
export function endedFor(check: Check, ended: Declared['ended']): readonly Said[] {
  if (ended.size === 0) return []
  // Baselines' ids are declared with or without their version.
  const ids = new Set([
    check.id,
    ...check.references.flatMap(({ id }) => [id, id.replace(/v\d+(\.\d+)?$/, '')]),
  ])
  const over = [...ended].filter(([id]) => ids.has(id)).flatMap(([, items]) => items)
  return over.slice(0, MOST_ENDED).map(item =>
    said('exclusion-ended', {
      until: String(item['until']).slice(0, 10),
      why: typeof item['reason'] === 'string' ? item['reason'] : '',
    }),
  )
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
