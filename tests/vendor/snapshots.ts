// Configuration snapshots: what checks look at in each resource type, and Microsoft's schema of it.
import { readFileSync, readdirSync } from 'node:fs'
import { assess } from '../../common/assess/assess.ts'
import { current } from '../../common/assess/current.ts'
import { loadCatalogue } from '../../common/catalogue.ts'
import { metrics } from '../../common/metrics.ts'
import type { Observation, Value } from '../../common/model/index.ts'
import { snapshotTypes } from '../../common/services/microsoft-365/collect/snapshot.ts'
import { settingsOf } from '../../common/services/microsoft-365/import/index.ts'
import { service } from '../../common/services/microsoft-365/service.ts'

/** A property's type: an enumeration's words, or what JSON has. */
type Property = 'boolean' | 'string' | 'number' | 'list' | 'object' | readonly string[]
type Schema = { readonly [type: string]: { readonly [property: string]: Property } }
export type Snapshots = {
  readonly source: { readonly name: string; readonly version: string; readonly date: string }
  readonly types: Schema
}

type JsonSchema = {
  readonly $defs: {
    readonly [type: string]: {
      readonly properties: {
        readonly [name: string]: {
          readonly type?: string
          readonly pattern?: string
          readonly errorMessage?: string
        }
      }
    }
  }
}

/** https://json.schemastore.org/utcm-monitor.json: of our types the properties that are looked at. */
export function fromJsonSchema({ $defs }: JsonSchema): Schema {
  const looked = lookedAt()
  return Object.fromEntries(
    Object.keys(snapshotTypes).map(type => [
      type,
      Object.fromEntries(
        Object.entries($defs[type]?.properties ?? {})
          .filter(([name]) => comesFrom(type, name, looked.get(type) ?? new Set()))
          .map(([name, { type: kind, errorMessage = '' }]) => {
            const words = [...errorMessage.matchAll(/'([^']*)'/g)].map(([, word = '']) => word)
            return [name, words.length > 0 ? words : propertyOf(kind)]
          }),
      ),
    ]),
  )
}

function propertyOf(kind: string | undefined): Property {
  if (kind === 'array') return 'list'
  if (kind === 'integer' || kind === 'number') return 'number'
  return kind === 'boolean' || kind === 'object' ? kind : 'string'
}

/** Whether a field that is looked at is the property, or follows from it. */
function comesFrom(type: string, property: string, looked: ReadonlySet<string>): boolean {
  return [...fieldsFrom(type, { [property]: sample(property) })].some(name => looked.has(name))
}

/** Names of what checks find in a resource with such properties. */
export function fieldsFrom(type: string, properties: Readonly<Record<string, Value>>): Set<string> {
  const [section, change] = snapshotTypes[type] ?? []
  if (section === undefined || change === undefined) return new Set()
  return new Set(
    settingsOf(section, [change(properties)]).flatMap(([, value]) =>
      Array.isArray(value) ? Object.keys((value[0] ?? {}) as object) : [],
    ),
  )
}

/** A value for which a property that others follow from has its effect. */
export function sample(property: string): Value {
  return property === 'Enabled' ? true : 'x'
}

type Fixture = { readonly check: string; readonly settings: Readonly<Record<string, Value>> }
const folder = new URL('../../common/services/microsoft-365/checks/', import.meta.url)
const fixtures = readdirSync(folder)
  .filter(name => name.endsWith('.fixtures.json'))
  .flatMap(name => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as readonly Fixture[])

/** By type, the fields that checks look at while the checks' own cases are judged. */
export function lookedAt(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>()
  const checks = new Map(
    loadCatalogue({ services: [service], metrics, frameworks: [] })
      .checksOf('microsoft-365', 'all')
      .map(compiled => [compiled.check.id, compiled]),
  )
  const resource = { type: 'tenant', id: 'tenant', name: 'Tenant' }
  const at = '2026-11-23T00:00:00.000Z'
  for (const { check, settings } of fixtures) {
    const compiled = checks.get(check)
    if (!compiled) continue
    const observations = Object.entries(settings)
      .filter(([, value]) => Array.isArray(value))
      .map(([setting, value]): Observation => ({
        setting,
        resource,
        source: 'api',
        grade: 'A',
        at,
        evidence: [],
        reading: { state: 'observed', value: watched(value, nameOf(setting), found) },
      }))
    assess(
      [compiled],
      current({ tenant: 't', service: 'microsoft-365', at, resources: [resource], observations }),
      {},
    )
  }
  return new Map(
    Object.entries(snapshotTypes).map(([type, [section]]) => [
      type,
      new Set(settingsOf(section, []).flatMap(([name]) => [...(found.get(name) ?? [])])),
    ]),
  )
}

function nameOf(setting: string): string {
  return setting.slice(setting.lastIndexOf('.') + 1)
}

/** A list whose records write down which of their fields are looked at. */
function watched(list: Value, name: string, found: Map<string, Set<string>>): Value {
  const looked = found.get(name) ?? new Set<string>()
  found.set(name, looked)
  return (list as readonly Value[]).map(item =>
    typeof item !== 'object' || item === null
      ? item
      : (new Proxy(item, {
          get: (target, key, receiver) => {
            if (typeof key === 'string' && key !== 'constructor') looked.add(key)
            return Reflect.get(target, key, receiver) as unknown
          },
        }) as Value),
  )
}

/** Values that the checks' own cases have in a field of a type. */
export function casesOf(type: string): readonly { readonly name: string; readonly value: Value }[] {
  const [section = ''] = snapshotTypes[type] ?? []
  const names = new Set(settingsOf(section, []).map(([name]) => name))
  return fixtures.flatMap(({ settings }) =>
    Object.entries(settings)
      .filter(([setting, value]) => names.has(nameOf(setting)) && Array.isArray(value))
      .flatMap(([, value]) => value as readonly Value[])
      .flatMap(item => (typeof item === 'object' && item !== null ? Object.entries(item) : []))
      .map(([name, value]) => ({ name, value: value as Value })),
  )
}
