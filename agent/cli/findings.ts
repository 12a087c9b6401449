import type { ShownFinding } from '../../common/model/index.ts'
import { reasonText } from '../../common/model/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'
import { timedDisagreements } from '../judge/disagreements.ts'
import { exitOf, outcomeMark, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'

export type FindingFilter = {
  readonly tenant?: string
  readonly outcome?: string
  readonly severity?: string
  readonly check?: string
  readonly text?: string
}

/** Whether a finding is asked for. */
export function matchesFilter(finding: ShownFinding, filter: FindingFilter): boolean {
  return (
    (!filter.tenant || finding.tenant === filter.tenant) &&
    (!filter.outcome || finding.outcome === filter.outcome) &&
    (!filter.severity || finding.severity === filter.severity) &&
    (!filter.check || finding.check === filter.check) &&
    (!filter.text ||
      `${finding.check} ${finding.resource.name} ${finding.expected}`
        .toLowerCase()
        .includes(filter.text.toLowerCase()))
  )
}

/** `witnessmark findings`: one line each, or with a single match everything about it. */
export async function findings(context: Context, filter: FindingFilter): Promise<number> {
  return withHome(context, async ({ store, tenants, loaded }) => {
    const { catalogue } = loaded()
    const lines = (await Promise.all(tenants.map(tenant => store.findings(tenant)))).flat()
    const all = lines.map(line => shownFinding(line, catalogue))
    const found = all.filter(finding => matchesFilter(finding, filter))
    if (context.json) {
      context.printJson('findings', { findings: found })
      return exitOf(found)
    }
    const checks = new Map(
      catalogue.services.flatMap(service => service.checks.map(check => [check.id, check])),
    )
    const disagreements = new Map(
      (await Promise.all(tenants.map(tenant => timedDisagreements(store, tenant, lines)))).flatMap(
        item => [...item],
      ),
    )
    for (const finding of found) {
      context.print(
        `${outcomeMark(finding.outcome, 10)} ${finding.severity.padEnd(8)} ${plainText(finding.resource.name).padEnd(28)} ${checks.get(finding.check)?.title ?? finding.check}`,
      )
      if (finding.reason)
        context.print(
          paint(
            'gray',
            `           ${finding.reason}: ${plainText(finding.detail ?? reasonText[finding.reason])}`,
          ),
        )
      else if (finding.detail)
        context.print(paint('gray', `           ${plainText(finding.detail)}`))
      for (const item of disagreements.get(finding.id) ?? [])
        context.print(
          paint(
            'yellow',
            `           API and console disagree on ${item.setting}: the API says ${plainText(JSON.stringify(item.api))}${readAt(item.apiAt)}, the page ${plainText(JSON.stringify(item.console))}${readAt(item.consoleAt)}`,
          ),
        )
      if (found.length === 1)
        context.print(details(finding, checks.get(finding.check)?.remediation.steps ?? []))
    }
    context.say(`${found.length} of ${all.length} findings`)
    return exitOf(found)
  })
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

function readAt(at: string | null): string {
  return at === null ? '' : ` (${at.slice(0, 16).replace('T', ' ')} UTC)`
}
