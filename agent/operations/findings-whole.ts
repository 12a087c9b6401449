import { z } from 'zod'
import { ShownFinding } from '../../common/model/index.ts'
import { Outcome, Severity } from '../../common/model/index.ts'
import type { Finding } from '../../common/model/index.ts'
import { byUrgency } from '../../common/assess/urgency.ts'
import type { Alike } from '../../common/assess/urgency.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import type { Agent } from '../agent.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedGroup } from '../judge/finding-index.ts'
import { timedDisagreements } from '../judge/disagreements.ts'
import { ownerOf } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { assertChoice, assertNames } from '../judge/names.ts'
import { answering, list } from './operation.ts'
import { Disagreement, standing } from './shapes.ts'

const Filter = z.strictObject({
  tenant: z.string().optional(),
  outcome: z.string().optional(),
  severity: z.string().optional(),
  check: z.string().optional(),
  /** Who looks after it, as config.yaml says. */
  owner: z.string().optional(),
  /** Looked for in check, resource and what is wanted, in any case. */
  text: z.string().optional(),
  /** So many are looked through; without, all. */
  limit: z.coerce.number().int().positive().optional(),
  /** Those behind this one: what a page before gave as `next`. */
  after: z
    .string()
    .transform((text, context) => (text === '' ? null : placeIn(text, context)))
    .nullish(),
})
type Filter = z.output<typeof Filter>

/**
 * Findings with everything that they carry: what commands print, and other programs read. A filter
 * that can find nothing is refused: no finding would look like nothing wrong.
 * @throws Problem `choice-unknown`, `tenant-unknown`, `check-unknown`
 */
export const findingsWhole = answering({
  title: 'Findings with everything that they carry',
  role: 'reader',
  needs: 'home',
  input: Filter,
  kind: 'findings',
  output: z.strictObject({
    findings: list(ShownFinding),
    /** How many there are without the filter. */
    of: z.int(),
    /** Who looks after it, by finding id, where somebody does. */
    owners: z.record(z.string(), z.string()),
    checks: z.record(z.string(), z.strictObject({ title: z.string(), steps: list(z.string()) })),
    /** By finding id. */
    disagreements: z.record(z.string(), list(Disagreement)),
    /** Where the next page begins; null behind the last. */
    next: z.string().nullable(),
    ...standing,
  }),
  async run(agent, _, filter) {
    const tenants = Object.keys(agent.config().tenants).sort()
    const catalogue = agent.catalogue()
    const groups = (await findingIndexOf(agent).all()).flatMap(item => item.groups)
    const { owners } = agent.config()
    assertNames(agent, filter, { checks: groups.map(({ check }) => check) })
    assertChoice('owner', filter.owner, [...new Set(owners.map(item => item.owner))])
    const { lines, next } = await linesOf(agent, groups, filter)
    const found = lines
      .map(item => shownFinding(item, catalogue))
      .filter(
        item => fits(item, filter) && (!filter.owner || ownerOf(owners, item) === filter.owner),
      )
    const told = await Promise.all(
      tenants.map(tenant => timedDisagreements(agent.store, tenant, lines)),
    )
    const asked = new Set(found.map(item => item.id))
    const disagreements = told.flatMap(item =>
      [...item].flatMap(([id, list]) => (asked.has(id) ? [[id, [...list]] as const] : [])),
    )
    const wanted = new Set(found.map(item => item.check))
    const checks = catalogue.services
      .flatMap(service => service.checks)
      .filter(check => wanted.has(check.id))
      .map(({ id, title, remediation }) => [id, { title, steps: remediation.steps }] as const)
    return {
      findings: found,
      of: groups.reduce((all, { count }) => all + count, 0),
      owners: Object.fromEntries(
        found.flatMap(item => {
          const owner = ownerOf(owners, item)
          return owner === null ? [] : [[item.id, owner]]
        }),
      ),
      checks: Object.fromEntries(checks),
      disagreements: Object.fromEntries(disagreements),
      next,
      ...(await standingOf(agent)),
    }
  },
})

/** Behind which finding a page begins: that it came out otherwise since changes nothing. */
type Behind = Alike & { readonly id: string }

function placeIn(text: string, context: z.RefinementCtx): Behind {
  const [, outcome, accepted, severity, id = ''] = /^(\S+) ([01]) (\S+) (.+)$/s.exec(text) ?? []
  const [tenant, check] = id.split('/')
  const found = Place.safeParse({
    outcome,
    accepted: accepted === '1',
    severity,
    tenant,
    check,
    id,
  })
  if (found.success) return found.data
  context.addIssue('is not what a page gave as "next"')
  return z.NEVER
}
const Place = z.object({
  outcome: Outcome,
  accepted: z.boolean(),
  severity: Severity,
  tenant: z.string(),
  check: z.string(),
  id: z.string(),
})

function textOf({ outcome, accepted, severity }: ListedGroup, { id }: Finding): string {
  return `${outcome} ${accepted ? 1 : 0} ${severity} ${id}`
}

/** Read at once. */
const PAGE = 1000

/** Findings that may fit, most urgent first; as many as are asked for. */
async function linesOf(
  agent: Agent,
  groups: readonly ListedGroup[],
  filter: Filter,
): Promise<{ readonly lines: readonly Finding[]; readonly next: string | null }> {
  const { limit = Number.POSITIVE_INFINITY, after: behind = null } = filter
  const lines: Finding[] = []
  for (const group of groups.toSorted(byUrgency)) {
    const order = behind ? byUrgency(group, behind) : 1
    if (order < 0 || exact.some(key => filter[key] !== undefined && filter[key] !== group[key]))
      continue
    let from = order === 0 && behind ? behind.id : ''
    for (;;) {
      const most = Math.min(PAGE, limit - lines.length)
      const page = await agent.store.findingsAfter(group.tenant, from, most, group)
      lines.push(...page.filter(line => (line.exception !== null) === group.accepted))
      const last = page.at(-1)
      if (last && lines.length >= limit) return { lines, next: textOf(group, last) }
      if (!last || page.length < most) break
      from = last.id
    }
  }
  return { lines, next: null }
}

const exact = ['tenant', 'outcome', 'severity', 'check'] as const

function fits(finding: ShownFinding, filter: Filter): boolean {
  const text = `${finding.check} ${finding.resource.name} ${finding.expected}`.toLowerCase()
  return (
    exact.every(key => filter[key] === undefined || finding[key] === filter[key]) &&
    (!filter.text || text.includes(filter.text.toLowerCase()))
  )
}
