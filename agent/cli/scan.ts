import { exitCode } from '../problems.ts'
import { exitOf } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { sayBaselines } from './standing.ts'
import { summary } from './summary.ts'
import { checkTitles } from './titles.ts'

/** `witnessmark scan [TENANT...]`: reads, judges and keeps; through the running agent where there is one. */
export async function scanCommand(context: Context, tenants: readonly string[]): Promise<number> {
  const { assessments, failed, waiting, untold, baselines } = await invoke(context, 'scan', {
    tenants: [...tenants],
  })
  if (context.json) context.printJson('assessments', { assessments, failed, baselines })
  else context.print(summary(assessments, await checkTitles(context), failed.length))
  sayBaselines(context, baselines)
  for (const { tenant, problem } of failed) context.say(`${tenant} was not read: ${problem}`)
  for (const problem of waiting)
    context.say(`${problem}. It is asked again at the next scan, or by "witnessmark anchor".`)
  for (const problem of untold) context.say(`not told: ${problem}. Next: witnessmark alert list`)
  context.say('\nNext: witnessmark findings, or witnessmark serve for the dashboard')
  if (failed.length > 0) return exitCode.failure
  const found = assessments.flatMap(assessment => assessment.findings)
  return exitOf(found, baselines)
}
