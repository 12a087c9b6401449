import { deepLink } from '../../common/capture/match.ts'
import { certaintyOf } from '../../common/capture/recipe.ts'
import type { Recipe } from '../../common/capture/recipe.ts'
import { STALE_AFTER_DAYS } from '../../common/assess/current.ts'
import type { Current } from '../../common/assess/current.ts'
import { membersOf } from '../../common/assess/members.ts'
import type { Observation, Service, Setting } from '../../common/model/index.ts'
import type { BadgeFinding, PageSetting, RoundPage } from '../../common/protocol/message.ts'
import { valueLine } from '../../common/words/value.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import type { Agent } from '../agent.ts'
import { currentOf } from '../judge/assess-tenant.ts'
import { timedDisagreements } from '../judge/disagreements.ts'
import { standingOf } from '../judge/standing.ts'
import { pageResource } from './capture.ts'
import { matchTenants } from './tenants.ts'
import { answersOf } from './confirm.ts'

/** Of what a further setting says, in a panel beside a page. */
const LONGEST_VALUE = 200

/**
 * What the extension shows beside each setting of a page: the findings of the thing it shows, as
 * they are stored now. Settings without a check are listed too.
 */
export async function pageSettings(
  agent: Agent,
  tenant: string,
  recipe: Recipe,
  address: string,
): Promise<PageSetting[]> {
  const service = agent.catalogue().services.find(item => item.id === recipe.service)
  if (!service) return []
  const checks = new Map(
    agent
      .catalogue()
      .checksOf(service.id)
      .map(item => [item.check.id, item.check]),
  )
  const exceptions = new Map((await agent.exceptions()).map(item => [item.id, item]))
  const own = await pageResource(agent, tenant, recipe, address)
  // A check of what belongs to the thing may read the thing's settings, too.
  const lines = (await agent.store.findings(tenant)).filter(
    ({ resource }) => own === null || resource.type !== own.type || resource.id === own.id,
  )
  const seen = await consoleObservations(agent, tenant)
  const disagreements = await timedDisagreements(agent.store, tenant, lines)
  const catalogue = agent.catalogue()
  const findings = lines.map(line => shownFinding(line, catalogue))
  const { unsealed } = await standingOf(agent)
  const wrong = unsealed.find(item => item.tenant === tenant)
  // A page has no place for a word about the tenant as a whole.
  const proven = wrong
    ? {
        outcome: 'unknown' as const,
        reason: 'malformed' as const,
        detail: `Not as it was sealed: entry ${wrong.entry}: ${wrong.problem}. In a terminal: witnessmark verify`,
      }
    : {}
  const answered = await answersOf(agent, recipe)
  return Promise.all(
    recipe.settings.map(async ({ setting }) => {
      const last = seen.get(own === null ? setting : keyOf(setting, own.id))
      return {
        setting,
        title: service.settings.find(item => item.id === setting)?.title ?? setting,
        certainty: certaintyOf(recipe, setting),
        confirmed: (await answered(setting))?.right === true,
        captured:
          last && !wrong
            ? {
                at: last.at,
                state: last.reading.state === 'observed' ? 'observed' : last.reading.reason,
                ...(last.reading.state === 'observed' ? { value: last.reading.value } : {}),
              }
            : null,
        findings: findings.flatMap((finding): BadgeFinding[] => {
          const check = checks.get(finding.check)
          if (!check?.reads.includes(setting)) return []
          const accepted =
            finding.exception === null ? undefined : exceptions.get(finding.exception)
          return [
            {
              id: finding.id,
              check: finding.check,
              title: check.title,
              outcome: finding.outcome,
              reason: finding.reason,
              detail: finding.detail,
              ...proven,
              severity: finding.severity,
              expected: finding.expected,
              since: finding.since,
              grade: finding.grade,
              requirements: eucsFirst(finding.requirements),
              steps: check.remediation.steps,
              stepsSeen: check.remediation.seen,
              exception: accepted
                ? { reason: accepted.reason, by: accepted.acceptedBy, until: accepted.until }
                : null,
              disagreement: [...(disagreements.get(finding.id) ?? [])],
              together: check.reads.flatMap(id => {
                if (id === setting) return []
                const other = service.settings.find(item => item.id === id)
                const value = finding.observed[id]
                const words =
                  value === undefined || wrong ? 'not read' : valueLine(value, other?.type)
                const cut =
                  words.length > LONGEST_VALUE ? `${words.slice(0, LONGEST_VALUE)}…` : words
                return [{ title: other?.title ?? id, value: cut }]
              }),
            },
          ]
        }),
      }
    }),
  )
}

/**
 * Every console page of every tenant with its console-only settings, and how fresh each is; a page
 * of one thing among many once for each that is known to be there.
 */
export async function roundPages(agent: Agent): Promise<RoundPage[]> {
  const staleBefore = new Date(
    agent.clock().getTime() - (agent.config().staleAfterDays ?? STALE_AFTER_DAYS) * 86_400_000,
  ).toISOString()
  const pages: RoundPage[] = []
  for (const tenant of matchTenants(agent)) {
    const service = agent.catalogue().services.find(item => item.id === tenant.service)
    if (!service) continue
    // Only where a kind of thing is listed: a tenant with 10,000 repositories is not put together
    // for this.
    const state = service.resourceTypes.some(type => type.listedBy)
      ? await currentOf(agent, tenant.id)
      : null
    const seen = await consoleObservations(agent, tenant.id)
    for (const recipe of agent.recipes().filter(item => item.service === tenant.service)) {
      const own = recipe.settings.flatMap(
        ({ setting: id }) => service.settings.find(item => item.id === id && !item.api) ?? [],
      )
      for (const thing of thingsOf(recipe, service, state, own[0])) {
        const settings = own.map(({ id, title }): RoundPage['settings'][number] => {
          const last = seen.get(thing === null ? id : keyOf(id, thing.id))
          return {
            setting: id,
            title,
            state: !last
              ? 'never'
              : last.reading.state === 'unobserved'
                ? 'failed'
                : last.at < staleBefore
                  ? 'stale'
                  : 'fresh',
            at: last?.at ?? null,
          }
        })
        if (settings.length > 0)
          pages.push({
            tenant: tenant.id,
            recipe: recipe.id,
            title: thing === null ? recipe.title : `${recipe.title}: ${thing.name}`,
            url: deepLink(recipe, tenant, thing?.id),
            certainty: recipe.certainty,
            settings,
            ...(thing === null ? {} : { resource: thing.id }),
          })
      }
    }
  }
  return pages
}

/**
 * The things that a recipe is of; one without a name where it is of the tenant itself, or where
 * nobody read yet which things there are.
 */
function thingsOf(
  recipe: Recipe,
  service: Service,
  state: Current | null,
  setting: Setting | undefined,
): readonly ({ readonly id: string; readonly name: string } | null)[] {
  const type = service.resourceTypes.find(item => item.id === recipe.resource.type)
  const list = service.settings.find(item => item.id === type?.listedBy?.setting)
  const owner = state?.resources.find(item => item.type === list?.resource)
  if (!state || !type || !list || !setting || !owner) return [null]
  const listed = state.reading(owner, list)
  if (listed.state !== 'observed') return [null]
  return membersOf({ type, list }, setting, owner, listed.value, state).map(
    ({ resource, name }) => ({ id: resource.id, name }),
  )
}

/**
 * The newest console reading of each setting, wherever it was read, and of each setting and thing.
 */
async function consoleObservations(
  agent: Agent,
  tenant: string,
): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>()
  const now = agent.clock().toISOString()
  for await (const item of agent.store.observations(tenant, undefined, 'unasked')) {
    // What a clock ahead dated after now is of no known age: the page is to be opened again.
    if (item.source !== 'console' || item.at > now) continue
    for (const key of [item.setting, keyOf(item.setting, item.resource.id)])
      if ((seen.get(key)?.at ?? '') <= item.at) seen.set(key, item)
  }
  return seen
}

function keyOf(setting: string, resource: string): string {
  return `${setting}\n${resource}`
}

function eucsFirst(requirements: readonly string[]): string[] {
  return [...requirements].sort(
    (a, b) => Number(b.startsWith('eucs')) - Number(a.startsWith('eucs')) || (a < b ? -1 : 1),
  )
}
