import type { ShownFinding } from '../../common/model/index.ts'
import type { Input, Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import type { Look } from './invoke.ts'

export type AssessmentSummary = Output<'status'>['assessments'][number]
export type Page = Output<'findings-whole'>

/** Looked through at once: no more is held. */
const PAGE = 500

/** Findings page by page, however many there are. */
export async function* pagesOf(
  look: Look,
  filter: Omit<Input<'findings-whole'>, 'limit' | 'after'>,
): AsyncGenerator<Page> {
  for (let after: string | undefined; ;) {
    const asked = { ...filter, limit: PAGE, ...(after === undefined ? {} : { after }) }
    const page = await look('findings-whole', asked)
    yield page
    if (page.next === null) return
    after = page.next
  }
}

async function* findingsOf(look: Look, tenant: string): AsyncGenerator<ShownFinding> {
  for await (const { findings } of pagesOf(look, { tenant })) yield* findings
}

/** As documents have them: each with all its findings, which are read as they are written. */
export function withFindings(look: Look, assessments: readonly AssessmentSummary[]): object[] {
  return assessments.map(({ summary: _, ...head }) => ({
    ...head,
    findings: findingsOf(look, head.tenant),
  }))
}

/** What assessments mean for the exit code: accepted failures are not news. */
export function exitOfAll(assessments: readonly Pick<AssessmentSummary, 'summary'>[]): number {
  if (assessments.some(({ summary }) => summary.failing.length > 0)) return exitCode.deviation
  return assessments.some(({ summary }) => summary.untold) ? exitCode.unknown : exitCode.met
}
