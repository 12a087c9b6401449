import { isAbout } from '../../common/assess/evaluate.ts'
import type { Measured } from '../../common/assess/lifecycle.ts'
import { weakestOf, effectiveOf } from '../../common/assess/tree.ts'
import { leavesOf, mappingsOf } from '../../common/model/index.ts'
import type { Framework } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { inScope } from '../judge/scope.ts'
import type { Scoped } from '../judge/scope.ts'
import { talliedOf } from '../judge/tally.ts'
import { liveRequirements } from './live-requirements.ts'

/**
 * How the requirements of a scope were since a day, of those that something here speaks to: the worst of
 * its tenants counts, and one of which nothing was judged yet proves nothing.
 * @param since RFC 3339
 */
export async function measuredSince(
  agent: Agent,
  framework: Framework,
  scoped: Scoped,
  since: string,
): Promise<Measured> {
  const configured = Object.keys(agent.config().tenants)
  const tenants = (scoped.scope?.said.tenants ?? []).filter(id => configured.includes(id))
  const left = (scoped.scope?.said.tenants.length ?? 0) - tenants.length
  const applies = new Set(leavesOf(inScope(framework, scoped)).map(({ id }) => id))
  const { requirements } = await liveRequirements(agent, tenants, [framework], { from: since })
  const unread = (await talliedOf(agent)())
    .filter(({ tenant }) => tenants.includes(tenant))
    .flatMap(({ checks }) => checks.filter(group => group.unread))
  const counts = { effective: 0, deviating: 0, unproven: 0 }
  const byId = Map.groupBy(requirements, ({ requirement }) => requirement.id)
  for (const [id, items] of byId) {
    const [one] = items
    if (!one || !applies.has(id)) continue
    const isUnread = mappingsOf(one.requirement).some(by => unread.some(it => isAbout(by, it)))
    const known = items.map(({ period }) => effectiveOf(period))
    const { throughout } = weakestOf(isUnread || left > 0 ? [...known, null] : known) ?? {}
    if (throughout === 'yes') counts.effective++
    else if (throughout === 'no') counts.deviating++
    else if (throughout === 'not-provable') counts.unproven++
  }
  const last = await Promise.all(tenants.map(id => agent.store.lastEvidence('assessment', id)))
  return { since, ...counts, entries: last.flatMap(entry => entry?.index ?? []) }
}
