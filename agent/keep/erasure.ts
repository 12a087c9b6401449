import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { recordRemoval } from '../record/removal.ts'

/**
 * What is to go: evidence bodies by their place in the log, or everything in which a text (a
 * person's name, address, account) stands.
 */
export type ErasureRequest = {
  readonly entries?: readonly number[] | undefined
  readonly person?: string | undefined
  readonly reason: string
}

export type Erased = { readonly entries: readonly number[]; readonly rows: number }

/** The request cannot be carried out; nothing was changed. */
export class ErasureError extends Error {}

/**
 * Their bodies say which keys signed and what was erased: without them nothing else could be
 * verified. They name nobody.
 */
const kept: ReadonlySet<string> = new Set(['key', 'erasure'])
const SHORTEST = 3

/**
 * Deletes bodies and salts from the database file, pages included, and seals an `erasure` entry
 * that says which entries and why, never whom. A person's text also goes from names, values and
 * findings of all times. Every other proof still verifies.
 * @throws ErasureError under a legal hold, for entries that are not there, or where nothing is
 * found
 */
export async function erase(agent: Agent, actor: Actor, request: ErasureRequest): Promise<Erased> {
  if (agent.config().legalHold)
    throw new ErasureError(
      'config.yaml: legalHold is true: nothing may be erased. End the hold there first.',
    )
  const { person, reason } = request
  if (person !== undefined && person.trim().length < SHORTEST)
    throw new ErasureError(
      `"${person}" is too short: it would take out far more than one person's data (${SHORTEST} characters at least)`,
    )
  const entries = new Set(request.entries)
  for (const index of entries) await checkEntry(agent, index)
  let rows = 0
  if (person !== undefined)
    for (const index of await agent.store.evidenceWith(person))
      if (!kept.has((await agent.store.evidence(index))?.kind ?? '')) entries.add(index)
  const erased = [...entries].sort((a, b) => a - b)
  await recordRemoval(agent, actor, 'erasure', { reason, erased }, async () => {
    await agent.store.eraseEvidence(erased)
    if (person !== undefined)
      rows = await agent.store.eraseText(person, `(erased, entry ${await agent.store.logSize()})`)
    if (erased.length === 0 && rows === 0)
      throw new ErasureError('nothing that is kept holds this text')
  })
  await agent.store.compact()
  return { entries: erased, rows }
}

async function checkEntry(agent: Agent, index: number): Promise<void> {
  const stored = await agent.store.evidence(index)
  if (!stored) throw new ErasureError(`entry ${index} is not in the log`)
  if (!stored.body) throw new ErasureError(`entry ${index} is erased already`)
  if (kept.has(stored.kind))
    throw new ErasureError(
      `entry ${index} is a "${stored.kind}" entry: without it other entries could not be verified, and it names nobody`,
    )
}
