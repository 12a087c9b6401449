import { exitOfAll, withFindings } from './assessments.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke, looking } from './invoke.ts'
import { printWalked } from './json.ts'
import { exitWith, sayStanding } from './standing.ts'
import { summary } from './summary.ts'

/** `witnessmark status`: each tenant as last assessed. */
export async function status(context: Context): Promise<number> {
  const { assessments, setAside, ...standing } = await invoke(context, 'status', {})
  const { left, unseen } = standing
  if (context.json)
    await looking(context, look =>
      printWalked(context, 'assessments', {
        assessments: withFindings(look, assessments),
        setAside,
        ...standing,
      }),
    )
  else {
    if (assessments.length > 0) context.print(summary(assessments, { unseen: unseen.length }))
    const lines = [
      ...assessments.map(({ tenant, at }) => [tenant, `last assessed ${at}`] as const),
      ...unseen.map(tenant => [tenant, 'not scanned yet'] as const),
      ...left.map(tenant => [tenant, 'left config.yaml; its record stays'] as const),
    ]
    for (const [tenant, text] of lines.sort(([a], [b]) => (a < b ? -1 : 1)))
      context.print(`${tenant.padEnd(24)} ${text}`)
    for (const { file, problem } of setAside)
      context.print(`${paint('yellow', '▲')} ${file.padEnd(22)} ${problem}`)
  }
  sayStanding(context, standing)
  return exitWith(standing, exitOfAll(assessments))
}
