import type { EvidenceRef } from '../../common/model/index.ts'
import { theAgent } from '../actor.ts'
import type { Actor } from '../actor.ts'
import type { Agent, Committed } from '../agent.ts'
import type { Gap, NewEntry } from '../log/log.ts'
import { countChanges } from '../changes.ts'
import type { ChangeCounter } from '../changes.ts'

/** What writes inside one commit use. */
export type Commit = {
  /** The one time of everything that this commit writes. */
  readonly at: string
  /** The clock went back since the commit before, and a gap entry says so. */
  readonly stepped: boolean
  /** Seals entries with who asked for them. */
  append(entries: readonly NewEntry[]): Promise<EvidenceRef[]>
  readonly count: ChangeCounter
}

/** What of the agent recording needs. */
export type Recorder = Pick<Agent, 'log' | 'store' | 'events' | 'clock'>

export type CommitOf = Pick<Committed, 'kind' | 'tenant' | 'run'>

/**
 * The only way in which anything enters the record: one transaction under a signed checkpoint, told
 * once afterwards with who asked and what it changed.
 * @param work writes; what it returns has survived
 * @throws whatever `work` throws; nothing was written then and nothing is told
 */
export async function inCommit<T>(
  agent: Recorder,
  actor: Actor,
  what: CommitOf,
  work: (commit: Commit) => Promise<T>,
): Promise<T> {
  const count = countChanges()
  const result = await agent.log.commit(what.run, async () => {
    const at = agent.clock().toISOString()
    return work({
      at,
      stepped: await tellOfStep(agent, at),
      count,
      append: entries =>
        agent.log.append(
          entries.map(entry => ({ ...entry, ipe: { ...entry.ipe, actor: actor.id } })),
        ),
    })
  })
  tell(agent, { ...what, actor: actor.id, changes: count.changes })
  return result
}

/** A clock that is put right by less than this did not step. */
const SLEW_MILLISECONDS = 1000

/**
 * Whoever commits at an earlier time than the entry before first says that the clock went back: what
 * was recorded in between has times that are still to come. Times that the log sealed count.
 * @returns whether it did
 */
async function tellOfStep(agent: Recorder, at: string): Promise<boolean> {
  const size = await agent.store.logSize()
  const [last] = await Array.fromAsync(agent.store.evidenceHeads({ after: size - 1 }))
  const before = last?.ipe.recordedAt
  if (!before || Date.parse(at) - Date.parse(before) > -SLEW_MILLISECONDS) return false
  let from = at
  for await (const { ipe } of agent.store.evidenceHeads({ to: at }))
    if (ipe.recordedAt < at) from = ipe.recordedAt
  const gap = clockStep({ from, to: at, before })
  const entry = agent.log.own('gap', '', `gap ${gap.cause}`, gap)
  await agent.log.append([{ ...entry, ipe: { ...entry.ipe, actor: theAgent.id } }])
  return true
}

/** @param span in which the clock was wrong, as far as is known */
export function clockStep(span: {
  readonly from: string
  readonly to: string
  readonly before: string
}): Gap {
  const { from, to, before } = span
  return {
    cause: 'clock-step',
    tenant: '',
    from,
    to,
    detail: `the clock went back from ${before} to ${to}: when things happened in between is not known`,
  }
}

/** What listeners do with the news never undoes what is committed. */
export function tell(agent: Pick<Agent, 'events'>, news: Committed): void {
  for (const listener of agent.events.listeners('committed')) {
    try {
      listener(news)
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error))
    }
  }
}
