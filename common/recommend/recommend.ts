import { mappingsOf } from '../model/framework.ts'
import type { Framework } from '../model/framework.ts'
import type { Metric } from '../model/metric.ts'
import type { Service } from '../model/service.ts'
import { wordsOf } from './words.ts'

/** A metric that may answer a requirement, with the words that led to it. */
export type Recommended = {
  readonly metric: string
  readonly title: string
  /** Words of the text, as they stand in the metric's; what weighs most first. */
  readonly words: readonly string[]
}

/** What is said of a metric, and how much a word of it weighs. */
type Field = readonly [weight: number, text: string]

type Source = {
  readonly metrics: readonly Metric[]
  readonly services: readonly Pick<Service, 'checks'>[]
  readonly frameworks: readonly Framework[]
}

/** Usual values of BM25 (Robertson and Zaragoza, 2009): how soon a word is enough, how much length counts. */
const SATURATION = 1.2
const LENGTH = 0.5

/**
 * Ranks metrics by the words of a requirement: BM25 over what metrics, their checks and the
 * requirements that name them say, with words that mean the same taken as one. No model, no network;
 * what it finds is a proposal by words alone.
 * @returns of a text the metrics that share a word with it, the best first
 */
export function recommender(
  source: Source,
): (text: string, most: number) => readonly Recommended[] {
  const weighed = source.metrics.map(metric => ({ metric, words: weigh(fieldsOf(metric, source)) }))
  const lengths = weighed.map(({ words }) => sum(words.values()))
  const usual = sum(lengths) / Math.max(1, lengths.length)
  const having = new Map<string, number>()
  for (const { words } of weighed)
    for (const word of words.keys()) having.set(word, (having.get(word) ?? 0) + 1)
  const rarity = (word: string): number => {
    const count = having.get(word) ?? 0
    return Math.log(1 + (weighed.length - count + 0.5) / (count + 0.5))
  }
  return (text, most) => {
    const asked = [...new Set(wordsOf(text))]
    const scored = weighed.map(({ metric, words }, place) => {
      const long = 1 - LENGTH + (LENGTH * (lengths[place] ?? usual)) / usual
      const shares = asked.flatMap(word => {
        const weight = words.get(word) ?? 0
        const share = (rarity(word) * weight * (SATURATION + 1)) / (weight + SATURATION * long)
        return share > 0 ? [{ word, share }] : []
      })
      return { metric, shares, score: shares.reduce((all, { share }) => all + share, 0) }
    })
    return scored
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.metric.id < b.metric.id ? -1 : 1))
      .slice(0, most)
      .map(({ metric, shares }) => ({
        metric: metric.id,
        title: metric.title,
        words: shares.sort((a, b) => b.share - a.share).map(({ word }) => word),
      }))
  }
}

function fieldsOf({ id, title, description }: Metric, { services, frameworks }: Source): Field[] {
  const checks = services.flatMap(service => service.checks.filter(check => check.metric === id))
  const requirements = frameworks.flatMap(framework =>
    framework.requirements.filter(item => mappingsOf(item).some(({ metric }) => metric === id)),
  )
  return [
    [3, title],
    [2, id.replaceAll('-', ' ')],
    [2, description],
    [0.4, [...new Set(checks.map(check => check.title))].join(' ')],
    [0.3, [...new Set(requirements.map(item => item.title))].join(' ')],
  ]
}

/** Each word by the sum of its weights; what many checks repeat grows slowly. */
function weigh(fields: readonly Field[]): ReadonlyMap<string, number> {
  const words = new Map<string, number>()
  for (const [weight, text] of fields)
    for (const [word, found] of Map.groupBy(wordsOf(text), item => item))
      words.set(word, (words.get(word) ?? 0) + weight * (1 + Math.log(found.length)))
  return words
}

function sum(values: Iterable<number>): number {
  let all = 0
  for (const value of values) all += value
  return all
}
