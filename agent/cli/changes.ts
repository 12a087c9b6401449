import type { Input, Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { outcomeMark, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Change = Output<'drift'>['changes'][number]

/** `witnessmark changes [TENANT]`: every change of value and outcome, newest first. */
export async function changesCommand(context: Context, wanted: Input<'drift'>): Promise<number> {
  const { tenant, check, page } = wanted
  const asked = { tenant, check, from: wanted.from, to: wanted.to, page }
  const { from, to, total, changes, ...standing } = await invoke(context, 'drift', asked)
  if (context.json) context.printJson('drift', { from, to, total, changes, ...standing })
  else for (const change of changes) for (const line of lines(change)) context.print(line)
  const days = `${from.slice(0, 10)} to ${to.slice(0, 10)}`
  const more = total > changes.length ? `; ${changes.length} are shown, --page for more` : ''
  context.say(`${total} changes, ${days}${more}`)
  sayStanding(context, standing)
  return exitWith(standing, exitCode.met)
}

function lines(change: Change): string[] {
  const { before, after, title, resource, values, lastBefore, firstSeen, lastGood, run, audit } =
    change
  const turned = `${before ? outcomeMark(before.outcome) : 'new'} → ${after ? outcomeMark(after.outcome) : 'gone'}`
  const between = `${lastBefore ? `after ${minute(lastBefore)}, ` : ''}seen ${minute(firstSeen)} by ${run.kind} ${run.id}`
  const good = lastGood && lastGood !== lastBefore ? `; last good ${minute(lastGood)}` : ''
  return [
    `${turned}  ${plainText(change.tenant)}  ${plainText(resource.name)}  ${title}`,
    ...values.map(item =>
      paint(
        'gray',
        `    ${item.setting}: ${plainText(item.words.before)} → ${plainText(item.words.after)}`,
      ),
    ),
    paint('gray', `    ${between}${good}`),
    ...(audit ? audit.says.map(text => paint('gray', `    ${plainText(text)}`)) : []),
  ]
}

function minute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
