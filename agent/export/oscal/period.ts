import { entryName } from '../../../common/log/bundle.ts'
import { shareOf } from '../../../common/assess/period.ts'
import type { Period } from '../../../common/assess/period.ts'
import { durationText, periodText, shareText } from '../../../common/words/english/period.ts'
import { hours, iso, readText } from '../period-cells.ts'
import type { RequirementPeriod } from '../period.ts'
import { deviationsOf } from '../period-rows.ts'
import type { FoundDeviation } from '../period-rows.ts'
import { uuid5 } from '../uuid.ts'
import type { Moment, TenantWindow, Window } from '../window.ts'
import { controlId, oneLine, prop, some, toolUuid } from './names.ts'
import type { Linking, Prop } from './names.ts'

const origins = [{ actors: [{ 'type': 'tool', 'actor-uuid': toolUuid }] }]
const types = ['control-objective']

/** The numbers of a period as properties of ours. @param read "api A" */
export function periodProps(period: Period, read: readonly string[]): Prop[] {
  const { runs, deviations, longest, repair, gaps, time } = period
  return [
    prop('period-from', iso(period.from)),
    prop('period-to', iso(period.to)),
    prop('effective-throughout', period.throughout),
    prop('runs-as-wanted', runs.conforming),
    prop('runs-made', runs.made),
    ...(shareOf(period) === null
      ? []
      : [prop('time-as-wanted', `${shareText(shareOf(period))} %`)]),
    prop('deviations', deviations.length),
    ...(longest === null ? [] : [prop('longest-deviation-hours', hours(longest))]),
    ...(repair === null ? [] : [prop('mean-time-to-repair-hours', hours(repair.mean))]),
    prop('gaps', gaps.length),
    prop('hours-not-provable', hours(time.gap + time.unknown)),
    ...(read.length === 0 ? [] : [prop('how-read', read.join(', '))]),
  ]
}

/**
 * Observations of the whole window: one a requirement, and one a deviation, with the entries that
 * sealed it and its end.
 */
export async function* periodObservations(
  window: Window,
  tenant: TenantWindow,
  moment: Moment,
  given: {
    readonly scope: string
    readonly linking: Linking
    /** Where a thing is defined in the result. */
    readonly subjectOf: (resource: Moment['resources'][number]) => string
  },
): AsyncIterable<object> {
  for (const item of await window.requirements(tenant)) yield requirement(item, window, given.scope)
  const there = new Set(moment.resources.map(({ type, id }) => `${type}\n${id}`))
  for await (const item of deviationsOf(window, [tenant])) {
    const { type, id } = item.found.shown.resource
    yield deviation(item, window, { ...given, isThere: there.has(`${type}\n${id}`) })
  }
}

function requirement(
  { tenant, framework, requirement: { id, title }, period, read }: RequirementPeriod,
  window: Window,
  scope: string,
): object {
  return {
    uuid: uuid5(`period ${scope} ${tenant} ${framework.id}:${id}`),
    title: oneLine(`${framework.title} ${id}: ${title}, over the period`),
    description: oneLine(periodText(period)),
    props: [
      prop('control-id', controlId(framework.id, id)),
      ...periodProps(period, readText(read)),
    ],
    methods: ['TEST'],
    types,
    origins,
    collected: window.to,
    ...(period.gaps.length > 0 ? { remarks: gapsText(period) } : {}),
  }
}

function gapsText({ gaps }: Period): string {
  const shown = gaps.slice(0, 20)
  const lines = shown.map(
    ({ from, to, reasons }) => `${iso(from)} to ${iso(to)}: ${oneLine(reasons.join(', '))}`,
  )
  const more = gaps.length > shown.length ? [`and ${gaps.length - shown.length} more`] : []
  return ['Not provable:', ...lines, ...more].join('\n\n')
}

function deviation(
  { tenant, found, deviation: item }: FoundDeviation,
  window: Window,
  given: {
    readonly scope: string
    readonly linking: Linking
    readonly subjectOf: (resource: Moment['resources'][number]) => string
    readonly isThere: boolean
  },
): object {
  const { shown, read, period, accepted } = found
  const check = tenant.service.checks.find(one => one.id === shown.check)
  const [from, to] = [iso(item.from), item.to === null ? null : iso(item.to)]
  const entries = [item.entry, ...(item.endEntry === null ? [] : [item.endEntry])]
  const within = new Set(window.entries)
  const length = (item.to ?? period.to) - item.from
  return {
    uuid: uuid5(`deviation ${given.scope} ${shown.id} ${from}`),
    title: oneLine(`Deviation: ${check?.title ?? shown.check}`),
    description: oneLine(
      `${shown.resource.name} deviated from ${item.before ? 'before the window' : from} ${to ? `to ${to}` : 'to the end of the window'}, ${durationText(length)} of it in the window.`,
    ),
    props: [
      prop('check', shown.check),
      prop('metric', shown.metric),
      prop('severity', shown.severity),
      prop('deviation-from', from),
      ...(to === null ? [] : [prop('deviation-to', to)]),
      prop('deviation-ended', item.ended ?? 'not-yet'),
      prop('how-read', read.join(', ')),
      ...accepted.map(id => prop('exception', id)),
    ],
    methods: [shown.source === 'api' ? 'TEST' : 'EXAMINE'],
    types,
    origins,
    ...(given.isThere
      ? {
          subjects: [
            {
              'subject-uuid': given.subjectOf(shown.resource),
              'type': 'inventory-item',
              'title': oneLine(shown.resource.name),
            },
          ],
        }
      : {}),
    ...some(
      'relevant-evidence',
      entries
        .filter(entry => within.has(entry))
        .map(entry => ({
          ...(given.linking === 'files' ? { href: `../evidence/${entryName(entry)}.json` } : {}),
          description: `Entry ${entry} of the evidence log: the assessment that sealed ${entry === item.entry ? 'it' : 'its end'}`,
          props: [prop('log-entry', entry)],
        })),
    ),
    collected: from,
  }
}
