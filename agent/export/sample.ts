import { createHash } from 'node:crypto'
import type { Finding } from '../../common/model/index.ts'
import { lastRewriting } from '../log/verify-judged.ts'
import { periodProblem } from '../log/verify-period.ts'
import { Problem } from '../problem.ts'
import type { Store } from '../store/store.ts'
import { daysOf } from './coverage.ts'
import { findingPeriods } from './period.ts'
import type { PeriodSource } from './period.ts'

/** What an auditor asks for: items and days, chosen, or as many as they like at random. */
export type SampleWish = {
  /** Only things of this type, and findings of this check. */
  readonly type?: string | undefined
  readonly check?: string | undefined
  readonly items?: number | undefined
  readonly days?: number | undefined
  readonly chosenItems?: readonly string[] | undefined
  readonly chosenDays?: readonly string[] | undefined
  readonly seed: string
}

type SampleRow = {
  readonly day: string
  readonly finding: string
  readonly check: string
  readonly resource: Finding['resource']
  /** `none`: nothing was judged on that day; `absent`: the thing was not there. */
  readonly outcome: Finding['outcome'] | 'none' | 'absent'
  readonly reason: string | null
  /** When it was judged, by the last assessment of the day, and the entry that sealed it. */
  readonly at: string | null
  readonly entry: number | null
  /** How it was read and the grade of that. */
  readonly read: string | null
}

export type Sample = {
  readonly seed: string
  readonly from: string
  readonly to: string
  readonly population: { readonly items: number; readonly days: number }
  readonly items: readonly string[]
  readonly days: readonly string[]
  readonly rows: readonly SampleRow[]
}

/**
 * Those whose digest is lowest, of SHA-256 over the seed, a line break and the name: anybody can draw
 * them again with sha256sum, and whoever gave the seed chose.
 */
function drawn(names: Iterable<string>, count: number, seed: string): string[] {
  return [...new Set(names)]
    .map(name => ({ name, digest: createHash('sha256').update(`${seed}\n${name}`).digest('hex') }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name)
    .sort()
}

/**
 * What each finding of the picked things was on each picked day, by what was sealed then: recomputed
 * first. Things are named by type and id.
 * @throws Problem `log-unsound`; `sample-unknown` for a chosen thing or day that is not in the window
 */
export async function sampleOf(
  store: Store,
  source: PeriodSource,
  wish: SampleWish,
): Promise<Sample> {
  const entries = source.judgements.map(({ entry }) => entry)
  const { problem } = await periodProblem(store, source.tenant, entries, await lastRewriting(store))
  if (problem) throw new Problem('log-unsound', { entry: problem.entry, detail: problem.problem })
  const names = new Set<string>()
  for await (const { finding } of findingPeriods(source))
    if (isWished(finding, wish)) names.add(nameOf(finding))
  const allDays = daysOf(source.from, source.to)
  const items = picked(names, wish.chosenItems, wish.items, wish.seed)
  const days = picked(new Set(allDays), wish.chosenDays, wish.days, wish.seed)
  return {
    seed: wish.seed,
    from: source.from,
    to: source.to,
    population: { items: names.size, days: allDays.length },
    items,
    days,
    rows: await rowsOf(store, source, wish, items, days),
  }
}

function picked(
  all: ReadonlySet<string>,
  chosen: readonly string[] = [],
  count: number | undefined,
  seed: string,
): string[] {
  for (const name of chosen) if (!all.has(name)) throw new Problem('sample-unknown', { name })
  return chosen.length > 0 && count === undefined
    ? [...new Set(chosen)].sort()
    : [...new Set([...chosen, ...drawn(all, count ?? all.size, seed)])].sort()
}

function isWished(finding: Finding, { type, check }: SampleWish): boolean {
  return (
    (type === undefined || finding.resource.type === type) &&
    (check === undefined || finding.check === check)
  )
}

function nameOf({ resource }: Finding): string {
  return `${resource.type} ${resource.id}`
}

async function rowsOf(
  store: Store,
  source: PeriodSource,
  wish: SampleWish,
  items: readonly string[],
  days: readonly string[],
): Promise<SampleRow[]> {
  const wanted = new Set(items)
  const last = new Map(
    source.judgements
      .filter(({ timed, at }) => timed && at >= source.from)
      .map(judgement => [judgement.at.slice(0, 10), judgement] as const),
  )
  const rows: SampleRow[] = []
  for await (const { finding } of findingPeriods(source)) {
    if (!isWished(finding, wish) || !wanted.has(nameOf(finding))) continue
    const { id, check, resource } = finding
    for (const day of days) {
      const { at, entry } = last.get(day) ?? { at: null, entry: null }
      const between = { from: entry ?? -1, to: entry ?? -1, id }
      const [row] =
        entry === null ? [] : await Array.fromAsync(store.findingRows(source.tenant, between))
      const line = row?.finding
      rows.push({
        day,
        finding: id,
        check,
        resource,
        outcome: line?.outcome ?? (entry === null ? 'none' : 'absent'),
        reason: line?.reason ?? null,
        at,
        entry,
        read: line ? `${line.source} ${line.grade}` : null,
      })
    }
  }
  return rows
}
