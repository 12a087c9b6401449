import { editedText } from '../../common/words/headline.ts'
import { exitCode } from '../problems.ts'
import type { Output } from '../operations/index.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'

type Standing = Pick<
  Output<'status'>,
  | 'connected'
  | 'unseen'
  | 'unread'
  | 'unsealed'
  | 'proposals'
  | 'left'
  | 'edited'
  | 'baselines'
  | 'undelivered'
>

/** What must be said beside whatever is shown, one line each. */
export function sayStanding(
  context: Context,
  { unsealed, proposals, left, edited, baselines, undelivered, unread, ...seen }: Standing,
): void {
  if (unread) context.say(`${unread} Next: ${firstStep(seen)}`)
  for (const { tenant, entry, problem } of unsealed)
    context.say(
      paint(
        'red',
        `NOT AS SEALED ${tenant}: entry ${entry}: ${problem}. What is shown of it proves nothing; next: witnessmark verify`,
      ),
    )
  for (const { change, exception } of proposals)
    context.say(
      `proposed (${change}), not sealed, counts for nothing: ${exception.id} ${plainText(exception.reason)}. Next: witnessmark exception apply ${exception.id}`,
    )
  for (const tenant of left)
    context.say(
      `${tenant} is missing from config.yaml, and nobody ended it. Next: put it back, or witnessmark tenant end ${tenant} --reason WHY`,
    )
  if (edited.length > 0) context.say(editedText(edited))
  sayBaselines(context, baselines)
  for (const { channel, waiting, dead, problem } of undelivered)
    context.say(
      paint(
        'yellow',
        `NOT TOLD through ${channel}: ${waiting} waiting, ${dead} given up: ${plainText(problem)}. Next: witnessmark alert list`,
      ),
    )
}

/** That what stood at a beginning is accepted as it is, and until when. */
export function sayBaselines(context: Context, baselines: Standing['baselines']): void {
  for (const { id, tenant, covers, until } of baselines)
    context.say(
      `baseline of ${tenant} until ${until.slice(0, 10)}: what ${covers === 'unknown' ? 'could not be told' : 'failed'} at its beginning still does, and is accepted. ${id}`,
    )
}

function firstStep({ connected, unseen }: Pick<Standing, 'connected' | 'unseen'>): string {
  if (connected === 0) return 'witnessmark connect SERVICE'
  const scan =
    unseen.length === connected ? 'witnessmark scan' : `witnessmark scan ${unseen.join(' ')}`
  return `${scan}; what no API shows: witnessmark serve, and open its pages in a paired browser`
}

/**
 * The exit code of a view: what was found, unless it is not as sealed, or a tenant is missing. Where a
 * tenant was not read, or there is none, that nothing was found is no answer.
 */
export function exitWith(
  { unsealed, left, unread }: Pick<Standing, 'unsealed' | 'left' | 'unread'>,
  found: number,
): number {
  if (unsealed.length > 0) return exitCode.verification
  if (left.length > 0) return exitCode.deviation
  return found === exitCode.met && unread !== null ? exitCode.unknown : found
}
