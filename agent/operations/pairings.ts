import { z } from 'zod'
import { browsersOf } from '../console/browsers.ts'
import { pairingsOf } from '../console/pairings.ts'
import { answering, list } from './operation.ts'

/** The browsers that are paired, and which of them are connected. */
export const pairings = answering({
  title: 'The paired browsers',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'pairings',
  output: z.strictObject({
    connected: list(z.string()),
    pairings: list(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        origin: z.string(),
        pairedAt: z.string(),
        lastSeen: z.string().nullable(),
        revokedAt: z.string().nullable(),
      }),
    ),
    /** Refused messages by reason since the start. */
    refusals: z.record(z.string(), z.int()),
  }),
  async run(agent) {
    const browsers = browsersOf(agent)
    const stored = await pairingsOf(agent)
    return {
      connected: browsers.connected(),
      // What is kept is when it came and went: in between it was heard.
      pairings: stored.map(({ publicKey: _, ...pairing }) => ({
        ...pairing,
        lastSeen: browsers.heardAt(pairing.id) ?? pairing.lastSeen,
      })),
      refusals: Object.fromEntries(browsers.refusals),
    }
  },
})
