import { z } from 'zod'
import { channelOf, keepSecret } from '../notify/channels.ts'
import { Problem } from '../problem.ts'
import { answering } from './operation.ts'

/** Keeps the secret of a channel where credentials are kept. */
export const alertSecret = answering({
  title: 'Keep the secret of an alert channel',
  role: 'administrator',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({ channel: z.string(), secret: z.string().nullable() }),
  kind: 'alert-secret',
  output: z.strictObject({ channel: z.string(), keptIn: z.string() }),
  async run(agent, _, { channel, secret }) {
    const found = channelOf(agent, channel)
    if (!secret) throw new Problem('credential-missing', {})
    await keepSecret(agent, found, secret)
    return { channel: found.name, keptIn: await agent.secrets.where() }
  },
})
