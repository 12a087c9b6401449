import type { CheckSource } from '../../../model/index.ts'
import { variableName } from '../../../model/index.ts'
import { pageSettings } from '../settings/index.ts'
import { cisIds } from './cis.ts'

type Criticality = 'SHALL' | 'SHALL NOT' | 'SHOULD' | 'SHOULD NOT'

type Common = {
  /** The check's name: the last part of its id. */
  readonly name: string
  /** Id in CISA's Secure Configuration Baseline for Google Workspace, with its version. */
  readonly policy: string
  readonly criticality: Criticality
  readonly title: string
  readonly metric: string
  readonly severity: CheckSource['severity']
  /** The wanted state in words. */
  readonly expected: string
  readonly steps: readonly string[]
}

const id = (name: string): string => `google-workspace.tenant.${name}`

/**
 * A check over settings that each organisational unit and group may have for itself: every unit
 * must hold.
 * @param service the setting with the service's status; units where it is off do not count
 * @param deviates CEL over `u`, one unit with its effective values: true where it departs from the
 * wanted state
 */
export function unitCheck(
  definition: Common & {
    readonly service?: string
    readonly reads: readonly string[]
    readonly deviates: string
  },
): CheckSource {
  const { service, reads, deviates, ...common } = definition
  const map = `{${[...(service ? [['service', service] as const] : []), ...reads.map(name => [variableName(id(name)), name] as const)].map(([key, name]) => `"${key}": ${variableName(id(name))}`).join(', ')}}`
  const on = service ? 'u.service != "DISABLED" && ' : ''
  const all = [...reads, ...(service ? [service] : [])]
  return {
    ...base(common),
    reads: all.map(id),
    ...tested(
      all,
      `verdict(excluding(effective(${map}).filter(u, ${on}(${deviates})), accepted, "${id(common.name)}", "${common.policy}"), withoutValue(${map}))`,
      map,
    ),
  }
}

/**
 * A page shows what the top unit has: a finding that passes on such a reading names the units below
 * that nobody looked at.
 */
function tested(
  reads: readonly string[],
  test: string,
  map: string,
): Pick<CheckSource, 'test' | 'optional'> {
  return reads.some(name => pageSettings.has(id(name)))
    ? { test: `atTop(${test}, sources, ${map}, organizationalUnits)`, optional: [UNITS] }
    : { test }
}
const UNITS = id('organizational-units')

/**
 * A check over settings of the tenant as a whole. `test` is CEL; a list of what deviates is turned
 * into a verdict by `verdict(list, [])`.
 */
export function tenantCheck(
  definition: Common & { readonly reads: readonly string[]; readonly test: string },
): CheckSource {
  const { reads, test, ...common } = definition
  return { ...base(common), reads: reads.map(id), ...tested(reads, test, '{}') }
}

function base({
  name,
  policy,
  criticality,
  title,
  metric,
  severity,
  expected,
  steps,
}: Common): Omit<CheckSource, 'reads'> {
  return {
    id: id(name),
    title,
    metric,
    resource: 'tenant',
    severity,
    expected,
    remediation: { steps: [...steps], url: 'https://admin.google.com/', seen: 'documented' },
    references: [
      { source: 'SCuBA', id: policy, criticality },
      ...(cisIds[policy] ?? []).map(cis => ({ source: 'cis-google-workspace-1.3', id: cis })),
    ],
  }
}
