import { z } from 'zod'
import { countOutcomes } from '../../common/model/index.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedFinding } from '../judge/finding-index.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { Counts, ShortFinding, standing } from './shapes.ts'

const PAGE = 100

const Filter = z.strictObject({
  tenant: z.string().optional(),
  outcome: z.string().optional(),
  severity: z.string().optional(),
  service: z.string().optional(),
  check: z.string().optional(),
  reason: z.string().optional(),
  drift: z.string().optional(),
  framework: z.string().optional(),
  requirement: z.string().optional(),
  /** Looked for in title, check, resource, tenant and what is wanted, in any case. */
  text: z.string().optional(),
  /** By urgency where it is none of these. */
  sort: z.string().optional(),
  /** `check`: those of one check together, where its most urgent one stands. */
  group: z.string().optional(),
  /** From 0; a page has 100. What is no page number is the first. */
  page: z.coerce.number().int().nonnegative().catch(0).default(0),
})
type Filter = Omit<z.output<typeof Filter>, 'page' | 'sort' | 'group'>

/** The findings of all tenants, filtered, most urgent first. */
export const findings = answering({
  title: 'The findings, filtered',
  role: 'reader',
  needs: 'home',
  input: Filter,
  kind: 'findings',
  output: z.strictObject({
    total: z.int(),
    counts: Counts,
    findings: list(ShortFinding),
    /** How many there are of each check that is shown, where they are grouped. */
    groups: z.record(z.string(), z.int()),
    ...standing,
  }),
  async run(agent, _, { page, sort, group, ...filter }) {
    const fitting = (await findingIndexOf(agent).all()).filter(fitsAll(filter))
    const sorted = inOrder(fitting, sort)
    const byCheck = group === 'check' ? Map.groupBy(sorted, item => item.check) : null
    const found = byCheck ? [...byCheck.values()].flat() : sorted
    const shown = found.slice(page * PAGE, (page + 1) * PAGE).map(shortFinding)
    const counts = countOutcomes(found)
    const groups = Object.fromEntries(
      shown.flatMap(({ check }) => (byCheck ? [[check, byCheck.get(check)?.length ?? 0]] : [])),
    )
    return { total: found.length, counts, findings: shown, groups, ...(await standingOf(agent)) }
  },
})

const orders: Readonly<Record<string, (finding: ListedFinding) => string>> = {
  title: item => item.title,
  resource: item => item.resource.name,
  tenant: item => item.tenant,
  since: item => item.since,
}

/** Ordered by what is asked for, the latest first where that is a time; else as it comes. */
function inOrder(
  found: readonly ListedFinding[],
  sort: string | undefined,
): readonly ListedFinding[] {
  const keyOf = sort !== undefined && Object.hasOwn(orders, sort) ? orders[sort] : undefined
  if (!keyOf) return found
  const sign = sort === 'since' ? -1 : 1
  return found.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)]
    return one === other ? 0 : one < other ? -sign : sign
  })
}

export function shortFinding({ requirements: _, ...rest }: ListedFinding) {
  return rest
}

const exact = ['tenant', 'outcome', 'severity', 'service', 'check', 'reason', 'drift'] as const

/** Every given part must fit. */
function fitsAll(filter: Filter): (finding: ListedFinding) => boolean {
  const wanted = filter.text?.trim().toLowerCase()
  const { framework, requirement } = filter
  return finding =>
    exact.every(key => !filter[key] || finding[key] === filter[key]) &&
    (!framework || finding.requirements.some(id => id.startsWith(`${framework}:`))) &&
    (!requirement || finding.requirements.includes(requirement)) &&
    (!wanted || textOf(finding).includes(wanted))
}

function textOf({ title, check, resource, tenant, expected }: ListedFinding): string {
  return [title, check, resource.name, tenant, expected].join('\n').toLowerCase()
}
