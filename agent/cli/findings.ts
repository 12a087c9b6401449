import { reasonWords } from '../../common/model/index.ts'
import type { ShownFinding } from '../../common/model/index.ts'
import type { Input, Output } from '../operations/index.ts'
import { exitOf, outcomeMark, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Disagreement = Output<'findings-whole'>['disagreements'][string][number]

/** `witnessmark findings`: one line each, or with a single match everything about it. */
export async function findings(context: Context, filter: Input<'findings-whole'>): Promise<number> {
  const { tenant, outcome, severity, check, owner, text } = filter
  const asked = { tenant, outcome, severity, check, owner, text }
  const result = await invoke(context, 'findings-whole', asked)
  const { findings: found, of, checks, owners, disagreements, ...standing } = result
  const { baselines } = standing
  if (context.json) {
    context.printJson('findings', { findings: found, owners, ...standing })
    sayStanding(context, standing)
    return exitWith(standing, exitOf(found, baselines))
  }
  for (const finding of found) {
    const known = checks[finding.check]
    context.print(line(finding, known?.title ?? finding.check))
    const owner = owners[finding.id]
    if (owner) context.print(paint('gray', `           looked after by ${plainText(owner)}`))
    const why = whyOf(finding)
    if (why) context.print(paint('gray', `           ${why}`))
    for (const item of disagreements[finding.id] ?? [])
      context.print(paint('yellow', `           ${disagreementText(item)}`))
    if (found.length === 1) context.print(details(finding, known?.steps ?? []))
  }
  context.say(`${found.length} of ${of} findings`)
  sayStanding(context, standing)
  return exitWith(standing, exitOf(found, baselines))
}

function line({ outcome, severity, resource }: ShownFinding, title: string): string {
  const name = plainText(resource.name).padEnd(28)
  return `${outcomeMark(outcome, 10)} ${severity.padEnd(8)} ${name} ${title}`
}

function whyOf({ reason, detail, source }: ShownFinding): string | null {
  if (reason) return `${reason}: ${plainText(detail ?? reasonWords(reason, source))}`
  return detail === null ? null : plainText(detail)
}

function disagreementText({ setting, api, apiAt, console, consoleAt }: Disagreement): string {
  const [said, shown] = [api, console].map(value => plainText(JSON.stringify(value)))
  return `API and console disagree on ${setting}: the API says ${said}${readAt(apiAt)}, the page ${shown}${readAt(consoleAt)}`
}

function readAt(at: string | null): string {
  return at === null ? '' : ` (${at.slice(0, 16).replace('T', ' ')} UTC)`
}

function details(finding: ShownFinding, steps: readonly string[]): string {
  return [
    '',
    `  check      ${finding.check}`,
    `  wanted     ${finding.expected}`,
    `  observed   ${plainText(JSON.stringify(finding.observed))}`,
    `  since      ${finding.since}`,
    `  evidence   ${finding.evidence.map(ref => `#${ref.index}`).join(' ') || 'none'} (grade ${finding.grade}, ${finding.source})`,
    `  required   ${finding.requirements.join(', ') || 'by no framework here'}`,
    ...(finding.exception ? [`  accepted   ${finding.exception}`] : []),
    '',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n')
}
