import { setImmediate as turn } from 'node:timers/promises'
import { baseOf, matchOne, resourceIdOf } from '../../common/capture/match.ts'
import type { MatchTenant } from '../../common/capture/match.ts'
import { folded } from '../../common/assess/members.ts'
import type { Recipe } from '../../common/capture/recipe.ts'
import { looksSecret, redactText } from '../../common/capture/redact.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type {
  EvidenceRef,
  Observation,
  Reading,
  Resource,
  Service,
  Setting,
} from '../../common/model/index.ts'
import type { Capture } from '../../common/protocol/message.ts'
import { mismatchSaid } from '../../common/words/mismatch.ts'
import { said } from '../../common/words/said.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import { rootResource } from '../collect/root-resource.ts'
import { Problem, problemOf } from '../problem.ts'
import { inRun } from '../record/run.ts'
import type { RunCommit, RunEntry } from '../record/run.ts'
import { answersOf } from './confirm.ts'
import type { Answer } from './confirm.ts'
import { consoleTenant, matchTenants } from './tenants.ts'

/** After so many captures of those that came together it is somebody else's turn. */
const TURN = 25
/** A browser's clock that is off by more is corrected for. */
const SKEW_MILLISECONDS = 5000

/**
 * When a page was read, on the agent's clock. Both the browser's own time and the difference stay
 * in the evidence.
 * @param skew the browser's clock minus ours in milliseconds, where the browser told it
 * @returns never later than now
 */
export function readAt(seenAt: string, skew: number | null, now: string): string {
  const at =
    skew !== null && Math.abs(skew) > SKEW_MILLISECONDS
      ? new Date(Date.parse(seenAt) - skew).toISOString()
      : seenAt
  return at < now ? at : now
}

/** What became of one capture of a batch. */
export type CaptureResult =
  | { readonly id: string; readonly stored: boolean }
  | { readonly id: string; readonly refused: Problem }

/**
 * Stores captures: evidence, observations, findings and a checkpoint, in one commit for each tenant
 * that they are of. Idempotent by the captures' ids. Whose page it was is decided here, by address and
 * configuration, never by what the sender claims; one that is refused keeps no other back.
 * @param actor the paired browser
 * @param skew the browser's clock minus ours in milliseconds, where the browser told it
 * @returns one result each, in the same order: acknowledged is what has survived
 */
export async function ingestCaptures(
  agent: Agent,
  actor: Actor,
  captures: readonly Capture[],
  skew: number | null = null,
): Promise<CaptureResult[]> {
  const results = new Map<Capture, CaptureResult>()
  const understood: Understood[] = []
  const looked = lookedUp(agent)
  const known = await agent.store.knownCaptures(captures.map(({ id }) => id))
  for (const [place, capture] of captures.entries()) {
    if (place % TURN === TURN - 1) await turn()
    try {
      if (known.has(capture.id)) results.set(capture, { id: capture.id, stored: false })
      else understood.push(await understand(looked, capture, skew))
    } catch (error) {
      results.set(capture, { id: capture.id, refused: problemOf(error) })
    }
  }
  for (const [tenant, batch] of Map.groupBy(understood, item => item.tenant)) {
    const stored = await store(agent, actor, tenant, batch, skew).catch(problemOf)
    for (const { capture } of batch) {
      const { id } = capture
      const result =
        stored instanceof Problem ? { id, refused: stored } : { id, stored: stored.has(id) }
      results.set(capture, result)
    }
  }
  return captures.map(capture => results.get(capture) ?? { id: capture.id, stored: false })
}

/** What captures that come together are held against, each looked up once: they are of few pages. */
type LookedUp = {
  readonly agent: Agent
  readonly tenant: (id: string) => ReturnType<typeof consoleTenant>
  readonly recipe: (id: string) => Recipe | undefined
  readonly service: (id: string) => Service | undefined
  readonly setting: (service: Service, id: string) => Setting | undefined
  readonly answers: (recipe: Recipe) => Promise<Answered>
  readonly roots: (tenant: string, type: string) => Promise<readonly Resource[]>
}

function lookedUp(agent: Agent): LookedUp {
  const { services } = agent.catalogue()
  const recipes = agent.recipes()
  const settings = memo(
    (service: Service) => new Map(service.settings.map(item => [item.id, item])),
  )
  const roots = memo((tenant: string) =>
    memo((type: string) => agent.store.resourcesOf(tenant, type)),
  )
  return {
    agent,
    tenant: memo((id: string) => consoleTenant(agent, id)),
    recipe: memo((id: string) => recipes.find(item => item.id === id)),
    service: memo((id: string) => services.find(item => item.id === id)),
    setting: (service, id) => settings(service).get(id),
    answers: memo((recipe: Recipe) => answersOf(agent, recipe).then(answered => memo(answered))),
    roots: (tenant, type) => roots(tenant)(type),
  }
}

function memo<K, V>(look: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return key => {
    const found = known.get(key)
    if (found !== undefined) return found
    const looked = look(key)
    known.set(key, looked)
    return looked
  }
}

/** One capture with everything that was decided of it before anything is written. */
type Understood = {
  readonly capture: Capture
  readonly tenant: string
  readonly recipe: Recipe
  readonly service: Service
  /** When it was read, on the agent's clock. */
  readonly at: string
  readonly resources: readonly Resource[]
  readonly readings: readonly (Omit<Capture['readings'][number], 'reading'> & {
    readonly reading: Reading
  })[]
}

/** @throws Problem when it names what is not known, or speaks of an address that is not this tenant's */
async function understand(
  looked: LookedUp,
  capture: Capture,
  skew: number | null,
): Promise<Understood> {
  const { agent } = looked
  const tenant = looked.tenant(capture.tenant)
  const service = looked.service(tenant.service)
  const recipe = looked.recipe(capture.recipe)
  if (!service || !recipe || recipe.service !== tenant.service) {
    await assertAllLoaded(agent, capture.recipe)
    throw new Problem('recipe-unknown', { recipe: capture.recipe })
  }
  const parts = URL.canParse(capture.address)
    ? matchOne(new URL(capture.address), recipe, tenant)
    : null
  if (!parts) throw new Problem('page-not-of-tenant', { recipe: recipe.id, tenant: tenant.id })
  if (recipe.context.tenant && !tenantIsShown(recipe, tenant, capture.tenantShown))
    throw new Problem('tenant-not-shown', { tenant: tenant.id })
  const missing = capture.readings.find(({ setting }) => !looked.setting(service, setting))
  if (missing) await assertAllLoaded(agent, recipe.id, missing.setting)
  const { shown } = recipe.resource
  if (shown && (capture.resourceShown === undefined || looksSecret(capture.resourceShown)))
    throw new Problem('thing-not-shown', { recipe: recipe.id, type: recipe.resource.type })
  const id = resourceIdOf(recipe, parts, capture.resourceShown ?? null)
  const known = await knownFor(looked, tenant.id, recipe, id, service)
  const resources = resourcesOf(recipe, id, tenant, service, known)
  if (resources.length === 0)
    throw new Problem('type-unknown', { service: service.id, type: recipe.resource.type })
  const answered = await looked.answers(recipe)
  const readings = await Promise.all(
    capture.readings.map(async item => {
      const setting = looked.setting(service, item.setting)
      const reading = checked(item.reading, item.setting, recipe, setting)
      return { ...item, reading: unlessDisowned(await answered(item.setting), reading) }
    }),
  )
  const at = readAt(capture.seenAt, skew, agent.clock().toISOString())
  return { capture, tenant: tenant.id, recipe, service, at, resources, readings }
}

type Answered = Awaited<ReturnType<typeof answersOf>>

/**
 * What a file defines that cannot be used now may be known again soon: the reading waits for it.
 * @throws Problem `recipe-set-aside`
 */
async function assertAllLoaded(
  agent: Agent,
  recipe: string,
  setting: string | null = null,
): Promise<void> {
  const files = (await agent.setAside()).filter(item => item.lost).map(item => item.file)
  if (files.length > 0) throw new Problem('recipe-set-aside', { recipe, setting, files })
}

function unlessDisowned(answer: Answer | null, reading: Reading): Reading {
  return reading.state === 'observed' && answer?.right === false
    ? { state: 'unobserved', reason: 'layout-not-recognised', why: said('disowned') }
    : reading
}

/** Somebody else's commit took all of them meanwhile: there is nothing to write. */
const NOTHING_NEW = new Error('every capture of the batch is known')

/** @returns the ids that are new */
async function store(
  agent: Agent,
  actor: Actor,
  tenant: string,
  batch: readonly Understood[],
  skew: number | null,
): Promise<ReadonlySet<string>> {
  const startedAt = batch.map(item => item.at).sort()[0]
  let stored: ReadonlySet<string> = new Set()
  try {
    await inRun(agent, actor, { kind: 'capture', tenant, startedAt }, async run => {
      const known = await agent.store.knownCaptures(batch.map(({ capture }) => capture.id))
      const first = new Map<string, Understood>()
      for (const item of batch) {
        const { id } = item.capture
        if (!known.has(id) && !first.has(id)) first.set(id, item)
      }
      if (first.size === 0) throw NOTHING_NEW
      await storeAll(agent, actor, run, [...first.values()], skew)
      await assessTenant(agent, run)
      run.end({ requests: first.size })
      stored = new Set(first.keys())
    })
  } catch (error) {
    if (error !== NOTHING_NEW) throw error
  }
  return stored
}

/** An entry for each, and then all that was read at once. */
async function storeAll(
  agent: Agent,
  actor: Actor,
  run: RunCommit,
  batch: readonly Understood[],
  skew: number | null,
): Promise<void> {
  const evidence: EvidenceRef[] = []
  // Others are served in between, here and behind each step: what is written is one commit.
  for (let from = 0; from < batch.length; from += TURN) {
    const some = batch.slice(from, from + TURN)
    evidence.push(...(await run.append(some.map(item => entryFor(item, actor, run, skew)))))
    await turn()
  }
  const resources = new Map(
    batch.flatMap(item => item.resources).map(item => [thingKey(item), item] as const),
  )
  await run.putResources([...resources.values()], [])
  const latest = await latestReadings(agent, run.tenant, [...resources.values()])
  const kept = batch.map((item, place) => {
    const [entry, target] = [evidence[place], item.resources.at(-1)]
    if (!entry || !target) throw new Error('the log gave no place to the capture')
    const read = item.readings.map(reading => observation(reading, target, item.at, entry))
    return { item, entry, read: newerOnly(read, latest) }
  })
  for (let from = 0; from < kept.length; from += TURN) {
    await run.putObservations(kept.slice(from, from + TURN).flatMap(({ read }) => read))
    await turn()
  }
  await agent.store.putCaptures(
    kept.map(({ item, entry }) => ({
      id: item.capture.id,
      tenant: run.tenant,
      pairing: actor.id,
      at: item.at,
      evidence: entry.index,
    })),
  )
}

function entryFor(
  { capture, tenant, recipe, service, readings }: Understood,
  actor: Actor,
  run: RunCommit,
  skew: number | null,
): RunEntry {
  const personal = (id: string): boolean =>
    service.settings.find(setting => setting.id === id)?.personal ?? false
  return {
    kind: 'capture',
    subject: `console page ${recipe.id}`,
    mediaType: 'application/json',
    personal: capture.account !== null || recipe.settings.some(item => personal(item.setting)),
    body: canonicalBytes({
      format: 'witnessmark/capture',
      version: 1,
      pairing: actor.id,
      ...capture,
      readings: readings.map(item => ({
        ...item,
        ...(item.raw === undefined ? {} : { raw: redactText(item.raw) }),
      })),
    }),
    ipe: {
      request: capture.address,
      tenant,
      collector: `${recipe.id}@${recipe.version}`,
      catalogue: run.catalogue,
      seenAt: capture.seenAt,
      recordedAt: run.at,
      ...(capture.account === null ? {} : { account: capture.account }),
      ...(capture.window === undefined ? {} : { window: capture.window }),
      ...(skew === null ? {} : { clockOffset: skew }),
    },
  }
}

function tenantIsShown(recipe: Recipe, tenant: MatchTenant, shown: string | null): boolean {
  const own = (recipe.context.tenantKeys ?? Object.keys(tenant.target)).map(key =>
    key === 'base' ? baseOf(tenant)?.host : tenant.target[key],
  )
  return (
    shown !== null &&
    own.some(
      value =>
        value !== undefined && value !== '' && shown.toLowerCase().includes(value.toLowerCase()),
    )
  )
}

/** The resource that a page of this recipe speaks of; null where its address does not tell. */
export async function pageResource(
  agent: Agent,
  tenantId: string,
  recipe: Recipe,
  address: string,
): Promise<Resource | null> {
  const tenant = matchTenants(agent).find(item => item.id === tenantId)
  const service = agent.catalogue().services.find(item => item.id === recipe.service)
  const parts =
    tenant && !recipe.resource.shown && URL.canParse(address)
      ? matchOne(new URL(address), recipe, tenant)
      : null
  return tenant && service && parts
    ? (resourcesOf(
        recipe,
        resourceIdOf(recipe, parts, null),
        tenant,
        service,
        await knownFor(
          lookedUp(agent),
          tenant.id,
          recipe,
          resourceIdOf(recipe, parts, null),
          service,
        ),
      ).at(-1) ?? null)
    : null
}

/**
 * What is known of the root and of the thing that a page speaks of. Where it is known by that very id the
 * others of its type, which may be many, are not looked at.
 */
async function knownFor(
  { agent: { store }, roots: rootsOf }: LookedUp,
  tenant: string,
  recipe: Recipe,
  id: string | null,
  service: Service,
): Promise<readonly Resource[]> {
  const rootType = service.resourceTypes[0]?.id ?? ''
  const roots = await rootsOf(tenant, rootType)
  const { type } = recipe.resource
  if (id === null || type === rootType) return roots
  const same = await store.resourcesOf(tenant, type, id)
  return [...roots, ...(same.length > 0 ? same : await store.resourcesOf(tenant, type))]
}

/** The tenant's root resource and, last, the one the page speaks of. */
function resourcesOf(
  recipe: Recipe,
  id: string | null,
  tenant: MatchTenant & { readonly title: string },
  service: Service,
  known: readonly Resource[],
): readonly Resource[] {
  const rootType = service.resourceTypes[0]?.id ?? ''
  const root = rootResource(service, known, tenant.target, { id: tenant.id, name: tenant.title })
  if (id === null) return recipe.resource.type === rootType ? [root] : []
  if (!service.resourceTypes.some(type => type.id === recipe.resource.type)) return []
  return [
    root,
    known.find(item => item.type === recipe.resource.type && folded(item.id) === folded(id)) ?? {
      type: recipe.resource.type,
      id,
      name: id,
      parent: { type: root.type, id: root.id },
    },
  ]
}

/**
 * A value that is not of its setting's type, or has the shape of a credential, is not an
 * observation.
 */
function checked(
  reading: Capture['readings'][number]['reading'],
  id: string,
  recipe: Recipe,
  setting: Setting | undefined,
): Reading {
  if (!setting || !recipe.settings.some(item => item.setting === id))
    throw new Problem('setting-not-of-recipe', { setting: id, recipe: recipe.id })
  if (reading.state === 'unobserved') {
    // What the browser says of it are its words, not ours.
    const { reason, detail } = reading
    const why = detail === undefined ? {} : { why: said('told', { message: detail }) }
    return { state: 'unobserved', reason, ...why }
  }
  if (typeof reading.value === 'string' && looksSecret(reading.value, [setting.title]))
    return {
      state: 'unobserved',
      reason: 'malformed',
      why: said('credential-shown'),
    }
  const wrong = mismatchSaid(reading.value, setting.type)
  return wrong === null
    ? reading
    : { state: 'unobserved', reason: 'layout-not-recognised', why: wrong }
}

function observation(
  item: { readonly setting: string; readonly reading: Reading },
  resource: Resource,
  at: string,
  evidence: EvidenceRef,
): Observation {
  return {
    setting: item.setting,
    resource: { type: resource.type, id: resource.id },
    reading: item.reading,
    source: 'console',
    grade: 'C',
    at,
    evidence: [evidence],
  }
}

/**
 * When each setting of some things was last read on a page, by `readingKey`: not of what a clock ahead
 * dated after now, which keeps nothing back.
 */
async function latestReadings(
  agent: Agent,
  tenant: string,
  things: readonly Resource[],
): Promise<Map<string, string>> {
  const latest = new Map<string, string>()
  const now = agent.clock().toISOString()
  for (const item of await agent.store.observationsOf(tenant, things))
    if (item.source === 'console' && item.at <= now) latest.set(readingKey(item), item.at)
  return latest
}

/**
 * A capture that waited in a queue is kept as evidence, but does not undo what was read later; that a
 * setting was out of sight says nothing of it, and leaves whatever was read before.
 * @param latest is brought up to date
 */
function newerOnly(
  observations: readonly Observation[],
  latest: Map<string, string>,
): Observation[] {
  const newer = observations.filter(item => {
    const before = latest.get(readingKey(item))
    return before === undefined || (before <= item.at && !wasOutOfSight(item))
  })
  for (const item of newer) latest.set(readingKey(item), item.at)
  return newer
}

function wasOutOfSight({ reading }: Observation): boolean {
  return reading.state === 'unobserved' && reading.reason === 'not-shown'
}

function readingKey({ setting, resource }: Observation): string {
  return `${setting}\n${resource.id}`
}

function thingKey({ type, id }: Resource): string {
  return `${type}\n${id}`
}
