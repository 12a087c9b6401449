import { randomUUID } from 'node:crypto'
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
} from '../../common/model/index.ts'
import type { Capture, Refusal } from '../../common/protocol/message.ts'
import { mismatchSaid } from '../../common/words/mismatch.ts'
import { said } from '../../common/words/said.ts'
import type { Agent } from '../agent.ts'
import { assessTenant } from '../judge/assess-tenant.ts'
import { rootResource } from '../collect/root-resource.ts'
import { answerOf } from './confirm.ts'
import { matchTenants } from './tenants.ts'

/** Why a capture was not taken. */
export class Refused extends Error {
  readonly reason: Refusal
  constructor(reason: Refusal, detail: string) {
    super(detail)
    this.reason = reason
  }
}

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

/**
 * Stores one capture: evidence, observations, findings and a checkpoint in one transaction.
 * Idempotent by the capture's id. Whose page it was is decided here, by address and configuration,
 * never by what the sender claims.
 * @returns whether it was new
 * @throws Refused when it names what is not known, or speaks of an address that is not this
 * tenant's
 */
export async function ingestCapture(
  agent: Agent,
  capture: Capture,
  pairing: string,
  skew: number | null = null,
): Promise<{ readonly stored: boolean }> {
  if (await agent.store.knownCapture(capture.id)) return { stored: false }
  const tenant = matchTenants(agent).find(item => item.id === capture.tenant)
  const service = agent.catalogue().services.find(item => item.id === tenant?.service)
  if (!tenant || !service) throw new Refused('unknown-tenant', `no tenant "${capture.tenant}"`)
  const recipe = agent.recipes().find(item => item.id === capture.recipe)
  if (!recipe || recipe.service !== tenant.service)
    throw new Refused('unknown-recipe', `no recipe "${capture.recipe}" of ${tenant.service}`)
  const parts = URL.canParse(capture.address)
    ? matchOne(new URL(capture.address), recipe, tenant)
    : null
  if (!parts)
    throw new Refused('not-this-tenant', `the address is not one of ${recipe.id} for ${tenant.id}`)
  if (recipe.context.tenant && !tenantIsShown(recipe, tenant, capture.tenantShown))
    throw new Refused('not-this-tenant', 'the page does not show this tenant')

  const run = randomUUID()
  const now = agent.clock().toISOString()
  const at = readAt(capture.seenAt, skew, now)
  if (
    recipe.resource.shown &&
    (capture.resourceShown === undefined || looksSecret(capture.resourceShown))
  )
    throw new Refused(
      'invalid',
      `${recipe.id} is of one ${recipe.resource.type}, and the page did not say of which`,
    )
  const resources = resourcesOf(
    recipe,
    resourceIdOf(recipe, parts, capture.resourceShown ?? null),
    tenant,
    service,
    await agent.store.resources(tenant.id),
  )
  const target = resources.at(-1)
  if (!target)
    throw new Refused('invalid', `${service.id} has no resource type ${recipe.resource.type}`)
  const readings = await Promise.all(
    capture.readings.map(async item => {
      const reading = checked(item.reading, item.setting, recipe, service)
      const disowned =
        reading.state === 'observed' &&
        (await answerOf(agent, recipe, item.setting))?.right === false
      return {
        ...item,
        reading: disowned
          ? {
              state: 'unobserved' as const,
              reason: 'layout-not-recognised' as const,
              why: said('disowned'),
            }
          : reading,
      }
    }),
  )

  const stored = await agent.log.commit(run, async () => {
    if (await agent.store.knownCapture(capture.id)) return false
    await agent.store.startRun({
      id: run,
      tenant: tenant.id,
      kind: 'capture',
      startedAt: at,
      catalogue: agent.catalogueDigest(),
    })
    const [evidence] = await agent.log.append([
      {
        kind: 'capture',
        run,
        tenant: tenant.id,
        subject: `console page ${recipe.id}`,
        mediaType: 'application/json',
        personal:
          capture.account !== null ||
          recipe.settings.some(
            item => service.settings.find(setting => setting.id === item.setting)?.personal,
          ),
        body: canonicalBytes({
          format: 'witnessmark/capture',
          version: 1,
          pairing,
          ...capture,
          readings: readings.map(item => ({
            ...item,
            ...(item.raw === undefined ? {} : { raw: redactText(item.raw) }),
          })),
        }),
        ipe: {
          request: capture.address,
          tenant: tenant.id,
          collector: `${recipe.id}@${recipe.version}`,
          catalogue: agent.catalogueDigest(),
          seenAt: capture.seenAt,
          recordedAt: now,
          ...(capture.account === null ? {} : { account: capture.account }),
          ...(skew === null ? {} : { clockOffset: skew }),
        },
      },
    ])
    if (!evidence) throw new Error('the log gave no place to the capture')
    await agent.store.putResources(tenant.id, now, resources, [])
    await agent.store.putObservations(
      tenant.id,
      run,
      await newerOnly(
        agent,
        tenant.id,
        readings.map(item => observation(item, target, at, evidence)),
      ),
    )
    await agent.store.putCapture({
      id: capture.id,
      tenant: tenant.id,
      pairing,
      at,
      evidence: evidence.index,
    })
    await assessTenant(agent, tenant.id, run)
    await agent.store.finishRun(run, {
      finishedAt: now,
      status: 'finished',
      requests: 1,
      snapshot: null,
      checkpoint: await agent.store.logSize(),
    })
    return true
  })
  if (stored) agent.events.emit('changed', { tenant: tenant.id, run })
  return { stored }
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
        await agent.store.resources(tenant.id),
      ).at(-1) ?? null)
    : null
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
  service: Service,
): Reading {
  const setting = service.settings.find(item => item.id === id)
  if (!setting || !recipe.settings.some(item => item.setting === id))
    throw new Refused('invalid', `${id} is not a setting of ${recipe.id}`)
  if (reading.state === 'unobserved') {
    // What the browser says of it are its words, not ours.
    const { reason, detail } = reading
    const why = detail === undefined ? {} : { why: said('told', { message: detail }) }
    return { state: 'unobserved', reason, ...why }
  }
  if (typeof reading.value === 'string' && looksSecret(reading.value))
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

/** A capture that waited in a queue is kept as evidence, but does not undo what was read later. */
async function newerOnly(
  agent: Agent,
  tenant: string,
  observations: readonly Observation[],
): Promise<Observation[]> {
  const latest = new Map<string, string>()
  for await (const item of agent.store.observations(tenant))
    if (item.source === 'console') latest.set(`${item.setting}\n${item.resource.id}`, item.at)
  return observations.filter(
    item => (latest.get(`${item.setting}\n${item.resource.id}`) ?? '') <= item.at,
  )
}
