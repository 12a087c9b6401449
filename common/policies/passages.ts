import type { Metric } from '../model/metric.ts'
import { amountFor, amountsIn } from '../recommend/amounts.ts'
import type { Recommended } from '../recommend/recommend.ts'
import { sentenceOf } from '../recommend/sentence.ts'
import { sectionName } from './sections.ts'
import type { Section } from './sections.ts'

/** A sentence of a policy that sets a limit, and what it may be a limit of. */
export type Passage = {
  readonly section: string
  readonly text: string
  /** The most likely first. */
  readonly proposed: readonly {
    readonly metric: string
    readonly title: string
    readonly value: number
    readonly unit: string | null
    /** In the controlled language. */
    readonly sentence: string
    /** Words that led to it. */
    readonly words: readonly string[]
  }[]
}

const MOST = 3
/** Words that stand beside every limit: none of them says what it is a limit of. */
const telling = (words: readonly string[], unit: string): readonly string[] =>
  words.filter(
    word => !/^(?:\d+|after|again|back|within)$/.test(word) && !word.startsWith(unit.slice(0, 4)),
  )
/** Longest sentence that is looked at, in characters: more is no sentence. */
const LONGEST = 1000

/**
 * What a policy may say of metrics: each sentence that sets a limit ("at least 12 characters"), with the
 * metrics whose limit that can be, by the words of the sentence and its section's title. Proposed by
 * words alone; whether it says so is for a person to decide.
 * @param rank of a text the metrics that share a word with it
 */
export function passagesIn(
  sections: readonly Section[],
  metrics: readonly Metric[],
  rank: (text: string, most: number) => readonly Recommended[],
): readonly Passage[] {
  const byId = new Map(metrics.map(metric => [metric.id, metric]))
  return sections.flatMap(section =>
    section.paragraphs.flatMap(sentencesOf).flatMap((text): Passage[] => {
      const amounts = amountsIn(text)
      if (amounts.length === 0) return []
      const ranked = rank(`${section.title} ${text}`, Infinity)
      const proposed = ranked.flatMap(({ metric: id, title, words }) => {
        const metric = byId.get(id)
        if (!metric) return []
        return amounts.slice(0, MOST).flatMap(amount => {
          const value = amountFor(metric, amount)
          const led = telling(words, amount.unit)
          if (value === null || led.length === 0) return []
          const { operator, unit } = metric
          return [
            {
              metric: id,
              title,
              value,
              unit: unit ?? null,
              sentence: sentenceOf({ metric: id, operator, value, unit }),
              words: led,
            },
          ]
        })
      })
      return proposed.length === 0
        ? []
        : [{ section: sectionName(section), text, proposed: proposed.slice(0, MOST) }]
    }),
  )
}

/** Sentences by their ends; a number with a dot in it is none. */
export function sentencesOf(paragraph: string): readonly string[] {
  return paragraph
    .split(/(?<=[.!?;])\s+(?=[^a-z\s])/)
    .map(text => text.trim())
    .filter(text => text !== '' && text.length <= LONGEST)
}
