import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { provenBody } from '../log/proven.ts'
import { inCommit } from '../record/commit.ts'
import type { Pairing } from '../store/store.ts'

const Paired = z.object({
  id: z.string(),
  name: z.string(),
  origin: z.string(),
  publicKey: z.string(),
  pairedAt: z.string(),
})
type Paired = z.infer<typeof Paired>
const Act = z.enum(['paired', 'ended', 'restated'])
type Act = z.infer<typeof Act>
const PairingBody = z.object({
  act: Act,
  at: z.string(),
  pairings: z.array(Paired),
})

/**
 * The browsers that the log proves were paired: whoever writes into the database alone pairs none, and
 * brings none back. Browsers of a home of version 0.1, which sealed none, are paired again. When one was
 * last here, which nothing rests on, is what its row says.
 */
export async function pairingsOf({
  store,
  log,
}: Pick<Agent, 'store' | 'log'>): Promise<readonly Pairing[]> {
  const rows = new Map((await store.pairings()).map(row => [row.id, row]))
  const found = new Map<string, Pairing>()
  for await (const { index } of store.evidenceHeads({ kind: 'pairing' })) {
    const body = PairingBody.safeParse(await provenBody(store, log, 'pairing', index)).data
    for (const paired of body?.pairings ?? []) {
      const revokedAt = body?.act === 'ended' ? body.at : null
      found.set(paired.id, {
        ...paired,
        lastSeen: rows.get(paired.id)?.lastSeen ?? null,
        revokedAt,
      })
    }
  }
  return [...found.values()].sort((a, b) => (a.pairedAt < b.pairedAt ? -1 : 1))
}

/** Seals a browser that proved the code on offer. */
export async function addPairing(agent: Agent, actor: Actor, paired: Paired): Promise<void> {
  await seal(agent, actor, 'paired', [paired], () =>
    agent.store.putPairing({ ...paired, lastSeen: null, revokedAt: null }),
  )
}

/** Seals that a pairing ended; one that did, or is not known, stays as it is. */
export async function endPairing(agent: Agent, actor: Actor, id: string): Promise<void> {
  const pairing = (await pairingsOf(agent)).find(item => item.id === id)
  if (!pairing || pairing.revokedAt) return
  await seal(agent, actor, 'ended', [pairing], at =>
    agent.store.putPairing({ ...pairing, revokedAt: at }),
  )
}

/** Seals again who is paired: retention takes out the entries that said so. */
export async function restatePairings(agent: Agent, actor: Actor): Promise<void> {
  const paired = (await pairingsOf(agent)).filter(item => !item.revokedAt)
  if (paired.length > 0) await seal(agent, actor, 'restated', paired)
}

async function seal(
  agent: Agent,
  actor: Actor,
  act: Act,
  paired: readonly Paired[],
  work: (at: string) => Promise<void> = async () => undefined,
): Promise<void> {
  await inCommit(agent, actor, { kind: 'pairing', tenant: null, run: null }, async commit => {
    const body = { act, at: commit.at, pairings: paired.map(item => Paired.parse(item)) }
    const entry = agent.log.own('pairing', '', `pairing ${act}`, body)
    await commit.append([{ ...entry, personal: true }])
    await work(commit.at)
  })
}
