import { z } from 'zod'
import { Metric, Value } from '../../common/model/index.ts'
import { demandOf, judgedBy, SentenceError, sentenceOf } from '../../common/recommend/sentence.ts'
import type { Demand } from '../../common/recommend/sentence.ts'
import type { Agent } from '../agent.ts'
import { Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

/** What a controlled sentence asks for, as data, and the checks that judge it. */
export const demand = answering({
  title: 'Read a controlled sentence',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ sentence: z.string().max(1000) }),
  kind: 'demand',
  output: z.strictObject({
    demand: z.strictObject({
      metric: z.string(),
      operator: Metric.shape.operator,
      value: Value,
      unit: z.string().optional(),
      on: z.string().optional(),
    }),
    /** The same, written from the data. */
    sentence: z.string(),
    checks: list(z.string()),
  }),
  run(agent, _, { sentence }) {
    const said = read(agent, sentence)
    return {
      demand: said,
      sentence: sentenceOf(said),
      checks: agent
        .catalogue()
        .services.flatMap(({ id, checks }) =>
          checks
            .filter(
              ({ metric, resource }) =>
                metric === said.metric &&
                (said.on === undefined || said.on === `${id}.${resource}`),
            )
            .map(check => check.id),
        ),
    }
  },
})

/** @throws Problem `sentence-invalid` */
function read(agent: Pick<Agent, 'catalogue'>, sentence: string): Demand {
  const { metrics, services } = agent.catalogue()
  try {
    return demandOf(sentence, { metrics, judged: judgedBy(services) })
  } catch (error) {
    if (error instanceof SentenceError)
      throw new Problem('sentence-invalid', { detail: error.message })
    throw error
  }
}
