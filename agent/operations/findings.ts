import { z } from 'zod'
import { countOutcomes } from '../../common/model/index.ts'
import type { Config } from '../home/config.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import type { ListedFinding } from '../judge/finding-index.ts'
import { ownerOf } from '../judge/owners.ts'
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
  owner: z.string().optional(),
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
    const { owners } = agent.config()
    const found = (await findingIndexOf(agent).all()).filter(fitsAll(filter, owners))
    const shown = found.slice(page * PAGE, (page + 1) * PAGE).map(shortFinding(owners))
    const counts = countOutcomes(found)
    return { total: found.length, counts, findings: shown, ...(await standingOf(agent)) }
  },
})

export function shortFinding(owners: Config['owners']) {
  return (finding: ListedFinding) => {
    const { requirements: _, ...rest } = finding
    return { ...rest, owner: ownerOf(owners, finding) }
  }
}

const exact = ['tenant', 'outcome', 'severity', 'service', 'check', 'reason', 'drift'] as const

/** Every given part must fit. */
function fitsAll(filter: Filter, owners: Config['owners']): (finding: ListedFinding) => boolean {
  const wanted = filter.text?.trim().toLowerCase()
  const { framework, requirement, owner } = filter
  return finding =>
    exact.every(key => !filter[key] || finding[key] === filter[key]) &&
    (!framework || finding.requirements.some(id => id.startsWith(`${framework}:`))) &&
    (!requirement || finding.requirements.includes(requirement)) &&
    (!owner || ownerOf(owners, finding) === owner) &&
    (!wanted || textOf(finding).includes(wanted))
}

function textOf({ title, check, resource, tenant, expected }: ListedFinding): string {
  return [title, check, resource.name, tenant, expected].join('\n').toLowerCase()
}
