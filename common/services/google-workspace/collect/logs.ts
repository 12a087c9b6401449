import { z } from 'zod'
import type { CollectorPart, EvidenceHandle, Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { AdminEvent } from '../import/logs.ts'
import { eventsOf, fromEvents } from '../import/logs.ts'
import { loggedSettings } from '../settings/index.ts'
import { addressesOf, listOf, rootOf, unitsOf } from './request.ts'

const Activity = z.looseObject({
  id: z.looseObject({ time: z.string() }),
  events: z
    .array(
      z.looseObject({
        name: z.string(),
        parameters: z
          .array(z.looseObject({ name: z.string(), value: z.string().optional() }))
          .optional(),
      }),
    )
    .optional(),
})
const names = [
  'CHANGE_APPLICATION_SETTING',
  'CREATE_APPLICATION_SETTING',
  'DELETE_APPLICATION_SETTING',
  ...loggedSettings.flatMap(setting => setting.event ?? []),
]

/**
 * https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list: the
 * admin log names who changed what, hence personal.
 */
export const adminLogPart: CollectorPart = {
  id: 'admin-log',
  settings: loggedSettings.map(setting => setting.id),
  async *collect(context) {
    const units = await unitsOf(context)
    const evidence: EvidenceHandle[] = [...units.evidence]
    const wanted = new Set(loggedSettings.flatMap(setting => setting.names))
    const events: AdminEvent[] = []
    for (const name of new Set(names)) {
      const found = await listOf(
        context.api,
        `${addressesOf(context.target).admin}/admin/reports/v1/activity/users/all/applications/admin?eventName=${name}&maxResults=1000`,
        'items',
        Activity,
        true,
      )
      evidence.push(...found.evidence)
      // Only what some setting asks for is kept in memory: a busy tenant changes other things
      // thousands of times.
      events.push(
        ...eventsOf({ items: found.items }).filter(
          event =>
            wanted.has(event.parameters.get('SETTING_NAME') ?? '') ||
            loggedSettings.some(setting => setting.event === event.name),
        ),
      )
    }
    const root = units.items.find(unit => unit.orgUnitPath === '/')?.name ?? ''
    const pathOf = new Map(
      units.items.map(unit => [
        unit.name,
        units.items.filter(other => other.name === unit.name).length === 1
          ? unit.orgUnitPath
          : unit.name,
      ]),
    )
    const placed = events.map(event => ({
      ...event,
      parameters: new Map(event.parameters).set(
        'ORG_UNIT_NAME',
        place(event.parameters.get('ORG_UNIT_NAME') ?? '', root, pathOf),
      ),
    }))
    const { type, id } = rootOf(context.target)
    for (const setting of loggedSettings) {
      const values = fromEvents(setting, placed, '/')
      // The log is blind where nothing changed: that is no value, and what a console page showed
      // may count instead.
      if (values.every(item => item.origin === 'no-event'))
        yield {
          kind: 'unobserved',
          resource: { type, id },
          setting: setting.id,
          reason: 'not-readable-by-api',
          why: said('no-event'),
          evidence,
        }
      else
        yield {
          kind: 'value',
          resource: { type, id },
          setting: setting.id,
          value: values as readonly Value[],
          evidence,
        }
    }
  },
}

function place(name: string, root: string, pathOf: ReadonlyMap<string, string>): string {
  return name === root || name === '' ? '/' : (pathOf.get(name) ?? name)
}
