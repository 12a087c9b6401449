import { z } from 'zod'
import type { Store } from '../store/store.ts'
import { bodyOf } from './current-rows.ts'

/**
 * What an assessment seals of for how long a reading counts, and how often it is planned: what config.yaml
 * said then. What it says later counts from the next assessment on, and changes nothing before.
 */
export const ReadingRules = z.object({
  staleAfterDays: z.int(),
  frequencies: z.record(z.string(), z.int()),
  schedule: z.string(),
})
export type ReadingRules = z.infer<typeof ReadingRules>

const Sealed = z.object({ reading: ReadingRules })
/** What holds where an assessment does not say, unless config.yaml asks for more. */
const USUAL = { staleAfterDays: 35, hours: 24 }

/** The same rules are the same object: those of a window are few. */
export type RulesReader = (entry: number) => Promise<ReadingRules>

/**
 * Reads the rules that assessments sealed. One of before rules were sealed had them in config.yaml alone:
 * the stricter of the usual ones and today's count, so that a file can lengthen nothing.
 */
export function rulesReader(store: Pick<Store, 'evidence'>, config: ReadingRules): RulesReader {
  const known = new Map<string, ReadingRules>()
  const once = (rules: ReadingRules): ReadingRules => {
    const key = JSON.stringify(rules)
    const found = known.get(key) ?? rules
    known.set(key, found)
    return found
  }
  const unsealed = once(strictest(config))
  return async entry => {
    const said = Sealed.safeParse(bodyOf(await store.evidence(entry))).data
    return said ? once(said.reading) : unsealed
  }
}

function strictest({ staleAfterDays, frequencies, schedule }: ReadingRules): ReadingRules {
  return {
    staleAfterDays: Math.min(staleAfterDays, USUAL.staleAfterDays),
    frequencies: Object.fromEntries(
      Object.entries(frequencies).map(([metric, hours]) => [metric, Math.min(hours, USUAL.hours)]),
    ),
    schedule,
  }
}
