import { deepLink } from '../../common/capture/match.ts'
import { certaintyOf } from '../../common/capture/recipe.ts'
import type { Recipe } from '../../common/capture/recipe.ts'
import { STALE_AFTER_DAYS } from '../../common/assess/current.ts'
import type { Observation } from '../../common/model/index.ts'
import type { BadgeFinding, PageSetting, RoundPage } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import { matchTenants } from './capture.ts'
import { answerOf } from './confirm.ts'

/** What the extension shows beside each setting of a page: its findings, as they are stored now. Settings without a check are listed too. */
export async function pageSettings(agent: Agent, tenant: string, recipe: Recipe): Promise<PageSetting[]> {
  const service = agent.catalogue().services.find(item => item.id === recipe.service)
  if (!service) return []
  const checks = new Map(agent.catalogue().checksOf(service.id).map(item => [item.check.id, item.check]))
  const exceptions = new Map(agent.exceptions().map(item => [item.id, item]))
  const findings = await agent.store.findings(tenant)
  const seen = await consoleObservations(agent, tenant)
  return Promise.all(recipe.settings.map(async ({ setting }) => {
    const last = seen.get(setting)
    return {
      setting,
      title: service.settings.find(item => item.id === setting)?.title ?? setting,
      certainty: certaintyOf(recipe, setting),
      confirmed: (await answerOf(agent, recipe, setting))?.right === true,
      captured: last ? { at: last.at, state: last.reading.state === 'observed' ? 'observed' : last.reading.reason, ...(last.reading.state === 'observed' ? { value: last.reading.value } : {}) } : null,
      findings: findings.flatMap((finding): BadgeFinding[] => {
        const check = checks.get(finding.check)
        if (!check?.reads.includes(setting)) return []
        const accepted = finding.exception === null ? undefined : exceptions.get(finding.exception)
        return [{
          id: finding.id, check: finding.check, title: check.title, outcome: finding.outcome, reason: finding.reason, detail: finding.detail, severity: finding.severity, expected: finding.expected, since: finding.since,
          grade: finding.grade, requirements: eucsFirst(finding.requirements), steps: check.remediation.steps, stepsSeen: check.remediation.seen,
          exception: accepted ? { reason: accepted.reason, by: accepted.acceptedBy, until: accepted.until } : null, disagreement: finding.disagreement ?? [],
        }]
      }),
    }
  }))
}

/** Every console page of every tenant with its console-only settings, and how fresh each is. */
export async function roundPages(agent: Agent): Promise<RoundPage[]> {
  const staleBefore = new Date(agent.clock().getTime() - (agent.config().staleAfterDays ?? STALE_AFTER_DAYS) * 86_400_000).toISOString()
  const pages: RoundPage[] = []
  for (const tenant of matchTenants(agent)) {
    const service = agent.catalogue().services.find(item => item.id === tenant.service)
    const seen = await consoleObservations(agent, tenant.id)
    for (const recipe of agent.recipes().filter(item => item.service === tenant.service)) {
      const settings = recipe.settings.flatMap(({ setting: id }): RoundPage['settings'] => {
        const setting = service?.settings.find(item => item.id === id)
        if (!setting || setting.api) return []
        const last = seen.get(id)
        const state = !last ? 'never' : last.reading.state === 'unobserved' ? 'failed' : last.at < staleBefore ? 'stale' : 'fresh'
        return [{ setting: id, title: setting.title, state, at: last?.at ?? null }]
      })
      if (settings.length > 0) pages.push({ tenant: tenant.id, recipe: recipe.id, title: recipe.title, url: deepLink(recipe, tenant), certainty: recipe.certainty, settings })
    }
  }
  return pages
}

async function consoleObservations(agent: Agent, tenant: string): Promise<Map<string, Observation>> {
  const seen = new Map<string, Observation>()
  for await (const item of agent.store.observations(tenant)) if (item.source === 'console' && (seen.get(item.setting)?.at ?? '') <= item.at) seen.set(item.setting, item)
  return seen
}

function eucsFirst(requirements: readonly string[]): string[] {
  return [...requirements].sort((a, b) => Number(b.startsWith('eucs')) - Number(a.startsWith('eucs')) || (a < b ? -1 : 1))
}
