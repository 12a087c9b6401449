import { z } from 'zod'
import { channelSecret } from '../home/secrets.ts'
import { channelOf } from '../notify/channels.ts'
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
    const { name } = channelOf(agent, channel)
    if (!secret) throw new Problem('credential-missing', {})
    await agent.secrets.set(channelSecret(name), secret)
    return { channel: name, keptIn: await agent.secrets.where() }
  },
})
