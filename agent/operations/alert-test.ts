import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { alertWords } from '../../common/words/english/alerts.ts'
import { channelOf, senderOf } from '../notify/channels.ts'
import { alertOf } from '../notify/news.ts'
import { messageOf } from '../problem.ts'
import { answering, list } from './operation.ts'

/** Sends a test through one channel, or through each, and says what came of it. */
export const alertTest = answering({
  title: 'Send a test through the alert channels',
  role: 'administrator',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({ channel: z.string().optional() }),
  kind: 'alert-test',
  output: z.strictObject({
    results: list(z.strictObject({ channel: z.string(), problem: z.string().nullable() })),
  }),
  async run(agent, _, { channel: wanted }) {
    const all = agent.config().alerts
    const channels = wanted === undefined && all.length > 0 ? all : [channelOf(agent, wanted ?? '')]
    return {
      results: await Promise.all(
        channels.map(async channel => {
          const words = alertWords.test({ channel: channel.name })
          const about = { kind: 'test', tenant: null, severity: channel.from, words } as const
          try {
            await senderOf(agent, channel)(alertOf(agent, randomUUID(), about))
            return { channel: channel.name, problem: null }
          } catch (error) {
            return { channel: channel.name, problem: messageOf(error) }
          }
        }),
      ),
    }
  },
})
