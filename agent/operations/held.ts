import { z } from 'zod'
import { answering, list } from './operation.ts'

/** Which of the captures that a browser holds the record does not know: those are sent again. */
export const held = answering({
  title: 'Which captures the record lacks',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ ids: list(z.string()) }),
  kind: 'missing',
  output: z.strictObject({ missing: list(z.string()), now: z.string() }),
  async run(agent, _, { ids }) {
    const now = agent.clock().toISOString()
    const known = await agent.store.knownCaptures(ids)
    return { missing: ids.filter(id => !known.has(id)), now }
  },
})
