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
  /** From 0; a page has 100. What is no page number is the first. */
  page: z.coerce.number().int().nonnegative().catch(0).default(0),
})
type Filter = Omit<z.output<typeof Filter>, 'page'>

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
    ...standing,
  }),
  async run(agent, _, { page, ...filter }) {
    const found = (await findingIndexOf(agent).all()).filter(fitsAll(filter))
    const shown = found.slice(page * PAGE, (page + 1) * PAGE).map(shortFinding)
    const counts = countOutcomes(found)
    return { total: found.length, counts, findings: shown, ...(await standingOf(agent)) }
  },
})

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
