import { z } from 'zod'
import type { Config } from '../home/config.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedFinding } from '../judge/finding-index.ts'
import { countsOf, orders, pageOf, select } from '../judge/finding-list.ts'
import { ownerOf } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
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

/** The findings of all tenants, filtered, most urgent first. */
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
  async run(agent, _, { page, sort, ...filter }) {
    const found = await select(agent, await findingIndexOf(agent).all(), filter, sort)
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

export function shortFinding(owners: Config['owners']) {
  return (finding: ListedFinding) => {
    const { requirements: _, ...rest } = finding
    return { ...rest, owner: ownerOf(owners, finding) }
  }
}
