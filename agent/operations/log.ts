import { z } from 'zod'
import { Time } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { cosignedBy, waitingCount } from '../keep/anchor.ts'
import { shownAddress } from '../log/outside.ts'
import { readTimeStamp } from '../log/time-stamp.ts'
import type { StoredCheckpoint } from '../store/store.ts'
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
    const checkpoints = (await agent.store.checkpoints()).slice(-SHOWN)
    return {
      origin: agent.log.origin,
      key: agent.log.verifierKey(),
      size: await agent.store.logSize(),
      pruned: await agent.store.minimumIndex(),
      gaps: (await gapsOf(agent)).slice(-SHOWN),
      checkpoints: await Promise.all(
        checkpoints.map(async item => ({
          size: item.size,
          root: item.root,
          ...(await signedAt(agent, item)),
          stampedAt: await stampedAt(item),
          witnessed: cosigned(item),
        })),
      ),
      anchoring: {
        authority: timestampAuthority === null ? null : shownAddress(timestampAuthority),
        witness: witness?.name ?? null,
        waiting: await waitingCount(agent),
      },
    }
  },
})

/** As the last entry under it was sealed; what the row says besides is not. */
async function signedAt(
  { store }: Agent,
  { size, at, run }: StoredCheckpoint,
): Promise<Pick<StoredCheckpoint, 'at' | 'run'>> {
  const last = await store.evidence(size - 1)
  return last ? { at: last.ipe.recordedAt, run: last.run || null } : { at, run }
}

/** The time that the stamp itself carries; null where there is none, or it does not hold. */
async function stampedAt({ note, token }: StoredCheckpoint): Promise<string | null> {
  const stamp = token && (await readTimeStamp(note, token))
  return stamp && typeof stamp !== 'string' ? stamp.at : null
}

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
