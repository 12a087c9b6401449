import { exitCode } from '../problems.ts'
import { exitOfAll, withFindings } from './assessments.ts'
import type { Context } from './context.ts'
import { invoke, withHome } from './invoke.ts'
import { printWalked } from './json.ts'
import { sayBaselines } from './standing.ts'
import { summary } from './summary.ts'
import { checkTitles } from './titles.ts'

/** `witnessmark scan [TENANT...]`: reads, judges and keeps; through the running agent where there is one. */
export async function scanCommand(context: Context, tenants: readonly string[]): Promise<number> {
  const { assessments, failed, unreached, waiting, untold, baselines } = await invoke(
    context,
    'scan',
    {
      tenants: [...tenants],
    },
  )
  if (context.json)
    await withHome(context, agent =>
      printWalked(context, 'assessments', {
        assessments: withFindings(agent, assessments),
        failed,
        unreached,
        baselines,
      }),
    )
  else context.print(summary(assessments, await checkTitles(context), failed.length))
  sayBaselines(context, baselines)
  for (const { tenant, problem } of failed) context.say(`${tenant} was not read: ${problem}`)
  for (const { tenant, problem } of unreached) context.say(`${tenant}: ${problem}`)
  for (const problem of waiting)
    context.say(`${problem}. It is asked again at the next scan, or by "witnessmark anchor".`)
  for (const problem of untold) context.say(`not told: ${problem}. Next: witnessmark alert list`)
  context.say('\nNext: witnessmark findings, or witnessmark serve for the dashboard')
  if (failed.length > 0) return exitCode.failure
  return exitOfAll(assessments)
}
