import { Outcome, Severity } from '../../common/model/index.ts'
import type { Framework } from '../../common/model/index.ts'
import { nearest } from '../../common/model/nearest.ts'
import type { Agent } from '../agent.ts'
import { Problem } from '../problem.ts'

type Named = {
  readonly tenant?: string | undefined
  readonly outcome?: string | undefined
  readonly severity?: string | undefined
  readonly check?: string | undefined
  readonly framework?: string | undefined
}
/** What is on record besides what is configured and catalogued. */
type Recorded = { readonly tenants?: Iterable<string>; readonly checks?: Iterable<string> }

/**
 * A word that can find nothing is refused: nothing found would look like nothing wrong.
 * @throws Problem `choice-unknown`, `tenant-unknown`, `check-unknown`, `framework-unknown`
 */
export function assertNames(
  agent: Pick<Agent, 'config' | 'catalogue'>,
  { tenant, outcome, severity, check, framework }: Named,
  recorded: Recorded = {},
): void {
  assertChoice('outcome', outcome, Outcome.options)
  assertChoice('severity', severity, Severity.options)
  const configured = Object.keys(agent.config().tenants).sort()
  if (tenant !== undefined && ![...configured, ...(recorded.tenants ?? [])].includes(tenant))
    throw new Problem('tenant-unknown', { tenant, known: configured })
  const { services, frameworks } = agent.catalogue()
  const checks = new Set(services.flatMap(service => service.checks.map(({ id }) => id)))
  for (const id of recorded.checks ?? []) checks.add(id)
  if (check !== undefined && !checks.has(check))
    throw new Problem('check-unknown', { check, service: null, like: nearest(check, checks) })
  const known = frameworks.map(({ id }) => id)
  if (framework !== undefined && !known.includes(framework))
    throw new Problem('framework-unknown', { framework, known })
}

/** A level that none of the frameworks has would choose nothing. @throws Problem `choice-unknown` */
export function assertLevel(
  frameworks: readonly Pick<Framework, 'levels'>[],
  level: string | undefined,
): void {
  const known = frameworks.flatMap(({ levels = [] }) => levels)
  assertChoice('level', level, [...new Set(known)])
}

/** @throws Problem `choice-unknown` */
export function assertChoice(
  name: string,
  given: string | undefined,
  known: readonly string[],
): void {
  if (given !== undefined && !known.includes(given))
    throw new Problem('choice-unknown', { name, given, known })
}
