import { levelRestsOn } from '../../common/log/bundle.ts'
import { reasonWords } from '../../common/model/index.ts'
import type { ShownFinding, Value } from '../../common/model/index.ts'
import { valueLine } from '../../common/words/value.ts'
import { periodCells, periodColumns } from './period-cells.ts'
import { targetText } from '../../common/words/english/evaluations.ts'
import { clampedText, disagreementText, earlierText, proposedFor } from './said-beside.ts'
import { LEFT } from './window.ts'
import type { Window } from './window.ts'

/** Columns of the flat exports (CSV, XLSX), in this order. */
export const columns = [
  'tenant',
  'service',
  'assessed',
  'check',
  'title',
  'resource type',
  'resource id',
  'resource',
  'outcome',
  'reason',
  'detail',
  'severity',
  'expected',
  'observed',
  'since',
  'source',
  'grade',
  'exception',
  'requirements',
  'evidence',
  'evidence level',
  'tenant standing',
  'evidence level rests on',
  'proposed exceptions',
  'window end',
  'target',
  'disagreement',
  ...periodColumns,
] as const

/** One row a finding, sorted by tenant, time and finding; the column names are not among them. */
export async function* rowsOf(window: Window): AsyncIterable<readonly string[]> {
  const chosen = chosenRequirements(window)
  for (const tenant of window.tenants) {
    const titles = new Map(tenant.service.checks.map(check => [check.id, check.title]))
    for (const moment of tenant.moments) {
      for await (const { finding, over } of window.findingsOverTime(tenant, moment)) {
        yield [
          tenant.id,
          tenant.service.title,
          moment.at,
          finding.check,
          titles.get(finding.check) ?? finding.check,
          finding.resource.type,
          finding.resource.id,
          finding.resource.name,
          finding.outcome,
          finding.reason ? `${finding.reason}: ${reasonWords(finding.reason, finding.source)}` : '',
          finding.detail ?? '',
          finding.severity,
          finding.expected,
          observedText(finding.observed),
          finding.since,
          finding.source,
          finding.grade,
          finding.exception ?? '',
          finding.requirements.filter(id => chosen.has(id)).join(' '),
          entriesText(finding),
          window.level,
          tenant.left ? LEFT : '',
          levelRestsOn(window.signers),
          proposedFor(tenant, finding).join('; '),
          clampedText(window) || window.to,
          finding.target ? targetText(finding.target) : '',
          disagreementText(finding),
          ...periodCells(over?.period, over?.read ?? []),
        ]
      }
    }
  }
}

/** Those that the export speaks of, as findings name them. */
export function chosenRequirements({
  frameworks,
}: Pick<Window, 'frameworks'>): ReadonlySet<string> {
  return new Set(
    frameworks.flatMap(({ id, requirements }) => requirements.map(item => `${id}:${item.id}`)),
  )
}

/** Values as a person reads them, one setting after the other. */
export function observedText(observed: Readonly<Record<string, Value>>): string {
  return Object.entries(observed)
    .map(
      ([setting, value]) => `${setting.slice(setting.lastIndexOf('.') + 1)} = ${valueLine(value)}`,
    )
    .join('; ')
}

/** The entries that a finding rests on; of many the last, and how many come before. */
function entriesText(finding: ShownFinding): string {
  const entries = finding.evidence.map(ref => ref.index).join(' ')
  return [earlierText(finding), entries].filter(text => text !== '').join(' ')
}
