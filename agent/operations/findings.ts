import { z } from 'zod'
import type { Agent } from '../agent.ts'
import type { Config } from '../home/config.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedFinding } from '../judge/finding-index.ts'
import { countsOf, orders, pageOf, select } from '../judge/finding-list.ts'
import type { Selection } from '../judge/finding-list.ts'
import { ownerOf } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { assertNames } from '../judge/names.ts'
import { answering, list } from './operation.ts'
import { Counts, ShortFinding, standing } from './shapes.ts'

const PAGE = 100

/** Which findings, and in which order. */
export const FindingFilter = z.strictObject({
  tenant: z.string().optional(),
  outcome: z.string().optional(),
  severity: z.string().optional(),
  service: z.string().optional(),
  check: z.string().optional(),
  reason: z.string().optional(),
  drift: z.string().optional(),
  framework: z.string().optional(),
  requirement: z.string().optional(),
  owner: z.string().optional(),
  /** Looked for in title, check, resource, tenant and what is wanted, in any case. */
  text: z.string().optional(),
  /** What is no order is the first: most urgent first. */
  sort: z.enum(orders).catch('urgency').default('urgency'),
  /** From 0; a page has 100. What is no page number is the first. */
  page: z.coerce.number().int().nonnegative().catch(0).default(0),
})

/**
 * The findings of all tenants, filtered, most urgent first. A filter that can find nothing is refused.
 * @throws Problem as `assertNames`
 */
export const findings = answering({
  title: 'The findings, filtered',
  role: 'reader',
  needs: 'home',
  input: FindingFilter,
  kind: 'findings',
  output: z.strictObject({
    total: z.int(),
    counts: Counts,
    findings: list(ShortFinding),
    ...standing,
  }),
  async run(agent, _, { page, ...wanted }) {
    const found = await lookFor(agent, wanted)
    const shown = await pageOf(agent, found, page * PAGE, PAGE)
    const counts = countsOf(found)
    const total = Object.values(counts).reduce((all, count) => all + count, 0)
    return {
      total,
      counts,
      findings: shown.map(shortFinding(agent.config().owners)),
      ...(await standingOf(agent)),
    }
  },
})

/**
 * What a view shows, without being read. @throws Problem `choice-unknown`, `tenant-unknown`,
 * `check-unknown`, `framework-unknown`: a word that can find nothing is refused
 */
export async function lookFor(
  agent: Agent,
  { sort, ...filter }: Omit<z.output<typeof FindingFilter>, 'page'>,
): Promise<Selection> {
  const all = await findingIndexOf(agent).all()
  // A form sends what nobody chose as an empty text.
  const { tenant, outcome, severity, check, framework } = filter
  const given = Object.entries({ tenant, outcome, severity, check, framework })
  assertNames(agent, Object.fromEntries(given.filter(([, word]) => word)), {
    tenants: await agent.store.tenants(),
    checks: all.flatMap(item => item.groups.map(group => group.check)),
  })
  return select(agent, all, filter, sort)
}

export function shortFinding(owners: Config['owners']) {
  return (finding: ListedFinding) => {
    const { requirements: _, ...rest } = finding
    return { ...rest, owner: ownerOf(owners, finding) }
  }
}
