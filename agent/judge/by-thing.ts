import { setImmediate as turn } from 'node:timers/promises'
import { assessor } from '../../common/assess/assess.ts'
import type { AssessOptions, CompiledCheck, Known } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import type { Current } from '../../common/assess/current.ts'
import { boundedFinding } from '../../common/assess/decided.ts'
import { emptyCounts } from '../../common/model/index.ts'
import type {
  CodedFinding,
  Finding,
  Observation,
  Outcome,
  Resource,
} from '../../common/model/index.ts'
import { UNLISTED } from '../../common/model/resource.ts'
import { tenantOf } from '../agent.ts'
import type { Agent } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import type { RunCommit } from '../record/run.ts'
import type { Thing, Verdict } from '../store/store.ts'
import { firstMoment, firstMomentOf, settingsOf } from './carried.ts'
import type { Inputs, Part } from './carried.ts'
import { unloadedFindings } from './unloaded.ts'

/**
 * So many things are judged together: what was read of all of them is more than memory should hold, and
 * whoever asks meanwhile waits no longer than for these.
 */
const TOGETHER = 32

/**
 * What is the same for all things of a tenant. @throws Problem `tenant-unknown`
 * @param things the only ones that are looked at, with those that they are in; null: all
 */
export async function knownOf(
  agent: Agent,
  tenant: string,
  at: string,
  things: readonly Thing[] | null,
): Promise<Known> {
  return {
    tenant,
    service: tenantOf(agent, tenant).config.service,
    at,
    resources: things
      ? await withHolders(agent, tenant, things)
      : await agent.store.resources(tenant),
    unlisted: await agent.store.unlisted(tenant),
  }
}

async function withHolders(
  agent: Agent,
  tenant: string,
  things: readonly Thing[],
): Promise<Resource[]> {
  const wanted = new Map(things.map(thing => [keyOf(thing), thing]))
  const found: Resource[] = []
  // What is added on the way is looked up, too.
  for (const { type, id } of wanted.values())
    for (const resource of await agent.store.resourcesOf(tenant, type, id)) {
      found.push(resource)
      if (resource.parent) wanted.set(keyOf(resource.parent), resource.parent)
    }
  return found
}

/** The things that parts look at, where they are few; null where there may be others. */
function thingsIn(parts: readonly Part[] | null): readonly Thing[] | null {
  const few = parts?.every(
    ({ checks, things }) => things && checks.every(({ members }) => members.size === 0),
  )
  return few ? (parts ?? []).flatMap(({ things }) => things ?? []) : null
}

/** The same with what was read of some of them. */
export function stateOf(agent: Agent, known: Known, observations: Iterable<Observation>): Current {
  return current({ ...known, observations, staleAfterDays: agent.config().staleAfterDays })
}

/** What was judged: how many findings changed, and up to when time alone changes none of them. */
type JudgedParts = { readonly changed: number; readonly until: number }

/**
 * Judges thing after thing and stores what was found: neither what was read nor what is found is held
 * as a whole.
 * @param parts null: all checks, of everything
 * @param counts outcomes of each check, brought up to date: those of a part without `things` begin anew
 */
export async function judgeParts(
  agent: Agent,
  run: RunCommit,
  inputs: Inputs & { readonly beginning?: ReadonlySet<string> },
  parts: readonly Part[] | null,
  counts: Map<string, Record<Outcome, number>>,
): Promise<JudgedParts> {
  const known = await knownOf(agent, run.tenant, run.at, thingsIn(parts))
  const judging = { agent, run, inputs, known, counts }
  const all = parts ?? [{ checks: inputs.checks, things: null }]
  let [changed, until] = [0, firstMoment(agent, run.tenant, inputs)]
  for (const part of all) {
    const done = await judgePart(judging, part, parts !== null)
    changed += done.changed
    until = Math.min(until, done.until)
  }
  return { changed, until }
}

type JudgingAll = {
  readonly agent: Agent
  readonly run: RunCommit
  readonly inputs: Inputs & { readonly beginning?: ReadonlySet<string> }
  readonly known: Known
  readonly counts: Map<string, Record<Outcome, number>>
}

/** @param only no findings of other checks than the part's are looked at */
async function judgePart(
  judging: JudgingAll,
  { checks, things: some }: Part,
  only: boolean,
): Promise<JudgedParts> {
  const { agent, run, inputs, known, counts } = judging
  const { store } = agent
  const unloaded = await unloadedOf(agent, inputs, known)
  const readings = await readingsBy(agent, known, checks, only)
  const { accepted } = tenantOf(agent, run.tenant).config
  const { exceptions, beginning } = inputs
  /** Of the things that are judged together. */
  let previous: ReadonlyMap<string, Verdict> = new Map()
  const options: AssessOptions = {
    exceptions,
    accepted,
    ...(beginning && { beginning }),
    previous: { get: id => previous.get(id) },
  }
  const judge = assessor(checks, known, options)
  const judged = only ? { checks: checks.map(({ check }) => check.id) } : {}
  let [changed, until] = [0, Number.POSITIVE_INFINITY]
  const put = async (things: readonly Thing[], found: Iterable<CodedFinding>): Promise<void> => {
    previous = await store.verdicts(run.tenant, { ...judged, things })
    if (some) for (const { check, outcome } of previous.values()) countOf(counts, check)[outcome]--
    changed += await run.putFindings(previous, counting(found, counts), { ...judged, things })
    await turn()
  }
  const { present, gone } = await thingsOf(judging, checks, some, only)
  for (const together of chunks(present, TOGETHER)) {
    const { observations, until: first } = await readings(together)
    until = Math.min(until, first)
    await put(
      together,
      chain(judge.of(together, stateOf(agent, known, observations)), unloaded(together)),
    )
  }
  for (const together of chunks(gone, TOGETHER)) await put(together, unloaded(together))
  if (some) return { changed, until }
  const types = new Set(checks.map(({ check }) => check.resource))
  const unlisted = [...types].map(type => ({ type, id: UNLISTED }))
  await put(unlisted, chain(judge.ofUnlisted(), unloaded(unlisted)))
  return { changed, until }
}

/**
 * What some checks would find now, thing after thing; nothing of it is stored. @throws Problem
 * `tenant-unknown`
 */
export async function* judgedNow(
  agent: Agent,
  tenant: string,
  checks: readonly CompiledCheck[],
): AsyncGenerator<CodedFinding> {
  const known = await knownOf(agent, tenant, agent.clock().toISOString(), null)
  const readings = await readingsBy(agent, known, checks, true)
  let previous: ReadonlyMap<string, Verdict> = new Map()
  const judge = assessor(checks, known, {
    exceptions: await agent.exceptions(),
    accepted: tenantOf(agent, tenant).config.accepted,
    previous: { get: id => previous.get(id) },
  })
  const types = new Set(checks.map(({ check }) => check.resource))
  const judged = { checks: checks.map(({ check }) => check.id) }
  const present = known.resources.filter(({ type }) => types.has(type))
  for (const things of chunks(present, TOGETHER)) {
    previous = await agent.store.verdicts(tenant, { ...judged, things })
    const { observations } = await readings(things)
    yield* judge.of(things, stateOf(agent, known, observations))
    await turn()
  }
  yield* judge.ofUnlisted()
}

/**
 * The things that are judged, and those of which only findings are left. A part without `things` that is
 * all there is to judge also ends what was found of things that are no more.
 */
async function thingsOf(
  { agent, run, known }: JudgingAll,
  checks: readonly CompiledCheck[],
  some: readonly Thing[] | null,
  only: boolean,
): Promise<{ readonly present: readonly Resource[]; readonly gone: readonly Thing[] }> {
  const types = new Set(checks.map(({ check }) => check.resource))
  const ofCheck = known.resources.filter(({ type }) => types.has(type))
  if (some) {
    const wanted = new Set(some.map(keyOf))
    return { present: ofCheck.filter(thing => wanted.has(keyOf(thing))), gone: [] }
  }
  if (only) return { present: ofCheck, gone: [] }
  const present = new Set(ofCheck.map(keyOf))
  const found = await agent.store.judgedThings(run.tenant)
  const gone = found.filter(
    thing => !present.has(keyOf(thing)) && !(thing.id === UNLISTED && types.has(thing.type)),
  )
  return { present: ofCheck, gone }
}

type Readings = { readonly observations: readonly Observation[]; readonly until: number }

/**
 * What was read of some things, of those that they are in, and of those that their checks list; and
 * the first moment from which on time alone makes another reading of it.
 */
async function readingsBy(
  agent: Agent,
  { tenant, at, resources }: Known,
  checks: readonly CompiledCheck[],
  only: boolean,
): Promise<(things: readonly Resource[]) => Promise<Readings>> {
  const byKey = new Map(resources.map(thing => [keyOf(thing), thing]))
  const listing = new Set(
    checks.flatMap(({ check, members }) => (members.size > 0 ? [check.resource] : [])),
  )
  const listed = new Set(checks.flatMap(({ members }) => [...members.keys()]))
  // Few checks look at few settings.
  const settings = only ? [...new Set(checks.flatMap(settingsOf).map(({ id }) => id))] : undefined
  const ofListed =
    listed.size === 0
      ? []
      : await Array.fromAsync(agent.store.observations(tenant, undefined, [...listed]))
  /** Of things that hold others: most of the next ones are in the same. */
  let above: ReadonlyMap<string, readonly Observation[]> = new Map()
  return async things => {
    const holding = holdersOf(things, byKey)
    const unread = [
      ...things,
      ...[...holding].flatMap(([key, thing]) => (above.has(key) ? [] : thing)),
    ]
    const fresh = Map.groupBy(
      await agent.store.observationsOf(tenant, unread, settings),
      ({ resource }) => keyOf(resource),
    )
    above = new Map([...holding.keys()].map(key => [key, above.get(key) ?? fresh.get(key) ?? []]))
    const read = new Map([...above, ...fresh])
    const observations = [...read.values()].flat()
    if (things.some(({ type }) => listing.has(type)))
      observations.push(...ofListed.filter(({ resource }) => !read.has(keyOf(resource))))
    return { observations, until: firstMomentOf(agent, observations, at) }
  }
}

/** All that some things are in, but for those themselves. */
function holdersOf(
  things: readonly Resource[],
  byKey: ReadonlyMap<string, Resource>,
): ReadonlyMap<string, Resource> {
  const found = new Map(things.map(thing => [keyOf(thing), thing]))
  // What is added on the way is walked through, too; what is in itself, once.
  for (const { parent } of found.values()) {
    const holder = parent && byKey.get(keyOf(parent))
    if (holder && !found.has(keyOf(holder))) found.set(keyOf(holder), holder)
  }
  for (const thing of things) found.delete(keyOf(thing))
  return found
}

/** Findings of checks that cannot be loaded, by the things that they are about. */
async function unloadedOf(
  agent: Agent,
  { checks, lost }: Inputs,
  known: Known,
): Promise<(things: readonly Thing[]) => CodedFinding[]> {
  if (lost.length === 0) return () => []
  const judged = new Set(checks.map(({ check }) => check.id))
  const before: Finding[] = []
  for await (const finding of agent.store.eachFinding(known.tenant))
    if (!judged.has(finding.check)) before.push(finding)
  const found = unloadedFindings(before, judged, lost, known)
  const byThing = Map.groupBy(found, ({ resource }) => keyOf(resource))
  return things => things.flatMap(thing => byThing.get(keyOf(thing)) ?? [])
}

/** What is judged, one by one as it is sealed, while its outcomes are counted. */
function* counting(
  found: Iterable<CodedFinding>,
  counts: Map<string, Record<Outcome, number>>,
): Generator<CodedFinding> {
  for (const finding of found) {
    countOf(counts, finding.check)[finding.outcome]++
    yield boundedFinding(finding, sha256)
  }
}

function countOf(
  counts: Map<string, Record<Outcome, number>>,
  check: string,
): Record<Outcome, number> {
  const known = counts.get(check) ?? emptyCounts()
  counts.set(check, known)
  return known
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

function* chain<T>(...parts: readonly Iterable<T>[]): Generator<T> {
  for (const part of parts) yield* part
}

function keyOf({ type, id }: Thing): string {
  return `${type}\n${id}`
}
