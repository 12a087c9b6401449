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

/** NDCG@10 of a half, each right metric counting one (Järvelin and Kekäläinen, 2002). */
export function gainOf(half: readonly Labelled[]): number {
  const rank = recommender({ metrics, services, frameworks })
  const gains = half.map(({ text, metrics: right }) => {
    const found = rank(text, DEPTH).map(({ metric }) => metric)
    const gain = found.reduce(
      (all, id, place) => all + (right.includes(id) ? 1 / Math.log2(place + 2) : 0),
      0,
    )
    const best = right.slice(0, DEPTH).reduce((all, _, place) => all + 1 / Math.log2(place + 2), 0)
    return gain / best
  })
  return gains.reduce((all, gain) => all + gain, 0) / Math.max(1, gains.length)
}
