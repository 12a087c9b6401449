import type { Current } from '../../../common/assess/current.ts'
import { current } from '../../../common/assess/current.ts'
import type { CompiledCheck } from '../../../common/assess/assess.ts'
import { withTargets } from '../../../common/assess/targets.ts'
import { compileCheck } from '../../../common/catalogue.ts'
import type {
  Metric,
  Observation,
  Reading,
  Resource,
  Service,
  Setting,
  Value,
  ValueType,
} from '../../../common/model/index.ts'
import type { Predicate } from '../../../common/model/service.ts'

export const at = '2026-03-01T12:00:00.000Z'
export const organization: Resource = { type: 'organization', id: 'o', name: 'Org' }
export const repository: Resource = {
  type: 'repository',
  id: 'r',
  name: 'Repo',
  parent: { type: 'organization', id: 'o' },
}

/** A setting of the test service that an API shows. */
export function setting(name: string, type: ValueType, resource = 'organization'): Setting {
  return { id: `acme.${resource}.${name}`, title: name, resource, type, api: { request: 'GET /' } }
}
export const settings: readonly Setting[] = [
  setting('name', { type: 'string' }),
  setting('count', { type: 'number' }),
  setting('names', { type: 'list', of: { type: 'string' } }),
  setting('flag', { type: 'boolean' }),
  setting('other', { type: 'boolean' }),
  setting('maybe', { type: 'number', nullable: true }),
  setting('private', { type: 'boolean' }, 'repository'),
]
export const metric: Metric = {
  id: 'session-lifetime',
  category: 'identity',
  title: 'Sessions end',
  description: 'In time.',
  scale: 'number',
  operator: 'at-most',
  target: 12,
  unit: 'h',
}

export function serviceWith(predicates: readonly Predicate[] = []): Service {
  return {
    id: 'acme',
    title: 'Acme',
    vendor: 'Acme',
    rights: [],
    settings,
    checks: [],
    predicates,
    testedAgainst: 'unit tests',
    resourceTypes: [
      { id: 'organization', title: 'Organization', plural: 'organizations' },
      { id: 'repository', title: 'Repository', plural: 'repositories' },
    ],
  }
}
/** A check's source: complete but for what the test is about. */
export function source(part: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    id: 'acme.organization.sound',
    title: 'Sound',
    metric: metric.id,
    resource: 'organization',
    reads: ['acme.organization.flag'],
    expected: 'on',
    severity: 'high',
    remediation: { steps: ['Switch it on.'], seen: 'documented' },
    ...part,
  }
}
export function check(
  part: Readonly<Record<string, unknown>>,
  predicates: readonly Predicate[] = [],
  targets: Readonly<Record<string, Value>> = {},
): CompiledCheck {
  const compiled = compileCheck(
    source(part),
    serviceWith(predicates),
    new Map([[metric.id, metric]]),
  )
  const own = Object.entries(targets).map(([id, value]) => ({ metric: id, value, from: at }))
  return withTargets([compiled], own)[0] ?? compiled
}
export function seen(id: string, reading: Reading, more: Partial<Observation> = {}): Observation {
  const owner = id.split('.')[1] === 'repository' ? repository : organization
  return {
    setting: id,
    resource: { type: owner.type, id: owner.id },
    reading,
    source: 'api',
    grade: 'A',
    at,
    evidence: [],
    ...more,
  }
}
export const value = (value: Value): Reading => ({ state: 'observed', value })
export function stateOf(
  observations: readonly Observation[],
  more: Partial<Parameters<typeof current>[0]> = {},
): Current {
  return current({
    tenant: 'main',
    service: 'acme',
    at,
    resources: [organization],
    observations,
    ...more,
  })
}
