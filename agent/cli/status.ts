import { shownAssessment } from '../../common/words/shown-finding.ts'
import { assessmentOf } from '../judge/assess-tenant.ts'
import { exitOf } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'
import { summary } from './summary.ts'

/** `witnessmark status`: each tenant as last assessed. */
export async function status(context: Context): Promise<number> {
  return withHome(context, async ({ store, tenants, loaded }) => {
    const { catalogue } = loaded()
    const assessments = await Promise.all(
      tenants.map(async tenant => {
        const [run] = await store.runs({ tenant, status: 'finished', limit: 1 })
        return assessmentOf(
          tenant,
          run?.id ?? '',
          run?.finishedAt ?? new Date(0).toISOString(),
          run?.catalogue ?? '',
          await store.findings(tenant),
        )
      }),
    )
    const seen = assessments.filter(assessment => assessment.run !== '')
    if (context.json)
      context.printJson('assessments', {
        assessments: seen.map(item => shownAssessment(item, catalogue)),
      })
    else {
      context.print(summary(seen, catalogue))
      for (const { tenant, run, at } of assessments)
        context.print(`${tenant.padEnd(24)} ${run ? `last assessed ${at}` : 'not scanned yet'}`)
    }
    return exitOf(seen.flatMap(assessment => assessment.findings))
  })
}
