import { globSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { current } from '../../common/assess/current.ts'
import type { Current } from '../../common/assess/current.ts'
import { Outcome, Reason, Value } from '../../common/model/index.ts'
import type { Observation, Resource, Service } from '../../common/model/index.ts'

const root = new URL('../../', import.meta.url)

/** What a check is to say of settings: a case of a family's file beside it. */
const Fixture = z.strictObject({
  check: z.string(),
  case: z.string(),
  outcome: Outcome,
  settings: z.record(
    z.string(),
    z.union([
      z.strictObject({ $unobserved: Reason }),
      z.strictObject({ $each: z.record(z.string(), Value) }),
      Value,
    ]),
  ),
  resource: z.object({ type: z.string(), id: z.string() }).partial().optional(),
  accepted: z.record(z.string(), Value).optional(),
})
export type Fixture = z.infer<typeof Fixture>

/** All cases of a service's checks. */
export function fixturesOf(service: Service): readonly Fixture[] {
  return globSync(`common/services/${service.id}/checks/*.fixtures.json`, { cwd: root }).flatMap(
    file => z.array(Fixture).parse(JSON.parse(readFileSync(new URL(file, root), 'utf8'))),
  )
}

/**
 * `$each` gives a setting of things below the check's resource: a value, or why there is none, by
 * the thing's id.
 */
export function stateOf(service: Service, type: string, settings: Fixture['settings']): Current {
  const [rootType] = service.resourceTypes
  const parent: Resource = { type: rootType?.id ?? type, id: 'root', name: 'root' }
  const resources =
    type === parent.type
      ? [parent]
      : [parent, { type, id: 'thing', name: 'thing', parent: { type: parent.type, id: parent.id } }]
  const at = '2026-01-01T00:00:00.000Z'
  const observations = Object.entries(settings).flatMap(([id, given]): Observation[] => {
    const owner = service.settings.find(item => item.id === id)?.resource ?? type
    const each =
      typeof given === 'object' && given !== null && '$each' in given
        ? (given.$each as Readonly<Record<string, Value>>)
        : { [owner === parent.type ? 'root' : 'thing']: given as Value }
    return Object.entries(each).map(([resource, value]) => {
      const unobserved =
        typeof value === 'object' && value !== null && '$unobserved' in value
          ? (value.$unobserved as Reason)
          : null
      return {
        setting: id,
        resource: { type: owner, id: resource },
        source: 'api',
        grade: 'A',
        at,
        evidence: [],
        reading: unobserved
          ? { state: 'unobserved', reason: unobserved }
          : { state: 'observed', value: value as Value },
      }
    })
  })
  const below = [
    ...new Map(
      observations
        .filter(item => !resources.some(known => known.type === item.resource.type))
        .map(({ resource }) => [
          `${resource.type}\n${resource.id}`,
          { ...resource, name: resource.id, parent: { type: parent.type, id: parent.id } },
        ]),
    ).values(),
  ]
  return current({
    tenant: 'fixture',
    service: service.id,
    at,
    resources: [...resources, ...below],
    observations,
  })
}
