import type { EvidenceRef } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent, Committed } from '../agent.ts'
import type { NewEntry } from '../log/log.ts'
import { countChanges } from '../changes.ts'
import type { ChangeCounter } from '../changes.ts'

/** What writes inside one commit use. */
export type Commit = {
  /** The one time of everything that this commit writes. */
  readonly at: string
  /** Seals entries with who asked for them. */
  append(entries: readonly NewEntry[]): Promise<EvidenceRef[]>
  readonly count: ChangeCounter
}

/** What of the agent recording needs. */
export type Recorder = Pick<Agent, 'log' | 'events' | 'clock'>

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
  const result = await agent.log.commit(what.run, () =>
    work({
      at: agent.clock().toISOString(),
      count,
      append: entries =>
        agent.log.append(
          entries.map(entry => ({ ...entry, ipe: { ...entry.ipe, actor: actor.id } })),
        ),
    }),
  )
  tell(agent, { ...what, actor: actor.id, changes: count.changes })
  return result
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
