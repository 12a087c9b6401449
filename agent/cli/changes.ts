import type { Input, Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { outcomeMark, paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'
import { usage } from './usage.ts'

type Wanted = Omit<Input<'drift'>, 'page'> & { readonly page?: string }
type Change = Output<'drift'>['changes'][number]

/** `witnessmark changes [TENANT]`: every change of value and outcome, newest first. */
export async function changesCommand(context: Context, wanted: Wanted): Promise<number> {
  const { tenant, check, page = '1' } = wanted
  const number = Number(page)
  if (!Number.isInteger(number) || number < 1)
    throw usage(`changes --page "${page}" is no page: 1 has the newest`)
  const asked = { tenant, check, from: wanted.from, to: wanted.to, page: number - 1 }
  const { from, to, total, changes, ...standing } = await invoke(context, 'drift', asked)
  if (context.json) context.printJson('drift', { from, to, total, changes, ...standing })
  else for (const change of changes) for (const line of lines(change)) context.print(line)
  const days = `${from.slice(0, 10)} to ${to.slice(0, 10)}`
  const more =
    total > changes.length
      ? `; page ${number} has ${changes.length} of them${changes.length > 0 ? `, --page ${number + 1} what was before` : ''}`
      : ''
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
