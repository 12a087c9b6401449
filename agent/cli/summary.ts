import type { ShownAssessment, ShownFinding } from '../../common/model/index.ts'
import { countOutcomes, reasonWords } from '../../common/model/index.ts'
import { calmHeadline } from '../../common/words/headline.ts'
import { outcomeMark, paint, plainText } from './context.ts'

const severities = ['critical', 'high', 'medium', 'low'] as const

/**
 * What a person reads after a scan: what needs them today, first; then what could not be told and
 * how to change that; then the counts.
 * @param unseen how many connected tenants were not read
 */
export function summary(
  assessments: readonly ShownAssessment[],
  titles: ReadonlyMap<string, string>,
  unseen = 0,
): string {
  const findings = assessments.flatMap(assessment => assessment.findings)
  const failing = findings.filter(
    finding => finding.outcome === 'fail' && finding.exception === null,
  )
  const lines: string[] = ['']
  const grouped = [
    ...Map.groupBy(failing, finding => `${finding.tenant}\n${finding.check}`).values(),
  ].sort(
    (a, b) =>
      severities.indexOf(a[0]!.severity) - severities.indexOf(b[0]!.severity) ||
      b.length - a.length,
  )
  lines.push(
    grouped.length === 0
      ? paint('bold', `${calmHeadline(countOutcomes(findings), unseen)}.`)
      : paint('bold', `Needs you today (${grouped.length})`),
  )
  for (const group of grouped.slice(0, 12)) {
    const first = group[0]!
    const where =
      group.length === 1
        ? first.resource.name
        : `${group.length} of ${count(findings, first)}: ${group
            .slice(0, 3)
            .map(item => item.resource.name)
            .join(', ')}${group.length > 3 ? ', …' : ''}`
    lines.push(
      `  ${outcomeMark('fail')}  ${first.severity.padEnd(8)}  ${titles.get(first.check) ?? first.check}`,
    )
    lines.push(
      paint(
        'gray',
        `                    ${plainText(first.tenant)} · ${plainText(where)} · wanted: ${first.expected}`,
      ),
    )
  }
  if (grouped.length > 12)
    lines.push(`  … and ${grouped.length - 12} more: witnessmark findings --outcome fail`)
  const accepted = findings.filter(
    ({ outcome, exception }) => exception !== null && outcome === 'fail',
  ).length
  if (accepted > 0)
    lines.push(
      paint('gray', `  ${accepted} more fail and are accepted: witnessmark exception list`),
    )
  const unknown = [
    ...Map.groupBy(
      findings.filter(finding => finding.outcome === 'unknown'),
      finding => finding.reason ?? 'malformed',
    ),
  ].sort((a, b) => b[1].length - a[1].length)
  if (unknown.length > 0) {
    lines.push('', paint('bold', 'Could not be told'))
    for (const [reason, group] of unknown)
      lines.push(
        `  ${outcomeMark('unknown')}  ${String(group.length).padStart(4)} × ${reason.padEnd(22)} ${reasonWords(reason, sourceOf(group))}`,
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

/** Where a group's readings are from: an import only where all of them are. */
function sourceOf(group: readonly ShownFinding[]): ShownFinding['source'] {
  return group.find(({ source }) => source !== 'import')?.source ?? 'import'
}

function count(findings: readonly ShownFinding[], like: ShownFinding): number {
  return findings.filter(finding => finding.tenant === like.tenant && finding.check === like.check)
    .length
}

/** Twenty cells: a picture of the counts. */
function bar({ counts, findings }: ShownAssessment): string {
  const cells = (part: number): number =>
    findings.length === 0 ? 0 : Math.round((20 * part) / findings.length)
  const [fail, open] = [cells(counts.fail), cells(counts.unknown)]
  return (
    paint('red', '█'.repeat(fail)) +
    paint('yellow', '▒'.repeat(open)) +
    paint('green', '░'.repeat(Math.max(0, 20 - fail - open)))
  )
}
