import type { Value } from '../../common/model/value.ts'
import { plain } from './walk.ts'

// A list over several pages, read page by page as a person goes through them: all of it, or unknown.
// Nothing here presses anything.

/** How long a page must have shown the same before it is one, in milliseconds. */
const STANDS = 1000
/** What was seen longer ago than this, in milliseconds, is no part of what is there now. */
const TOGETHER = 600_000

/** What one look shows of such a list. */
export type Part = {
  /** Its own words for what it shows: "21-40 of 57". */
  readonly says: string
  readonly entries: readonly Value[]
  /** What would be pressed for the next entries; null where there is nothing to press. */
  readonly next: string | null
}
/**
 * Makes the whole of a part. @param at milliseconds @param refused when the last request was refused
 * @returns all entries, or why they are not known
 */
export type Gather = (
  setting: string,
  part: Part,
  at: number,
  refused: number,
) => readonly Value[] | string

type Page = { readonly to: number; readonly print: string; readonly at: number } & Part
/** The pages of one list that were seen. */
type Gathered = {
  total: number
  refused: number
  seen: { readonly print: string; readonly since: number } | null
  readonly pages: Map<number, Page>
}

/** The lists of one page. @param again asks for another look: that something stands tells nobody */
export function createGathering(again: (after: number) => void): Gather {
  const lists = new Map<string, Gathered>()
  return (setting, part, at, refused) => {
    const state = lists.get(setting) ?? { total: 0, refused: 0, seen: null, pages: new Map() }
    lists.set(setting, state)
    const all = gather(state, part, at, refused)
    if (at - (state.seen?.since ?? 0) < STANDS) again(STANDS)
    return all
  }
}

/**
 * The first, the last and the number of all entries where a text tells just these.
 * @returns null where it tells anything else
 */
export function rangeIn(text: string): readonly [from: number, to: number, total: number] | null {
  const numbers = [...plain(text).matchAll(/\p{Nd}[\p{Nd}.,’'\u00a0\u202f]*/gu)].map(([number]) =>
    Number(number.replace(/\P{Nd}/gu, '')),
  )
  const [from = 0, to = 0, total = 0] = numbers
  return numbers.length === 3 && from <= to && to <= total ? [from, to, total] : null
}

/**
 * Adds what is shown to what was seen before. Another number of all entries, a request that was
 * refused, other entries on a page that was seen: then everything is seen anew.
 */
function gather(
  state: Gathered,
  { says, entries, next }: Part,
  at: number,
  refused: number,
): readonly Value[] | string {
  const range = rangeIn(says)
  if (!range) return `"${says.slice(0, 80)}" does not tell which of how many are shown`
  const [from, to, total] = range
  if (entries.length !== (to === 0 ? 0 : to - from + 1))
    return `${entries.length} are shown where it says "${says.slice(0, 80)}"`
  if (to === total && next !== null) return `"${next}" offers more than all of them`
  if (total !== state.total || refused !== state.refused) state.pages.clear()
  Object.assign(state, { total, refused })
  const print = JSON.stringify([from, to, entries])
  if (state.seen?.print !== print) state.seen = { print, since: at }
  if (at - state.seen.since >= STANDS) {
    const overlaps = [...state.pages].some(
      ([first, page]) => first <= to && from <= page.to && page.print !== print,
    )
    if (overlaps) state.pages.clear()
    if (!whole(state))
      for (const [first, page] of state.pages)
        if (at - page.at > TOGETHER) state.pages.delete(first)
    if (!state.pages.has(from)) state.pages.set(from, { to, print, at, says, entries, next })
  }
  const all = whole(state)
  if (!all) {
    const way = next === null ? '' : `: "${next}" shows more`
    return `${says.slice(0, 80)}: ${seenOf(state)} of ${total} were seen${way}`
  }
  const texts = all.map(entry => JSON.stringify(entry))
  return new Set(texts).size < texts.length ? 'the same entry on two pages' : all
}

function seenOf({ pages }: Gathered): number {
  return [...pages.values()].reduce((sum, { entries }) => sum + entries.length, 0)
}

/** All entries in their order; null while one is missing. */
function whole({ pages, total, seen }: Gathered): readonly Value[] | null {
  if (total === 0) return seen ? [] : null
  const all: Value[] = []
  for (let first = 1; first <= total;) {
    const page = pages.get(first)
    if (!page) return null
    all.push(...page.entries)
    first = page.to + 1
  }
  return all
}
