import { z } from 'zod'
import type { Metric } from '../../common/model/index.ts'
import { amountFor, amountsIn } from '../../common/recommend/amounts.ts'
import type { Amount } from '../../common/recommend/amounts.ts'
import { judgedBy, sentenceOf } from '../../common/recommend/sentence.ts'
import { recommenderOf } from '../judge/mappings.ts'
import { answering, list } from './operation.ts'

const MOST = 10

/** Metrics that may answer a requirement in natural language: proposed by its words alone. */
export const recommend = answering({
  title: 'Metrics that may answer a requirement',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ text: z.string().max(10_000) }),
  kind: 'recommend',
  output: z.strictObject({
    /** The best first; none where no word is shared. */
    metrics: list(
      z.strictObject({
        metric: z.string(),
        title: z.string(),
        /** Words that led to it. */
        words: list(z.string()),
        /** Checks that measure it, by service. */
        checks: z.int(),
        /**
         * What it would be held to, in the controlled language: as the text says where it sets a
         * limit of it, else the metric's own target.
         */
        sentence: z.string(),
        /** `service.kind` of what is judged by it: what the sentence may end with. */
        on: list(z.string()),
      }),
    ),
  }),
  run(agent, _, { text }) {
    const { services, metrics } = agent.catalogue()
    const judged = judgedBy(services)
    const amounts = amountsIn(text)
    return {
      metrics: recommenderOf(agent)()(text, MOST).map(item => {
        const metric = metrics.find(({ id }) => id === item.metric)
        return {
          ...item,
          words: [...item.words],
          checks: services
            .flatMap(({ checks }) => checks)
            .filter(({ metric: id }) => id === item.metric).length,
          sentence: metric ? draftOf(metric, amounts) : item.metric,
          on: [...(judged.get(item.metric) ?? [])].sort(),
        }
      }),
    }
  },
})

function draftOf(metric: Metric, amounts: readonly Amount[]): string {
  const { id, operator, target, unit } = metric
  const said = amounts.flatMap(amount => amountFor(metric, amount) ?? [])
  return sentenceOf({ metric: id, operator, value: said[0] ?? target, unit })
}
