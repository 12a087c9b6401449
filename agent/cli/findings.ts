import { reasonWords } from '../../common/model/index.ts'
import type { ShownFinding } from '../../common/model/index.ts'
import { valueLine } from '../../common/words/value.ts'
import { observedText } from '../export/rows.ts'
import type { Input } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { pagesOf } from './assessments.ts'
import type { Page } from './assessments.ts'
import { exitOf, outcomeMark, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { looking } from './invoke.ts'
import { printWalked } from './json.ts'
import { exitWith, sayStanding } from './standing.ts'

type Disagreement = Page['disagreements'][string][number]

/** `witnessmark findings`: one line each, or with a single match everything about it. */
export async function findings(context: Context, filter: Input<'findings-whole'>): Promise<number> {
  const { tenant, outcome, severity, check, owner, text } = filter
  return looking(context, async look => {
    const pages = pagesOf(look, { tenant, outcome, severity, check, owner, text })
    const told = context.json ? await printAll(context, pages) : await printLines(context, pages)
    sayStanding(context, told.page)
    return exitWith(told.page, told.exit)
  })
}

/** What stands beside what was printed, and the exit code for it. */
type Told = { readonly page: Page; readonly exit: number }

async function printLines(context: Context, pages: AsyncIterable<Page>): Promise<Told> {
  const passing = watched(pages)
  /** Printed once it is known whether it is alone. */
  let first: { readonly finding: ShownFinding; readonly page: Page } | null = null
  let number = 0
  for await (const page of passing.pages)
    for (const finding of page.findings) {
      number++
      if (number === 1) first = { finding, page }
      else {
        if (first) printOne(context, first.finding, first.page)
        first = null
        printOne(context, finding, page)
      }
    }
  if (first) {
    const { finding, page } = first
    printOne(context, finding, page)
    context.print(details(finding, page.checks[finding.check]?.steps ?? []))
  }
  const told = passing.told()
  context.say(`${number} of ${told.page.of} findings`)
  return told
}

async function printAll(context: Context, pages: AsyncIterable<Page>): Promise<Told> {
  const passing = watched(pages)
  const walk = passing.pages[Symbol.asyncIterator]()
  const { value: first } = await walk.next()
  const owners: Record<string, string> = {}
  async function* findings(): AsyncGenerator<ShownFinding> {
    for (let page: Page | undefined = first; page; page = (await walk.next()).value) {
      Object.assign(owners, page.owners)
      yield* page.findings
    }
  }
  const { page } = passing.told()
  // Owners are told when all findings were.
  await printWalked(context, 'findings', { findings: findings(), owners, ...standingOf(page) })
  return passing.told()
}

function standingOf(
  page: Page,
): Omit<Page, 'findings' | 'of' | 'checks' | 'owners' | 'disagreements' | 'next'> {
  const {
    findings: _,
    of: _of,
    checks: _checks,
    owners: _owners,
    disagreements: _told,
    next: _next,
    ...rest
  } = page
  return rest
}

/** The same pages, while what they mean for the exit code is kept. */
function watched(pages: AsyncIterable<Page>): {
  readonly pages: AsyncGenerator<Page, undefined>
  told(): Told
} {
  let last: Page | null = null
  const exits = new Set<number>()
  async function* passing(): AsyncGenerator<Page, undefined> {
    for await (const page of pages) {
      last = page
      exits.add(exitOf(page.findings, page.baselines))
      yield page
    }
  }
  return {
    pages: passing(),
    told() {
      if (!last) throw new TypeError('there is no page without findings, either')
      const worst = [exitCode.deviation, exitCode.unknown].find(code => exits.has(code))
      return { page: last, exit: worst ?? exitCode.met }
    },
  }
}

function printOne(
  context: Context,
  finding: ShownFinding,
  { checks, owners, disagreements }: Page,
): void {
  context.print(line(finding, checks[finding.check]?.title ?? finding.check))
  const owner = owners[finding.id]
  if (owner) context.print(paint('gray', `           looked after by ${plainText(owner)}`))
  const why = whyOf(finding)
  if (why) context.print(paint('gray', `           ${why}`))
  for (const item of disagreements[finding.id] ?? [])
    context.print(paint('yellow', `           ${disagreementText(item)}`))
  if (finding.moreDisagreement)
    context.print(paint('yellow', `           and on ${finding.moreDisagreement} more`))
}

function line(finding: ShownFinding, title: string): string {
  const { outcome, severity, resource, check, exception } = finding
  const name = plainText(resource.name).padEnd(28)
  const known = exception === null ? '' : '  (accepted)'
  return `${outcomeMark(outcome, 10)} ${severity.padEnd(8)} ${name} ${title}${known}  ${paint('gray', check)}`
}

function whyOf({ reason, detail, source }: ShownFinding): string | null {
  if (reason) return `${reason}: ${plainText(detail ?? reasonWords(reason, source))}`
  return detail === null ? null : plainText(detail)
}

function disagreementText({ setting, api, apiAt, console, consoleAt }: Disagreement): string {
  const [said, shown] = [api, console].map(value => plainText(valueLine(value)))
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
    `  observed   ${plainText(observedText(finding.observed))}`,
    `  since      ${finding.since}`,
    `  evidence   ${finding.moreEvidence ? `${finding.moreEvidence} before ` : ''}${finding.evidence.map(ref => `#${ref.index}`).join(' ') || 'none'} (grade ${finding.grade}, ${finding.source})`,
    `  required   ${finding.requirements.join(', ') || 'by no framework here'}`,
    ...(finding.exception ? [`  accepted   ${finding.exception}`] : []),
    '',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n')
}
