import { bySeverityAndTime } from '../../common/assess/urgency.ts'
import { reasonWords, sumCounts } from '../../common/model/index.ts'
import type { Reason } from '../../common/model/index.ts'
import { calmHeadline } from '../../common/words/headline.ts'
import type { AssessmentSummary } from './assessments.ts'
import { outcomeMark, paint, plainText } from './context.ts'

type Scope = {
  /** How many of those looked at were never read. */
  readonly unseen?: number
  /** Who they are, where that are not all. */
  readonly of?: string | null
  /** A command on the same record as it is typed; null where nothing of it stays. */
  readonly hint?: (command: string) => string | null
}
const plainly = (command: string): string => `witnessmark ${command}`

/**
 * What a person reads after a scan: what needs them today, first; then what could not be told and
 * how to change that; then the counts.
 */
export function summary(
  assessments: readonly AssessmentSummary[],
  { unseen = 0, of = null, hint = plainly }: Scope = {},
): string {
  const lines: string[] = ['']
  const grouped = assessments
    .flatMap(({ tenant, summary: { failing } }) => failing.map(group => ({ tenant, ...group })))
    .sort(bySeverityAndTime)
  lines.push(
    grouped.length === 0
      ? paint(
          'bold',
          `${plainText(calmHeadline(sumCounts(assessments.map(({ counts }) => counts)), unseen, of))}.`,
        )
      : paint(
          'bold',
          `Needs you today${of === null ? '' : `, of ${plainText(of)}`} (${grouped.length})`,
        ),
  )
  for (const { tenant, title, severity, expected, count, of, names } of grouped.slice(0, 12)) {
    const where =
      count === 1
        ? (names[0] ?? '')
        : `${count} of ${of}: ${names.join(', ')}${count > names.length ? ', …' : ''}`
    lines.push(`  ${outcomeMark('fail')}  ${severity.padEnd(8)}  ${title}`)
    lines.push(
      paint(
        'gray',
        `                    ${plainText(tenant)} · ${plainText(where)} · wanted: ${expected}`,
      ),
    )
  }
  const led = (command: string): string => (hint(command) === null ? '' : `: ${hint(command)}`)
  if (grouped.length > 12)
    lines.push(`  … and ${grouped.length - 12} more${led('findings --outcome fail')}`)
  const accepted = assessments.reduce((all, item) => all + item.summary.accepted, 0)
  if (accepted > 0)
    lines.push(paint('gray', `  ${accepted} more fail and are accepted${led('exception list')}`))
  const unknown = unknownOf(assessments)
  const imported = assessments.every(item => item.summary.imported)
  if (unknown.length > 0) {
    lines.push('', paint('bold', 'Could not be told'))
    for (const [reason, number] of unknown)
      lines.push(
        `  ${outcomeMark('unknown')}  ${String(number).padStart(4)} × ${reason.padEnd(22)} ${reasonWords(reason, imported ? 'import' : 'api')}`,
      )
  }
  lines.push('')
  for (const assessment of assessments) {
    const { pass, fail, 'unknown': open, 'not-applicable': none } = assessment.counts
    lines.push(
      `${paint('bold', assessment.tenant.padEnd(24))} ${bar(assessment)} ${pass} pass, ${fail} fail, ${open} unknown, ${none} not applicable`,
    )
  }
  return lines.join('\n')
}

/** How many of each reason, most first. */
function unknownOf(assessments: readonly AssessmentSummary[]): [Reason, number][] {
  const counts = new Map<Reason, number>()
  for (const { reason, count } of assessments.flatMap(item => item.summary.unknown))
    counts.set(reason, (counts.get(reason) ?? 0) + count)
  return [...counts].sort(([, a], [, b]) => b - a)
}

/** Twenty cells: a picture of the counts. */
function bar({ counts }: AssessmentSummary): string {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const cells = (part: number): number => (all === 0 ? 0 : Math.round((20 * part) / all))
  const [fail, open] = [cells(counts.fail), cells(counts.unknown)]
  return (
    paint('red', '█'.repeat(fail)) +
    paint('yellow', '▒'.repeat(open)) +
    paint('green', '░'.repeat(Math.max(0, 20 - fail - open)))
  )
}
