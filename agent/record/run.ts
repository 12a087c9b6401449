import { randomUUID } from 'node:crypto'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { EvidenceRef, Finding, Observation, Resource } from '../../common/model/index.ts'
import { theAgent } from '../actor.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import type { Gap, NewEntry } from '../log/log.ts'
import { currentProblem } from '../log/current-rows.ts'
import { endedProblem, sealedEnded } from '../log/ended-rows.ts'
import { perAgent } from '../per-agent.ts'
import { messageOf, Problem } from '../problem.ts'
import { NOTHING_ENDED } from '../store/store.ts'
import type { RunKind } from '../store/store.ts'
import { tellingChanges } from '../changes.ts'
import { inCommit } from './commit.ts'
import type { Commit } from './commit.ts'

/** A run before its commit: what is asked of a service belongs to it already. */
export type StartedRun = {
  readonly id: string
  readonly tenant: string
  readonly startedAt: string
  /** Digest of the catalogue that judges it. */
  readonly catalogue: string
}

/** What a run seals: of which run and tenant it is goes without saying. */
export type RunEntry = Omit<NewEntry, 'run' | 'tenant'>

/** A run inside its commit: the only way in which readings and findings enter the record. */
export type RunCommit = StartedRun & {
  /** The one time of everything that this commit writes. */
  readonly at: string
  append(entries: readonly RunEntry[]): Promise<EvidenceRef[]>
  /** @returns how many appeared, changed or went */
  putResources(resources: readonly Resource[], listedTypes: readonly string[]): Promise<number>
  /** @returns how many changed */
  putObservations(observations: readonly Observation[]): Promise<number>
  /**
   * @param checks the only ones that were judged; else all
   * @returns how many appeared, changed or went
   */
  putFindings(
    before: ReadonlyMap<string, Pick<Finding, 'check' | 'outcome'>>,
    findings: Iterable<Finding>,
    checks?: readonly string[],
  ): Promise<number>
  /** What stands in the run's row besides its times, and what more its manifest says. */
  end(end: RunEnd): void
}

type RunEnd = {
  /** How many answers it read. */
  readonly requests?: number
  readonly snapshot?: string | null
  readonly manifest?: Readonly<Record<string, unknown>>
}

export type NewRun<G> = {
  readonly kind: RunKind
  readonly tenant: string
  /** When what it records was read, where that was before now. */
  readonly startedAt?: string | undefined
  /** Who read it: `github@3`; else the agent. */
  readonly collector?: string | undefined
  /**
   * Asks outside the transaction, with the run already on record: a run that a crash interrupts is
   * one that did not end, never one that was not there.
   */
  readonly gather?: (run: StartedRun) => Promise<G>
}

/**
 * One run: begun, gathered, written in one commit under a signed checkpoint, finished, and told once
 * with what it changed. Nothing of it is kept when `work` throws; one that had begun is on record as
 * interrupted then. On rows that the log did not seal nothing is judged: what is current of the
 * tenant is compared first.
 * @param work writes; what it returns has survived
 * @throws Problem `log-unsound`, and whatever `gather` or `work` throws
 */
export async function inRun<T, G = undefined>(
  agent: Agent,
  actor: Actor,
  wanted: NewRun<G>,
  work: (run: RunCommit, gathered: G) => Promise<T>,
): Promise<T> {
  const started: StartedRun = {
    id: randomUUID(),
    tenant: wanted.tenant,
    startedAt: wanted.startedAt ?? agent.clock().toISOString(),
    catalogue: agent.catalogueDigest(),
  }
  const begin = (): Promise<void> => agent.store.startRun({ ...started, kind: wanted.kind })
  if (!wanted.gather)
    return commitRun(agent, actor, wanted, started, async run => {
      await begin()
      return work(run, undefined as G)
    })
  await begin()
  try {
    const gathered = await wanted.gather(started)
    return await commitRun(agent, actor, wanted, started, run => work(run, gathered))
  } catch (error) {
    await interrupt(agent, started, messageOf(error))
    throw error
  }
}

function commitRun<T>(
  agent: Agent,
  actor: Actor,
  { kind, collector }: Pick<NewRun<never>, 'kind' | 'collector'>,
  started: StartedRun,
  work: (run: RunCommit) => Promise<T>,
): Promise<T> {
  const what = { kind, tenant: started.tenant, run: started.id }
  return inCommit(agent, actor, what, async commit => {
    let end: RunEnd = {}
    const run = runCommit(agent, started, commit, given => {
      end = { ...end, ...given }
    })
    const { store } = agent
    const ended = (await sealedEnded(store, started.tenant)) ?? NOTHING_ENDED
    // What ended before is not judged again, only gone on from: the whole is compared where it is shown.
    const wrong =
      (await currentProblem(store, started.tenant)) ??
      (await endedProblem(store, started.tenant, ended))
    if (wrong) throw new Problem('log-unsound', { entry: wrong.entry, detail: wrong.problem })
    const result = await work(run)
    const { requests = 0, snapshot = null, manifest } = end
    const { chain } = await store.endedChain(started.tenant, ended)
    const sealed = { requests, snapshot, manifest, ended: chain }
    await sealManifest(run, kind, collector ?? agent.log.by, sealed)
    const checkpoint = await store.logSize()
    const row = { finishedAt: run.at, status: 'finished' as const, checkpoint, requests, snapshot }
    await store.finishRun(started.id, row)
    return result
  })
}

type Sealed = {
  readonly requests: number
  readonly snapshot: string | null
  readonly manifest: RunEnd['manifest'] | undefined
  /** All rows of the tenant that ended up to here. */
  readonly ended: string
}

/** The run's last entry: what stands in its row is sealed with it. */
async function sealManifest(
  run: RunCommit,
  kind: RunKind,
  collector: string,
  { requests, snapshot, manifest, ended }: Sealed,
): Promise<void> {
  const { id, tenant, at, startedAt, catalogue } = run
  const body = { kind, run: id, tenant, startedAt, asked: requests, snapshot, ended, ...manifest }
  await run.append([
    {
      kind: 'run',
      subject: `${tenant} run`,
      mediaType: 'application/json',
      body: canonicalBytes(body),
      ipe: { request: 'run manifest', tenant, collector, catalogue, seenAt: at, recordedAt: at },
    },
  ])
}

function runCommit(
  agent: Agent,
  started: StartedRun,
  commit: Commit,
  end: RunCommit['end'],
): RunCommit {
  const { tenant, id } = started
  const { at } = commit
  return {
    ...started,
    at,
    end,
    append: entries => commit.append(entries.map(entry => ({ ...entry, run: id, tenant }))),
    async putResources(resources, listed) {
      const rows = await agent.store.putResources(tenant, at, resources, listed)
      commit.count.add('resources', rows)
      return rows
    },
    async putObservations(observations) {
      const rows = await agent.store.putObservations(tenant, id, at, observations)
      commit.count.add('settings', rows)
      return rows
    },
    async putFindings(before, findings, checks) {
      const told = tellingChanges(before, findings, change => commit.count.outcome(change))
      const rows = await agent.store.putFindings(tenant, id, at, told, checks)
      commit.count.add('findings', rows)
      return rows
    },
  }
}

/** What could not be said of runs that did not end. */
const unclosed = perAgent((): (() => Promise<void>)[] => [])

/** Says of them what could not be said before. @throws where it still cannot */
export async function closeUnclosed(agent: Agent): Promise<void> {
  const waiting = unclosed(agent)
  for (;;) {
    const [close] = waiting
    if (!close) return
    await close()
    waiting.shift()
  }
}

/** A run that began and did not end: the record says so, or later where it cannot, the next start at last. */
export async function interrupt(
  agent: Agent,
  run: Pick<StartedRun, 'id' | 'tenant' | 'startedAt'>,
  detail: string,
): Promise<void> {
  const { id, tenant, startedAt: from } = run
  const what = { kind: 'gap' as const, tenant, run: null }
  const close = (): Promise<void> =>
    // The row and what stands behind it: neither without the other.
    inCommit(agent, theAgent, what, async ({ at: to, append }) => {
      const end = { finishedAt: to, requests: 0, snapshot: null, checkpoint: null }
      await agent.store.finishRun(id, { ...end, status: 'interrupted' })
      const gap: Gap = {
        cause: 'interrupted-run',
        tenant,
        run: id,
        from,
        to,
        detail: `run ${id} did not end: ${detail}`,
      }
      await append([agent.log.own('gap', tenant, `gap ${gap.cause}`, gap)])
    })
  try {
    await close()
  } catch {
    // A full disk, say. The row still says "running".
    unclosed(agent).push(close)
  }
}
