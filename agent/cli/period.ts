import { shareText } from '../../common/words/english/period.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

const colours = {
  'yes': 'green',
  'no': 'red',
  'not-provable': 'yellow',
  'not-applicable': 'gray',
} as const

/**
 * `witnessmark period [TENANT]`: whether each requirement was met all the time. Exit code 3 where one was
 * not, 4 where one cannot be proved.
 */
export async function periodCommand(
  context: Context,
  tenant: string | undefined,
  flags: { readonly framework?: string; readonly from?: string; readonly to?: string },
): Promise<number> {
  const answer = await invoke(context, 'period', { tenant, ...flags })
  const { requirements } = answer
  if (context.json) context.printJson('period', answer)
  else
    for (const { tenant: id, framework, requirement, title, period } of requirements) {
      const word = paint(colours[period.throughout], period.answer.padEnd(17))
      const share = period.share === null ? '' : `${shareText(period.share)} % of the time`
      context.print(
        `${word} ${id} ${framework} ${requirement} ${plainText(title)}: ${share}, ${period.deviations.length} deviations, ${period.gaps.length} gaps; ${period.read.join(', ')}`,
      )
    }
  sayStanding(context, answer)
  const has = (wanted: string): boolean =>
    requirements.some(({ period }) => period.throughout === wanted)
  return exitWith(
    answer,
    has('no') ? exitCode.deviation : has('not-provable') ? exitCode.unknown : 0,
  )
}
