import { statusWords } from '../../common/words/english/evaluations.ts'
import type { Input, Output } from '../operations/index.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'
import { usage } from './usage.ts'

type Flags = Pick<Input<'what-if'>, 'framework' | 'level' | 'tenant' | 'repaired' | 'accepted'> & {
  readonly target?: string
}

/** `witnessmark whatif`: the evaluation with something otherwise; nothing is recorded. */
export async function whatIfCommand(context: Context, flags: Flags): Promise<number> {
  const { target, framework, level, tenant, repaired, accepted } = flags
  const [, metric, value] = /^([^=]+)=(.+)$/.exec(target ?? '') ?? []
  if (target !== undefined && metric === undefined) throw usage('--target takes METRIC=VALUE')
  const answer = await invoke(context, 'what-if', {
    framework,
    level,
    tenant,
    repaired,
    accepted,
    ...(metric === undefined ? {} : { metric, value }),
  })
  if (context.json) context.printJson('what-if', answer)
  else print(context, answer)
  sayStanding(context, answer)
  return exitWith(answer, 0)
}

function print(context: Context, answer: Output<'what-if'>): void {
  for (const assumed of answer.assumed) context.print(`If ${assumed}:`)
  const { findings, requirements } = answer
  context.print(
    `findings that fail ${findings.before.fail} -> ${findings.after.fail}, could not be told ${findings.before.unknown} -> ${findings.after.unknown}`,
  )
  context.print(
    `requirements satisfied ${requirements.before.satisfied} -> ${requirements.after.satisfied}, not satisfied ${requirements.before['not-satisfied']} -> ${requirements.after['not-satisfied']}`,
  )
  for (const { framework, id, title, before, after } of answer.changes) {
    context.print(
      `${framework} ${id} ${title}: ${statusWords[before.status]} -> ${statusWords[after.status]}`,
    )
    if (after.text !== before.text) context.print(`    ${after.text || 'nothing is open'}`)
  }
  context.say(`${answer.changes.length} would be judged otherwise; nothing was recorded`)
}
