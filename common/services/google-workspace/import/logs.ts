import type { Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Readings, ScubaGogglesExport } from './export.ts'
import { failedCall } from './export.ts'
import type { LoggedSetting } from '../settings/define.ts'
import { loggedSettings } from '../settings/index.ts'
import type { UnitValue } from '../predicates/units.ts'
import { deletedUnits, place, unitNames } from './policies.ts'

/** One admin event: when, its name, its parameters by name. */
export type AdminEvent = {
  readonly time: string
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
}

/** The log sections: the last event of each setting and unit says what was set. */
export function loggedReadings(source: ScubaGogglesExport, into: Readings): void {
  const failed = failedCall(source, 'activities')
  const gone = deletedUnits(source)
  for (const setting of loggedSettings) {
    const section = `${setting.log}_logs` as keyof ScubaGogglesExport
    const log = source[section] as { readonly items?: readonly unknown[] } | null | undefined
    if (!log || failed)
      into.miss(
        setting,
        failed ? 'forbidden' : 'not-found',
        failed
          ? said('call-unsuccessful', { call: failed, from: into.from })
          : said('no-section', { section }),
      )
    else if (!readable(log)) into.miss(setting, 'malformed', said('section-malformed', { section }))
    else
      into.observe(
        setting,
        fromEvents(
          setting,
          eventsOf(log).filter(event => !gone(event.parameters.get('ORG_UNIT_NAME') ?? '')),
          source.tenant_info?.topLevelOU ?? '',
          unitNames(source),
          source.organizational_unit_names ?? [],
        ) as readonly Value[],
      )
  }
}

/**
 * Whether each item has events and a time, without which nobody can say which was the last, and each
 * event what it is about.
 */
function readable(log: { readonly items?: readonly unknown[] }): boolean {
  return (log.items ?? []).every(item => {
    const { id, events } = item as {
      readonly id?: { readonly time?: string }
      readonly events?: unknown
    }
    return (
      Array.isArray(events) && !Number.isNaN(Date.parse(id?.time ?? '')) && events.every(isWhole)
    )
  })
}

/** Whether an event says what it is about and, where it changes a setting, to what. */
function isWhole(event: unknown): boolean {
  const { name, parameters } = (event ?? {}) as {
    readonly name?: unknown
    readonly parameters?: unknown
  }
  const given = (Array.isArray(parameters) ? parameters : []) as readonly object[]
  const has = (wanted: string): boolean =>
    given.some(item => 'name' in item && item.name === wanted)
  const named = typeof name === 'string' && name !== ''
  const changes = named ? name.endsWith('_APPLICATION_SETTING') : has('SETTING_NAME')
  if (!changes) return named
  // A number, a truth value or a list stands in a member of another name.
  return (
    given.every(item => 'name' in item && Object.keys(item).length > 1) &&
    has('SETTING_NAME') &&
    (name === 'DELETE_APPLICATION_SETTING' || has('NEW_VALUE'))
  )
}

/** Events of a reply of the Reports API (`items[].events[]`), in its order: newest first. */
export function eventsOf(log: { readonly items?: readonly unknown[] }): AdminEvent[] {
  return (log.items ?? []).flatMap(item => {
    const { id, events } = item as {
      readonly id?: { readonly time?: string }
      readonly events?: readonly {
        readonly name?: string
        readonly parameters?: readonly { readonly name: string; readonly value?: string }[]
      }[]
    }
    return (events ?? []).map(event => ({
      time: id?.time ?? '',
      name: event.name ?? '',
      parameters: new Map((event.parameters ?? []).map(item => [item.name, item.value ?? ''])),
    }))
  })
}

/**
 * The value that the last event of each unit and group left. Deleting a unit's setting makes it
 * inherit again, deleting the root's gives Google's default. A root without any event carries null
 * and
 * `no-event`: the log is blind there, but for settings of which the state that nobody set is known
 * and complies.
 * @param root name of the top-level unit; empty where the tool could not tell, then the only unit
 * with events is it
 * @param listed names in the tool's own list of units: with two of them it takes others for deleted
 */
export function fromEvents(
  setting: LoggedSetting,
  events: readonly AdminEvent[],
  root: string,
  known: ReadonlySet<string> = new Set(),
  listed: readonly string[] = [],
): UnitValue[] {
  const relevant = events.filter(event =>
    setting.event
      ? event.name === setting.event
      : setting.names.includes(event.parameters.get('SETTING_NAME') ?? ''),
  )
  const named = new Set(
    events.map(event => event.parameters.get('ORG_UNIT_NAME') ?? '').filter(name => name !== ''),
  )
  const top = root !== '' ? root : named.size === 1 ? ([...named][0] ?? '') : ''
  const last = new Map<string, AdminEvent>()
  for (const event of relevant) {
    const { unit, group } = placeOf(event, top, known)
    const key = `${unit}\n${group ?? ''}`
    const before = last.get(key)
    if (!before || Date.parse(event.time) > Date.parse(before.time)) last.set(key, event)
  }
  const values = [...last.values()].flatMap((event): UnitValue[] => {
    const unlisted =
      listed.length > 1 && !listed.includes(event.parameters.get('ORG_UNIT_NAME') ?? '')
    const at = { ...placeOf(event, top, known), ...(unlisted ? { unlisted } : {}) }
    const value = event.parameters.get('NEW_VALUE')
    if (event.name !== 'DELETE_APPLICATION_SETTING' && value !== undefined)
      return [{ ...at, value, at: event.time }]
    const fallback = setting.vendorDefault ?? null
    return at.unit !== '/' || at.group !== undefined || fallback === null
      ? []
      : [{ ...at, value: fallback, origin: 'reset', at: event.time }]
  })
  if (!values.some(item => item.unit === '/' && item.group === undefined))
    values.push({ unit: '/', value: setting.unsetValue ?? null, origin: 'no-event' })
  return values.sort((a, b) =>
    `${a.unit}\n${a.group ?? ''}` < `${b.unit}\n${b.group ?? ''}` ? -1 : 1,
  )
}

function placeOf(
  event: AdminEvent,
  root: string,
  known: ReadonlySet<string>,
): { readonly unit: string; readonly group?: string } {
  const group = event.parameters.get('GROUP_EMAIL') ?? event.parameters.get('GROUP_NAME')
  const at = place(event.parameters.get('ORG_UNIT_NAME') ?? '', root, known)
  return group ? { ...at, group } : at
}
