import { randomUUID } from 'node:crypto'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { EvidenceRef, Finding, Observation, Resource } from '../../common/model/index.ts'
import { theAgent } from '../actor.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { sectionsOf } from '../home/config.ts'
import type { Gap, NewEntry } from '../log/log.ts'
import { currentProblem } from '../log/current-rows.ts'
import { decidingProblem } from '../log/deciding-entries.ts'
import { endedProblem, sealedEnded } from '../log/ended-rows.ts'
import { sealOfSections } from '../log/sealed-configuration.ts'
import type { SealedSections } from '../log/sealed-configuration.ts'
import { OUTBOX_SEAL } from '../log/sealed-outbox.ts'
import { perAgent } from '../per-agent.ts'
import { messageOf, Problem } from '../problem.ts'
import { endOf, NOTHING_ENDED } from '../store/store.ts'
import type { Judged, Run, RunKind } from '../store/store.ts'
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
  putObservations(observations: Iterable<Observation>): Promise<number>
  /**
   * @param judged the only checks and things that were; else all
   * @returns how many appeared, changed or went
   */
  putFindings(
    before: ReadonlyMap<string, Pick<Finding, 'check' | 'outcome'>>,
    findings: Iterable<Finding>,
    judged?: Judged,
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
    await interrupt(agent, { ...started, kind: wanted.kind }, messageOf(error))
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
      (await endedProblem(store, started.tenant, ended)) ??
      (await decidingProblem(store, agent.log))
    if (wrong) throw new Problem('log-unsound', { entry: wrong.entry, detail: wrong.problem })
    const result = await work(run)
    const { requests = 0, snapshot = null, manifest } = end
    const { chain } = await store.endedChain(started.tenant, ended)
    const told = (await store.get(OUTBOX_SEAL)) !== null
    const configuration = await sealOfSections(store, sectionsOf(agent.config()))
    const sealed = { requests, snapshot, manifest, ended: chain, told, configuration }
    const [before] = await store.runs({
      kind,
      tenant: started.tenant,
      status: 'finished',
      limit: 1,
    })
    const like = before && endOf(before)
    await sealManifest(run, kind, collector ?? agent.log.by, sealed, like)
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
  /** What was told to whom had a seal by then: it cannot be taken away any more. */
  readonly told: boolean
  /** What config.yaml said then, by section. */
  readonly configuration: SealedSections
}

/** The run's last entry: what stands in its row is sealed with it. */
async function sealManifest(
  run: RunCommit,
  kind: RunKind,
  collector: string,
  { requests, snapshot, manifest, ended, told, configuration }: Sealed,
  like: number | undefined,
): Promise<void> {
  const { id, tenant, at, startedAt, catalogue } = run
  const facts = { kind, run: id, tenant, startedAt, asked: requests, snapshot, ended }
  const body = { ...facts, ...(told && { told }), configuration, ...manifest }
  await run.append([
    {
      kind: 'run',
      subject: `${tenant} run`,
      mediaType: 'application/json',
      body: canonicalBytes(body),
      like,
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
    async putFindings(before, findings, judged) {
      const told = tellingChanges(before, findings, change => commit.count.outcome(change))
      const rows = await agent.store.putFindings(tenant, id, at, told, judged)
      commit.count.add('findings', rows)
      return rows
    },
  }
}

type Begun = Pick<StartedRun, 'id' | 'tenant' | 'startedAt' | 'catalogue'> & Pick<Run, 'kind'>

/** What could not be said of runs that did not end. */
const unclosed = perAgent((): (() => Promise<void>)[] => [])

/** Says of them what could not be said before. @throws where it still cannot */
export async function closeUnclosed(agent: Agent): Promise<void> {
  const waiting = unclosed(agent)
  for (let close = waiting[0]; close; close = waiting[0]) {
    await close()
    waiting.shift()
  }
}

/** A run that began and did not end: the record says so, or later where it cannot, the next start at last. */
export async function interrupt(agent: Agent, run: Begun, detail: string): Promise<void> {
  // The row and what stands behind it: neither without the other.
  const close = (): Promise<void> =>
    tellInterrupted(agent, run, detail, async finishedAt => {
      const end = { finishedAt, requests: 0, snapshot: null, checkpoint: null }
      await agent.store.finishRun(run.id, { ...end, status: 'interrupted' })
      return finishedAt
    })
  try {
    await close()
  } catch {
    // A full disk, say. The row still says "running".
    unclosed(agent).push(close)
  }
}

/**
 * The gap of a run whose row says that it did not end, and of which no entry does. Who wrote that row
 * is not known: the gap says when it was told.
 */
export async function tellUntold(agent: Agent, run: Run): Promise<void> {
  const { finishedAt } = run
  if (finishedAt === null) return
  const detail = 'its row says so, and no entry did before this start'
  try {
    await tellInterrupted(agent, run, detail, async () => finishedAt)
  } catch {
    // A full disk, say. It stays as it was, and the next start tells.
  }
}

/** @param end of that run, in the commit at the time that it is given */
async function tellInterrupted(
  agent: Agent,
  { id, tenant, kind, catalogue, startedAt: from }: Begun,
  detail: string,
  end: (at: string) => Promise<string>,
): Promise<void> {
  const what = { kind: 'gap' as const, tenant, run: null }
  await inCommit(agent, theAgent, what, async ({ at, append }) => {
    const gap: Gap = {
      cause: 'interrupted-run',
      tenant,
      run: id,
      kind,
      catalogue,
      from,
      to: await end(at),
      detail: `run ${id} did not end: ${detail}`,
    }
    await append([agent.log.own('gap', tenant, `gap ${gap.cause}`, gap)])
  })
}
