import { z } from 'zod'
import { recommender } from '../../common/recommend/recommend.ts'
import { perAgent } from '../per-agent.ts'
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
      }),
    ),
  }),
  run(agent, _, { text }) {
    const { services } = agent.catalogue()
    return {
      metrics: recommenderOf(agent)()(text, MOST).map(item => ({
        ...item,
        words: [...item.words],
        checks: services
          .flatMap(({ checks }) => checks)
          .filter(({ metric }) => metric === item.metric).length,
      })),
    }
  },
})

/** Made anew where the catalogue is another one. */
const recommenderOf = perAgent(agent => {
  let known: {
    readonly digest: string
    readonly rank: ReturnType<typeof recommender>
  } | null = null
  return () => {
    const digest = agent.catalogueDigest()
    if (known?.digest !== digest) known = { digest, rank: recommender(agent.catalogue()) }
    return known.rank
  }
})
