import { z } from 'zod'
import { Time } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { cosignedBy, waitingCount } from '../keep/anchor.ts'
import { shownAddress } from '../log/outside.ts'
import { answering, list } from './operation.ts'

const SHOWN = 50

const GapItem = z.object({
  index: z.int(),
  cause: z.string(),
  tenant: z.string(),
  from: z.string(),
  to: z.string(),
  detail: z.string(),
})

/** The evidence log: its key, newest checkpoints and gaps, and who else vouches for it. */
export const log = answering({
  title: 'The evidence log',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'log',
  output: z.strictObject({
    origin: z.string(),
    key: z.string(),
    size: z.int(),
    pruned: z.int(),
    gaps: list(GapItem),
    checkpoints: list(
      z.strictObject({
        size: z.int(),
        root: z.string(),
        at: Time,
        run: z.string().nullable(),
        stampedAt: z.string().nullable(),
        witnessed: z.boolean(),
      }),
    ),
    anchoring: z.strictObject({
      authority: z.string().nullable(),
      witness: z.string().nullable(),
      waiting: z.int(),
    }),
  }),
  async run(agent) {
    const { timestampAuthority = null, witness = null } = agent.config()
    const cosigned = witness ? cosignedBy(witness) : () => false
    const checkpoints = await agent.store.checkpoints()
    return {
      origin: agent.log.origin,
      key: agent.log.verifierKey(),
      size: await agent.store.logSize(),
      pruned: await agent.store.minimumIndex(),
      gaps: (await gapsOf(agent)).slice(-SHOWN),
      checkpoints: checkpoints.slice(-SHOWN).map(item => ({
        size: item.size,
        root: item.root,
        at: item.at,
        run: item.run,
        stampedAt: item.tokenAt,
        witnessed: cosigned(item),
      })),
      anchoring: {
        authority: timestampAuthority === null ? null : shownAddress(timestampAuthority),
        witness: witness?.name ?? null,
        waiting: await waitingCount(agent),
      },
    }
  },
})

async function gapsOf(agent: Agent): Promise<z.output<typeof GapItem>[]> {
  const gaps: z.output<typeof GapItem>[] = []
  for await (const { index } of agent.store.evidenceHeads({ kind: 'gap' })) {
    const body = (await agent.store.evidence(index))?.body
    if (!body) continue
    const said: unknown = JSON.parse(new TextDecoder().decode(body))
    const gap = GapItem.omit({ index: true }).safeParse(said).data
    if (gap) gaps.push({ index, ...gap })
  }
  return gaps
}
