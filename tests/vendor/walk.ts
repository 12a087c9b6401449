// Collectors, run against what a description allows.
import { assess } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import { collectors } from '../../common/services/collectors.ts'
import { services } from '../../common/services/index.ts'
import { Unreadable, mismatch } from '../../common/model/index.ts'
import type { CollectorContext, Observation, Value, Yield } from '../../common/model/index.ts'
import { describedApi } from './described-api.ts'
import type { Description, Request, Watch } from './shape.ts'

export type Walk = {
  readonly watch: Watch
  /** Requests that were asked, with what each is said to need. */
  readonly asked: ReadonlyMap<string, Request>
  /** Settings of which some reply gave a value. */
  readonly told: ReadonlySet<string>
  /** Allowed replies that were refused, and values that their settings do not have. */
  readonly wrong: ReadonlySet<string>
  /** Parts of which not all requests are described. */
  readonly incomplete: ReadonlySet<string>
  /** Requests by the part that asks them. */
  readonly byPart: ReadonlyMap<string, ReadonlySet<string>>
}

const at = '2026-11-01T00:00:00.000Z'

/** @param seeds how many of the allowed replies each part gets */
export async function walk(
  service: string,
  description: Description,
  target: Readonly<Record<string, string>>,
  seeds: number,
): Promise<Walk> {
  const collector = collectors.find(item => item.service === service)
  if (!collector) throw new TypeError(`${service} has no collector`)
  const settings = new Map(
    services.flatMap(item => item.settings.map(setting => [setting.id, setting] as const)),
  )
  const read: Watch['read'] = new Map()
  const watches: Watch[] = []
  const asked = new Map<string, Request>()
  const told = new Set<string>()
  const wrong = new Set<string>()
  const byPart = new Map<string, Set<string>>()
  const incomplete = new Set<string>()
  const { baseUrl } = collector.endpoint(target)
  const dns = { txt: async () => ({ records: [], evidence: 0 }) }
  const now = (): Date => new Date(at)
  const compiled = loadCatalogue({ services, metrics, frameworks: [] }).checksOf(service)
  const observations: Observation[] = []
  const take = (item: Yield): void => {
    if (item.kind !== 'value') return
    observations.push({
      setting: item.setting,
      resource: item.resource,
      source: 'api',
      grade: 'A',
      at,
      evidence: [],
      reading: { state: 'observed', value: item.value },
    })
    told.add(item.setting)
    const type = settings.get(item.setting)?.type
    const found = type && mismatch(item.value as Value, type)
    if (found) wrong.add(`${item.setting}: ${found.at} is ${found.found}`)
  }
  for (let seed = 0; seed < seeds; seed++) {
    for (const part of collector.parts) {
      const described = describedApi(description, baseUrl, String(seed), read)
      watches.push(described.watch)
      const context: CollectorContext = {
        api: described.api,
        dns,
        target,
        now,
      }
      try {
        for await (const item of part.collect(context)) take(item)
      } catch (error) {
        if (!(error instanceof Unreadable) || error.reason === 'malformed')
          wrong.add(`${part.id}: ${String(error)}`)
      }
      if (described.unknown()) incomplete.add(part.id)
      for (const [name, request] of described.asked) {
        asked.set(name, request)
        byPart.set(part.id, (byPart.get(part.id) ?? new Set()).add(name))
      }
    }
    // Checks read on in what was kept whole.
    const judged = observations.splice(0)
    const root = collector.root(target)
    const things = new Map(
      judged.map(({ resource }) => [`${resource.type} ${resource.id}`, resource]),
    )
    assess(
      compiled,
      current({
        tenant: 'described',
        service,
        at,
        resources: [...things.values()].map(({ type, id }) =>
          type === root.type
            ? root
            : { type, id, name: id, parent: { type: root.type, id: root.id } },
        ),
        observations: judged,
      }),
    )
    const described = describedApi(description, baseUrl, String(seed), read)
    watches.push(described.watch)
    try {
      await collector.probe({ api: described.api, dns, target, now })
    } catch (error) {
      if (!(error instanceof Unreadable) || error.reason === 'malformed')
        wrong.add(`connect: ${String(error)}`)
    }
    for (const [name, request] of described.asked) asked.set(name, request)
  }
  const undescribed = new Set(watches.flatMap(watch => [...watch.undescribed]))
  return { watch: { read, undescribed }, asked, told, wrong, incomplete, byPart }
}

/** What the walk used of a description: the rest is left out of what is kept. */
export function used(description: Description, { watch: { read }, asked }: Walk): Description {
  const { types } = description
  const kept = new Set<string>()
  const cut = (shape: Description['types'][string], name: string): Description['types'][string] => {
    if (typeof shape === 'string' || 'values' in shape) return shape
    if ('is' in shape) {
      kept.add(shape.is)
      return shape
    }
    if ('list' in shape) return { list: cut(shape.list, name) }
    if ('map' in shape) return { map: cut(shape.map, `${name}.*`) }
    if ('nullable' in shape) return { nullable: cut(shape.nullable, name) }
    if ('oneOf' in shape) return { oneOf: shape.oneOf.map(item => cut(item, name)) }
    return {
      fields: Object.fromEntries(
        Object.entries(shape.fields)
          .filter(([key]) => key.startsWith('@') || read.get(name)?.has(key.replace(/[?>]$/, '')))
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, item]) => [key, cut(item, `${name}.${key.replace(/[?>]$/, '')}`)]),
      ),
    }
  }
  const requests = Object.fromEntries(
    [...asked]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { parameters, rights, reply }]) => [
        name,
        {
          parameters: parameters.filter(item => read.get(`${name}?`)?.has(item)).toSorted(),
          ...(rights ? { rights: rights.toSorted() } : {}),
          reply: cut(reply, name),
        },
      ]),
  )
  const whole: Record<string, Description['types'][string]> = {}
  // A type that is kept may name others.
  for (let before = -1; before < kept.size;) {
    before = kept.size
    for (const name of kept) whole[name] ??= cut(types[name] ?? 'any', name)
  }
  return {
    sources: description.sources,
    requests,
    types: Object.fromEntries(Object.entries(whole).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}
