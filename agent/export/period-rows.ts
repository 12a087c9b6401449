import type { Deviation } from '../../common/assess/period.ts'
import { deviationTimes, hours, periodCells, periodColumns, readText } from './period-cells.ts'
import { completenessText } from './population.ts'
import type { ShownPeriod, TenantWindow, Window } from './window.ts'

/** One row a requirement and tenant, under its heading. */
export async function* requirementRows(window: Window): AsyncIterable<readonly string[]> {
  yield ['tenant', 'framework', 'requirement', 'title', 'from', 'to', 'findings', ...periodColumns]
  for (const tenant of window.tenants)
    for (const item of await window.requirements(tenant)) {
      const { framework, requirement, period } = item
      yield [
        tenant.id,
        `${framework.title} ${framework.version}`,
        requirement.id,
        requirement.title,
        tenant.judged.from,
        window.to,
        String(item.findings),
        ...periodCells(period, readText(item.read)),
      ]
    }
}

/** A deviation of a tenant, with the finding whose it is. */
export type FoundDeviation = {
  readonly tenant: TenantWindow
  readonly found: ShownPeriod
  readonly deviation: Deviation
}

/** Every deviation of the window, by tenant, finding and time. */
export async function* deviationsOf(
  window: Window,
  tenants: readonly TenantWindow[] = window.tenants,
): AsyncIterable<FoundDeviation> {
  for (const tenant of tenants)
    for await (const found of window.periods(tenant))
      for (const deviation of found.period.deviations) yield { tenant, found, deviation }
}

/** One row a deviation, under its heading. */
export async function* deviationRows(window: Window): AsyncIterable<readonly string[]> {
  yield [
    'tenant',
    'check',
    'title',
    'resource type',
    'resource id',
    'resource',
    'severity',
    'from',
    'to',
    'ended',
    'before the window',
    'hours in the window',
    'time to repair (hours)',
    'log entry that sealed it',
    'log entry that sealed its end',
    'accepted',
    'how read and grade',
  ]
  for await (const { tenant, found, deviation } of deviationsOf(window)) {
    const { shown, period } = found
    const { from, to } = deviationTimes(deviation)
    const length = (deviation.to ?? period.to) - deviation.from
    const repaired = deviation.ended === 'repaired' && !deviation.before
    yield [
      tenant.id,
      shown.check,
      tenant.service.checks.find(check => check.id === shown.check)?.title ?? shown.check,
      shown.resource.type,
      shown.resource.id,
      shown.resource.name,
      shown.severity,
      from,
      to ?? '',
      deviation.ended ?? 'not yet',
      deviation.before ? 'yes' : 'no',
      hours(length),
      repaired ? hours(length) : '',
      String(deviation.entry),
      deviation.endEntry === null ? '' : String(deviation.endEntry),
      found.accepted.join(' '),
      found.read.join(', '),
    ]
  }
}

/** One row a tenant and type of thing, under its heading: how much there is, and how much was read. */
export async function* populationRows(window: Window): AsyncIterable<readonly string[]> {
  yield [
    'tenant',
    'type',
    'read',
    'total at the source',
    'statement of completeness',
    'scans that read all',
    'scans that counted',
    'last counted',
    'log entry',
    'how read and grade',
  ]
  for (const { id, populations } of window.tenants)
    for (const item of populations)
      yield [
        id,
        item.type,
        String(item.read),
        item.total === null ? 'not told' : String(item.total),
        completenessText(item),
        String(item.whole),
        String(item.scans),
        item.at,
        String(item.entry),
        'api A',
      ]
}
