import type { Outcome } from '../model/finding.ts'

export type Drift = 'new-failing' | 'fixed' | 'still-failing' | 'lost-sight' | 'seen-again' | 'gone'
type Judged = { readonly id: string; readonly outcome: Outcome }
export type Change<T extends Judged> = {
  readonly drift: Drift
  readonly before: T | null
  readonly after: T | null
}

/**
 * What changed between two assessments of one tenant, news first; findings that stay as they were
 * are left out, except still-failing ones.
 */
export function diff<T extends Judged>(before: readonly T[], after: readonly T[]): Change<T>[] {
  const old = new Map(before.map(finding => [finding.id, finding]))
  const changes: Change<T>[] = []
  for (const finding of after) {
    const previous = old.get(finding.id) ?? null
    old.delete(finding.id)
    const drift = driftOf(previous, finding)
    if (drift) changes.push({ drift, before: previous, after: finding })
  }
  for (const previous of old.values())
    if (previous.outcome === 'fail' || previous.outcome === 'unknown')
      changes.push({ drift: 'gone', before: previous, after: null })
  return changes.sort((a, b) => order.indexOf(a.drift) - order.indexOf(b.drift))
}

const order: readonly Drift[] = [
  'new-failing',
  'lost-sight',
  'seen-again',
  'fixed',
  'gone',
  'still-failing',
]

function driftOf(before: Judged | null, after: Judged): Drift | null {
  if (after.outcome === 'fail') return before?.outcome === 'fail' ? 'still-failing' : 'new-failing'
  if (after.outcome === 'unknown')
    return before && before.outcome !== 'unknown' ? 'lost-sight' : null
  if (before?.outcome === 'fail') return 'fixed'
  return before?.outcome === 'unknown' ? 'seen-again' : null
}
