import { frameworks } from '../../common/frameworks/index.ts'
import { metrics } from '../../common/metrics.ts'
import { recommender } from '../../common/recommend/recommend.ts'
import { services } from '../../common/services/index.ts'
import pairs from '../bench/recommend-pairs.json' with { type: 'json' }

/** Requirements in words of our own, each with the metrics that answer it. */
type Labelled = { readonly text: string; readonly metrics: readonly string[] }
export const labelled: readonly Labelled[] = pairs

/** Which half is for tuning, and which was held out before: by a generator of its own with this seed. */
const SEED = 20_261_126

/** Both halves, drawn by the seed. */
export function halves(): {
  readonly tuning: readonly Labelled[]
  readonly held: readonly Labelled[]
} {
  const drawn = [...labelled]
  let state = SEED
  // mulberry32: the same halves on every machine.
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  for (let last = drawn.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [drawn[last], drawn[other]]
    if (a && b) [drawn[last], drawn[other]] = [b, a]
  }
  const middle = Math.floor(drawn.length / 2)
  return { tuning: drawn.slice(0, middle), held: drawn.slice(middle) }
}

const DEPTH = 10

/** Metrics for a text, the best first. */
export type Ranking = (text: string) => readonly string[]

/** What is shipped: by words. */
export function byWords(): Ranking {
  const rank = recommender({ metrics, services, frameworks })
  return text => rank(text, metrics.length).map(({ metric }) => metric)
}

/** Several rankings as one, by places alone (reciprocal rank fusion: Cormack et al., 2009). */
export function fused(rankings: readonly Ranking[]): Ranking {
  const USUAL = 60
  return text => {
    const scores = new Map<string, number>()
    for (const ranking of rankings)
      for (const [place, id] of ranking(text).entries())
        scores.set(id, (scores.get(id) ?? 0) + 1 / (USUAL + place + 1))
    return [...scores].sort(([, a], [, b]) => b - a).map(([id]) => id)
  }
}

/** NDCG@10 of a half, each right metric counting one (Järvelin and Kekäläinen, 2002). */
export function gainOf(half: readonly Labelled[], rank: Ranking): number {
  const gains = half.map(({ text, metrics: right }) => {
    const found = rank(text).slice(0, DEPTH)
    const gain = found.reduce(
      (all, id, place) => all + (right.includes(id) ? 1 / Math.log2(place + 2) : 0),
      0,
    )
    const best = right.slice(0, DEPTH).reduce((all, _, place) => all + 1 / Math.log2(place + 2), 0)
    return gain / best
  })
  return gains.reduce((all, gain) => all + gain, 0) / Math.max(1, gains.length)
}
