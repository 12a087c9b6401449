import { Unreadable } from '../../common/model/index.ts'
import type {
  Collector,
  CollectorContext,
  CollectorPart,
  Observation,
  Reason,
  Resource,
  Setting,
  Value,
  Yield,
} from '../../common/model/index.ts'
import { collectors } from '../../common/services/collectors.ts'
import { mismatchSaid } from '../../common/words/mismatch.ts'
import { said } from '../../common/words/said.ts'
import type { Said } from '../../common/words/said.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { tenantOf } from '../agent.ts'
import { createApi } from './api.ts'
import type { Recorder } from './api.ts'
import { credentialOf } from './auth/credential.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import type { Assessed } from '../judge/assess-tenant.ts'
import { createDns } from './dns.ts'
import { Problem, messageOf } from '../problem.ts'
import { inRun } from '../record/run.ts'
import type { StartedRun } from '../record/run.ts'
import { identities, lastIdentities } from './identity.ts'
import type { Identities } from './identity.ts'
import { createMask, MASKED } from './mask.ts'
import type { Mask } from './mask.ts'
import { createReadings } from './readings.ts'
import type { Readings } from './readings.ts'
import { createRecording } from './recording.ts'
import type { Recording } from './recording.ts'
import { paceOf } from './pace.ts'
import { populationOf } from './population.ts'
import { unreached } from './reach-service.ts'
import { scannedRoot } from './root-resource.ts'
import type { ScannedRoot } from './root-resource.ts'
import { SNAPSHOT_TREE, snapshotRoot } from '../log/snapshot.ts'
import { createSpool } from './spool.ts'
import { tenantCredential } from './tenant-credential.ts'
import { pause } from './transport.ts'
import type { Allowance, TransportOptions } from './transport.ts'

export type ScanOptions = {
  /** Only what reads a setting of this group of config.yaml; all where it is left out. */
  readonly group?: string | undefined
  readonly transport?: TransportOptions
  /** Of one part of the collector, where that is not the usual. */
  readonly perPart?: Readonly<Allowance>
  /** Told where nothing was heard of the service at all. */
  readonly onUnreached?: (problem: Problem<'service-unreached'>) => void
  readonly onProgress?: (progress: {
    readonly done: number
    readonly total: number
    readonly text: string
  }) => void
}

/** What a collection read, before it is stored. */
type Collected = {
  readonly resources: Map<string, Resource>
  readonly listed: Set<string>
  readonly unlisted: Map<string, { readonly reason: Reason; readonly why: Said }>
  readonly read: Readings
  /** Of these resources only what this run was shown; those stay that were known before, too. */
  readonly announced: Map<string, Resource>
  /** By type, where the service told how many there are. */
  readonly counted: Map<string, { readonly total: number; readonly shown: number }>
  readonly failures: { readonly part: string; readonly reason: Reason; readonly why: Said }[]
}

/**
 * One collection run: asks, records, stores, judges, seals. Whatever a service does, every setting
 * of every known resource ends observed or unobserved with a reason.
 * @throws Problem `tenant-unknown`, `no-collector`, `group-unread`, `credential-elsewhere`; service trouble
 * never throws
 */
export async function scan(
  agent: Agent,
  actor: Actor,
  tenant: string,
  options: ScanOptions = {},
): Promise<Assessed> {
  const { config, service } = tenantOf(agent, tenant)
  const whole = collectors.find(item => item.service === service.id)
  if (!whole) throw new Problem('no-collector', { service: service.title })
  const collector =
    options.group === undefined ? whole : ofGroup(whole, config, options.group, tenant)
  const collectorName = `${service.id}@${collector.version}`

  const gather = async (run: StartedRun): Promise<Gathered> => {
    const { store, clock } = agent
    const { catalogue } = run
    const recording = createRecording({
      ...run,
      run: run.id,
      store,
      spool,
      clock,
      attest: agent.log.attest,
      catalogue,
      collector: collectorName,
    })
    const before = await agent.store.resources(tenant)
    const kept = await tenantCredential(agent, tenant, collector, config.target)
    const secret = kept?.secret ?? null
    const mask = createMask()
    if (secret !== null) mask.add(secret)
    const asking = {
      collector,
      target: config.target,
      secret,
      replace: async (fresh: string) => kept?.replace(fresh),
      mask,
      recording,
      before,
      settings: service.settings,
      run,
    }
    return { recording, collected: await collect(agent, asking, options) }
  }
  const spool = createSpool(agent.home)
  return inRun(
    agent,
    actor,
    {
      kind: options.group === undefined ? 'scan' : 'group',
      tenant,
      gather,
      collector: collectorName,
    },
    async (run, { recording, collected }) => {
      await recording.seal(run.append)
      const observations = observationsOf(collected, recording)
      const listed = [...collected.listed]
      const changed =
        (await run.putResources([...collected.resources.values()], listed)) +
        (await run.putObservations(observations))
      await agent.store.putUnlisted(tenant, collected.unlisted, listed)
      const snapshot = await snapshotOf(agent, tenant, changed)
      const assessed = await assessTenant(agent, run)
      const { failures } = collected
      const away = recording.count === 0 ? nothingHeard(collector, config.target, failures) : null
      if (away) options.onUnreached?.(away)
      // Which request is answered by which entry: any day can be sampled from it.
      const { requests, dates } = recording.manifest()
      const population = populationOf(collector.parts, collected)
      const only = options.group === undefined ? {} : { parts: collector.parts.map(({ id }) => id) }
      const manifest = { tree: SNAPSHOT_TREE, failures, population, requests, dates, ...only }
      run.end({ requests: recording.count, snapshot, manifest })
      return assessed
    },
  ).finally(() => spool.close())
}

/**
 * The collector with those of its parts alone that read a setting of a group.
 * @throws Problem `group-unread`
 */
function ofGroup(
  collector: Collector,
  { groups }: ReturnType<typeof tenantOf>['config'],
  group: string,
  tenant: string,
): Collector {
  const wanted = groups[group]?.settings ?? []
  const isWanted = (setting: string): boolean =>
    wanted.some(item =>
      item.endsWith('.*') ? setting.startsWith(item.slice(0, -1)) : item === setting,
    )
  const parts = collector.parts.filter(({ settings }) => settings.some(isWanted))
  if (parts.length === 0)
    throw new Problem('group-unread', { tenant, group, known: Object.keys(groups).sort() })
  return { ...collector, parts }
}

/** Why the service could not be reached, where no reply came; null where that was for another reason. */
function nothingHeard(
  { endpoint }: Collector,
  target: Readonly<Record<string, string>>,
  failures: Collected['failures'],
): Problem<'service-unreached'> | null {
  const [first] = failures.map(({ reason, why }) =>
    unreached(new Unreadable(reason, why), endpoint(target).baseUrl, false),
  )
  return first ?? null
}

type Gathered = { readonly recording: Recording; readonly collected: Collected }

type Asking = {
  readonly collector: Collector
  readonly target: Readonly<Record<string, string>>
  readonly secret: string | null
  /** Keeps what a service hands out in place of the secret. */
  readonly replace: (fresh: string) => Promise<void>
  readonly mask: Mask
  readonly recording: Recording
  /** What was known before. */
  readonly before: readonly Resource[]
  readonly settings: readonly Setting[]
  readonly run: StartedRun
}

async function collect(
  agent: Agent,
  { collector, target, secret, replace, mask, recording, before, settings, run }: Asking,
  options: ScanOptions,
): Promise<Collected> {
  const collected: Collected = {
    resources: new Map(),
    listed: new Set(),
    unlisted: new Map(),
    read: createReadings(),
    announced: new Map(),
    counted: new Map(),
    failures: [],
  }
  const { tenant } = run
  const named = identities(
    before,
    collector.identity
      ? await lastIdentities(agent.store.intervals({ tenant, setting: collector.identity }))
      : new Map(),
  )
  const total = collector.parts.length
  const report = (done: number, text: string): void => {
    options.onProgress?.({ done, total, text })
    agent.events.emit('progress', { tenant: run.tenant, run: run.id, text })
  }
  const byId = new Map(settings.map(setting => [setting.id, setting]))
  const now = (): string => agent.clock().toISOString()
  let at = 0
  let part = collector.parts[0]?.id ?? ''
  // One port for the whole run: a refused credential and the time spent waiting count for all
  // parts.
  const keep = (fresh: string): Promise<void> => {
    mask.add(fresh)
    return replace(fresh)
  }
  let asked = 0
  const allowance: Allowance = { bytes: 0, milliseconds: 0 }
  const prepare = () => ({
    ports: createPorts(collector, target, secret, recording, agent, options, hooks),
    scanned: scannedRoot(collector, before, target),
  })
  const hooks: Hooks = {
    mask,
    allowance,
    keep,
    onWait: (reason, milliseconds) =>
      report(at, `${part}: waiting ${Math.ceil(milliseconds / 1000)} s, ${reason}`),
    // A long list moves on visibly.
    onRequest: () => {
      if (++asked % 25 === 0) report(at, `${part}: ${asked} requests`)
    },
  }
  let prepared: ReturnType<typeof prepare>
  try {
    prepared = prepare()
  } catch (error) {
    // A target that is no address, say. With nothing known before there is nothing to be unknown of.
    if (before.length === 0) throw error
    fillAll(collected, collector, failureOf(error, mask), before, settings, now)
    return collected
  }
  const { ports, scanned } = prepared
  const { root, known } = scanned
  collected.resources.set(keyOf(root), root)
  // What no part of this run lists is as it was known: a part that fails is unknown of each.
  const listing = new Set(collector.parts.flatMap(({ lists }) => lists ?? []))
  if (options.group !== undefined)
    for (const resource of before)
      if (!listing.has(resource.type) && !collected.resources.has(keyOf(resource)))
        collected.resources.set(keyOf(resource), resource)
  for (const [index, current] of collector.parts.entries()) {
    ;[at, part, asked] = [index, current.id, 0]
    Object.assign(allowance, options.perPart ?? PER_PART)
    report(index, part)
    try {
      for await (const item of current.collect({ ...ports, target, now: agent.clock }))
        take(collected, asKnown(item, known, named), byId, now)
    } catch (error) {
      const failure = failureOf(error, mask)
      collected.failures.push({ part, reason: failure.reason, why: failure.why })
      fillFailure(collected, current, failure, before, settings, now)
    }
    keepUnlisted(collected, current, before)
  }
  report(total, 'assessing')
  fillGaps(collected, collector, settings, now)
  return collected
}

/** What one part may bring, and how long it may take, but for what a service asks us to wait. */
const PER_PART: Allowance = { bytes: 512 * 1024 * 1024, milliseconds: 30 * 60_000 }

type Hooks = {
  readonly mask: Mask
  readonly allowance: Allowance
  readonly keep: (secret: string) => Promise<void>
  readonly onWait: (reason: string, milliseconds: number) => void
  readonly onRequest: () => void
}

export function createPorts(
  collector: Collector,
  target: Readonly<Record<string, string>>,
  secret: string | null,
  recording: Recorder,
  agent: Agent,
  options: Pick<ScanOptions, 'transport'>,
  hooks: Hooks,
): Pick<CollectorContext, 'api' | 'dns'> {
  const endpoint = collector.endpoint(target)
  const api = createApi({
    ...endpoint,
    secret: credentialOf(collector, secret, target, endpoint.baseUrl, { keep: hooks.keep }),
    recorder: recording,
    mask: hooks.mask,
    now: agent.clock,
    ...options.transport,
    pace: () =>
      paceOf(agent).next(
        collector.service,
        agent.config().requestsPerMinute[collector.service],
        options.transport?.sleep ?? pause,
      ),
    allowance: hooks.allowance,
    onWait: (reason, milliseconds) => {
      hooks.onWait(reason, milliseconds)
      options.transport?.onWait?.(reason, milliseconds)
    },
    onRequest: () => {
      hooks.onRequest()
      options.transport?.onRequest?.()
    },
  })
  return { api, dns: createDns(recording) }
}

function asKnown(item: Yield, known: ScannedRoot['known'], named: Identities): Yield {
  if (item.kind === 'listed' || item.kind === 'counted') return item
  if (item.kind === 'resource')
    return { ...item, resource: named.announce(known(item.resource), item.identity ?? null) }
  return { ...item, resource: named.known(known(item.resource)) }
}

function take(
  collected: Collected,
  item: Yield,
  settings: ReadonlyMap<string, Setting>,
  now: () => string,
): void {
  if (item.kind === 'resource') {
    collected.resources.set(keyOf(item.resource), item.resource)
    collected.announced.set(keyOf(item.resource), item.resource)
    return
  }
  if (item.kind === 'listed') {
    collected.listed.add(item.type)
    return
  }
  if (item.kind === 'counted') {
    collected.counted.set(item.type, { total: item.total, shown: item.shown })
    return
  }
  const setting = settings.get(item.setting)
  if (!setting)
    throw new Error(`the collector yields "${item.setting}", which is not a setting of the service`)
  const wrong = item.kind === 'value' ? doubtOf(item.value, setting) : null
  const yielded =
    wrong === null
      ? item
      : {
          kind: 'unobserved' as const,
          resource: item.resource,
          setting: item.setting,
          reason: 'malformed' as const,
          why: wrong,
          evidence: item.evidence,
        }
  collected.read.put(yielded, now)
}

/** Why a value cannot be taken: of another type, or a credential was masked in it. */
function doubtOf(value: Value, setting: Setting): Said | null {
  return JSON.stringify(value).includes(MASKED)
    ? said('credential-masked')
    : mismatchSaid(value, setting.type)
}

/** The one place that catches around a collector. */
function failureOf(
  thrown: unknown,
  mask: Mask,
): {
  readonly reason: Reason
  readonly why: Said
  readonly evidence: readonly number[]
} {
  const error = mask.error(thrown)
  if (error instanceof Unreadable)
    return { reason: error.reason, why: error.said, evidence: error.evidence }
  if (error instanceof Error && error.name === 'ZodError')
    return { reason: 'malformed', why: said('reply-shape', firstIssue(error)), evidence: [] }
  return {
    reason: 'malformed',
    why: said('collector-failed', { message: mask.text(messageOf(error)) }),
    evidence: [],
  }
}

function firstIssue(error: Error): { readonly at: string; readonly message: string } {
  const issues =
    'issues' in error && Array.isArray(error.issues)
      ? (error.issues as { path: PropertyKey[]; message: string }[])
      : []
  return issues[0]
    ? { at: issues[0].path.map(String).join('.'), message: issues[0].message }
    : { at: '', message: error.message }
}

/**
 * A part that broke off: what it would have read is unobserved on every resource known now or
 * before.
 */
function fillFailure(
  collected: Collected,
  part: CollectorPart,
  failure: ReturnType<typeof failureOf>,
  before: readonly Resource[],
  settings: readonly Setting[],
  now: () => string,
): void {
  for (const type of part.lists ?? []) {
    collected.listed.delete(type)
    for (const resource of before)
      if (resource.type === type && !collected.resources.has(keyOf(resource)))
        collected.resources.set(keyOf(resource), resource)
    collected.unlisted.set(type, { reason: failure.reason, why: failure.why })
  }
  for (const id of part.settings) {
    const setting = settings.find(known => known.id === id)
    if (!setting) continue
    for (const resource of collected.resources.values()) {
      if (resource.type !== setting.resource || collected.read.has(resource, id)) continue
      const { reason, why, evidence } = failure
      collected.read.put({ kind: 'unobserved', resource, setting: id, reason, why, evidence }, now)
    }
  }
}

/** Nothing could be asked: what was known is not seen. */
function fillAll(
  collected: Collected,
  collector: Collector,
  failure: ReturnType<typeof failureOf>,
  before: readonly Resource[],
  settings: readonly Setting[],
  now: () => string,
): void {
  for (const resource of before) collected.resources.set(keyOf(resource), resource)
  for (const part of collector.parts) {
    collected.failures.push({ part: part.id, reason: failure.reason, why: failure.why })
    fillFailure(collected, part, failure, before, settings, now)
  }
}

/** A part that ended without saying that its list is complete keeps what was known. */
function keepUnlisted(
  collected: Collected,
  part: CollectorPart,
  before: readonly Resource[],
): void {
  for (const type of part.lists ?? []) {
    if (collected.listed.has(type) || collected.unlisted.has(type)) continue
    collected.unlisted.set(type, { reason: 'malformed', why: said('list-broke-off') })
    for (const resource of before)
      if (resource.type === type && !collected.resources.has(keyOf(resource)))
        collected.resources.set(keyOf(resource), resource)
  }
}

/**
 * What a part should have yielded and did not: never a missing row. Where the part broke off before
 * the thing was known, for its reason.
 */
function fillGaps(
  collected: Collected,
  collector: Collector,
  settings: readonly Setting[],
  now: () => string,
): void {
  const promised = new Set(collector.parts.flatMap(part => part.settings))
  for (const setting of settings) {
    if (!promised.has(setting.id)) continue
    const part = collector.parts.find(item => item.settings.includes(setting.id))
    const failure = collected.failures.find(item => item.part === part?.id)
    const missing = {
      kind: 'unobserved' as const,
      reason: failure?.reason ?? ('not-found' as const),
      why: failure?.why ?? said('not-in-reply'),
      evidence: [],
    }
    for (const resource of collected.resources.values()) {
      if (resource.type !== setting.resource || collected.read.has(resource, setting.id)) continue
      collected.read.put({ ...missing, resource, setting: setting.id }, now)
    }
  }
}

function* observationsOf({ read }: Collected, recording: Recording): Generator<Observation> {
  for (const { resource, setting, content, evidence, at } of read.take())
    yield {
      setting,
      resource: { type: resource.type, id: resource.id },
      reading:
        content.kind === 'value'
          ? { state: 'observed', value: content.value }
          : {
              state: 'unobserved',
              reason: content.reason,
              ...(content.why === undefined ? {} : { why: content.why }),
            },
      source: 'api',
      grade: 'A',
      at,
      evidence: recording.refs(evidence),
    }
}

/** A scan that changed nothing keeps the root of the one before. */
async function snapshotOf(agent: Agent, tenant: string, changed: number): Promise<string> {
  const last =
    changed === 0
      ? (await agent.store.runs({ tenant, kind: 'scan', status: 'finished', limit: 1 }))[0]
      : undefined
  return last?.snapshot ?? snapshotRoot(agent.store.observations(tenant))
}

function keyOf(resource: Pick<Resource, 'type' | 'id'>): string {
  return `${resource.type}\n${resource.id}`
}

/** The context `connect` and `doctor` probe with: nothing is kept. */
export function probeContext(
  collector: Collector,
  target: Readonly<Record<string, string>>,
  secret: string,
  transport: TransportOptions = {},
): CollectorContext {
  const recorder = { earlier: async () => null, record: async () => 0, unchanged: () => 0 }
  const mask = createMask()
  mask.add(secret)
  const endpoint = collector.endpoint(target)
  return {
    api: createApi({
      ...endpoint,
      secret: credentialOf(collector, secret, target, endpoint.baseUrl, transport),
      recorder,
      mask,
      ...transport,
    }),
    dns: createDns(recorder),
    target,
    now: () => new Date(),
  }
}
