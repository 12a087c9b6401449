import { z } from 'zod'
import { Capture, Refusal } from '../../common/protocol/message.ts'
import { ingestCaptures } from '../console/capture.ts'
import { answering, list } from './operation.ts'

/** The browser's clock minus ours in milliseconds, where the browser told it. */
export const Skew = z.number().nullable()

/** Keeps readings of console pages, as many as came, in one commit for each tenant. */
export const capture = answering({
  title: 'Keep readings of console pages',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ captures: list(Capture), skew: Skew }),
  kind: 'captures',
  output: z.strictObject({
    /** In the order of the captures. */
    results: list(
      z.union([
        z.strictObject({ id: z.string(), stored: z.boolean() }),
        z.strictObject({ id: z.string(), refusal: Refusal, detail: z.string() }),
      ]),
    ),
  }),
  async run(agent, actor, { captures, skew }) {
    const results = await ingestCaptures(agent, actor, captures, skew)
    return {
      results: results.map(result => {
        if (!('refused' in result)) return result
        const { refusal, message } = result.refused
        return { id: result.id, refusal, detail: message }
      }),
    }
  },
})
