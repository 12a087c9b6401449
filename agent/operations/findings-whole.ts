import { z } from 'zod'
import { ShownFinding } from '../../common/model/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
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
    ...standing,
  }),
  async run(agent, _, filter) {
    const tenants = Object.keys(agent.config().tenants).sort()
    const stored = await Promise.all(tenants.map(tenant => agent.store.findings(tenant)))
    const lines = stored.flat()
    const catalogue = agent.catalogue()
    const { owners } = agent.config()
    assertNames(agent, filter, { checks: lines.map(({ check }) => check) })
    assertChoice('owner', filter.owner, [...new Set(owners.map(item => item.owner))])
    const all = lines.map(item => shownFinding(item, catalogue))
    const found = all.filter(
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
      of: all.length,
      owners: Object.fromEntries(
        found.flatMap(item => {
          const owner = ownerOf(owners, item)
          return owner === null ? [] : [[item.id, owner]]
        }),
      ),
      checks: Object.fromEntries(checks),
      disagreements: Object.fromEntries(disagreements),
      ...(await standingOf(agent)),
    }
  },
})

const exact = ['tenant', 'outcome', 'severity', 'check'] as const

function fits(finding: ShownFinding, filter: Filter): boolean {
  const text = `${finding.check} ${finding.resource.name} ${finding.expected}`.toLowerCase()
  return (
    exact.every(key => filter[key] === undefined || finding[key] === filter[key]) &&
    (!filter.text || text.includes(filter.text.toLowerCase()))
  )
}
