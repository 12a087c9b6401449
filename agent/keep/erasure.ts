import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { eraseViews } from '../home/views.ts'
import { partsOf } from '../import/section-head.ts'
import { resealed, soundTenants } from '../log/ended-rows.ts'
import { inOutbox } from '../log/sealed-outbox.ts'
import { Problem } from '../problem.ts'
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

/** `rows` counts views of the findings, too. */
export type Erased = { readonly entries: readonly number[]; readonly rows: number }

/**
 * Their bodies say which keys signed and what was erased: without them nothing else could be
 * verified. They name nobody.
 */
const kept: ReadonlySet<string> = new Set(['key', 'erasure'])
const SHORTEST = 3

/**
 * Deletes bodies and salts from the database file, pages included, and seals an `erasure` entry
 * that says which entries and why, never whom. A person's text also goes from names, values and
 * findings of all times; views that name it go whole. Every other proof still verifies.
 * @throws Problem `erasure-held` under a legal hold; `erasure-text-short`, `erasure-finds-nothing`,
 * `entry-unknown`, `entry-erased`, `entry-indispensable`; nothing was changed then
 */
export async function erase(agent: Agent, actor: Actor, request: ErasureRequest): Promise<Erased> {
  if (agent.config().legalHold) throw new Problem('erasure-held', {})
  const { person, reason } = request
  if (person !== undefined && person.trim().length < SHORTEST)
    throw new Problem('erasure-text-short', { text: person, least: SHORTEST })
  const entries = new Set(request.entries)
  for (const index of entries) await checkEntry(agent, index)
  for (const index of await partsBehind(agent, entries)) entries.add(index)
  let rows = 0
  let views = 0
  if (person !== undefined)
    for (const index of await agent.store.evidenceWith(person))
      if (!kept.has((await agent.store.evidence(index))?.kind ?? '')) entries.add(index)
  const erased = [...entries].sort((a, b) => a - b)
  await recordRemoval(agent, actor, 'erasure', { reason, erased }, async () => {
    const sound = await soundTenants(agent.store)
    await agent.store.eraseEvidence(erased)
    if (person !== undefined) {
      rows = await eraseText(agent, person)
      views = eraseViews(agent.home, person)
    }
    if (erased.length === 0 && rows + views === 0) throw new Problem('erasure-finds-nothing', {})
    const { current, ended } = await resealed(agent.store, sound)
    return { current: rows === 0 ? {} : current, ended }
  })
  await agent.store.compact()
  return { entries: erased, rows: rows + views }
}

/** What is told to others names people, too. @returns how many rows changed */
async function eraseText(agent: Agent, person: string): Promise<number> {
  const mark = `(erased, entry ${await agent.store.logSize()})`
  return inOutbox(agent, () => agent.store.eraseText(person, mark))
}

/** The entries that hold the bytes of what is to go, where it is large: its own only names them. */
async function partsBehind(agent: Agent, entries: ReadonlySet<number>): Promise<readonly number[]> {
  const parts: number[] = []
  for (const index of entries) {
    const stored = await agent.store.evidence(index)
    if (stored?.kind === 'evidence' && stored.body) parts.push(...partsOf(stored.body))
  }
  return parts
}

async function checkEntry(agent: Agent, index: number): Promise<void> {
  const stored = await agent.store.evidence(index)
  if (!stored) throw new Problem('entry-unknown', { entry: index })
  if (!stored.body) throw new Problem('entry-erased', { entry: index })
  if (kept.has(stored.kind))
    throw new Problem('entry-indispensable', { entry: index, kind: stored.kind })
}
