import type { Input, Output } from '../operations/index.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { exitWith, sayStanding } from './standing.ts'

type Item = Output<'non-conformities'>['items'][number]

/**
 * `witnessmark nonconformity list`: what to repair first, first. Exit code 3 where one is open, 4 where
 * none is and something could not be told.
 */
export async function nonConformityList(
  context: Context,
  wanted: Input<'non-conformities'>,
): Promise<number> {
  const answer = await invoke(context, 'non-conformities', wanted)
  if (context.json) context.printJson('non-conformities', answer)
  else for (const item of answer.items) print(context, item)
  sayStanding(context, answer)
  const open = answer.items.filter(({ failing }) => failing > 0)
  const major = open.filter(({ grade }) => grade === 'major').length
  const untold = answer.unknown > 0 ? `; ${answer.unknown} findings could not be told` : ''
  context.say(`${open.length} open, ${major} of them major${untold}`)
  const none = answer.unknown > 0 ? exitCode.unknown : exitCode.met
  return exitWith(answer, open.length > 0 ? exitCode.deviation : none)
}

/** `witnessmark nonconformity plan CHECK --tenant T --owner WHO --until DAY`. */
export async function nonConformityPlan(
  context: Context,
  wanted: Input<'repair-plan'>,
): Promise<number> {
  const { item } = await invoke(context, 'repair-plan', wanted)
  if (context.json) context.printJson('non-conformity', { item })
  else print(context, item)
  context.say('Sealed. That it is repaired is measured by the next scan.')
  return 0
}

function print(context: Context, { grade, id, title, says, plan, owner, ...item }: Item): void {
  const word = grade === null ? says : paint(grade === 'major' ? 'red' : 'yellow', grade)
  context.print(`${word}  ${id}  ${title}`)
  const facts = [
    ...(grade === null ? [] : [says]),
    ...(plan ? [`until ${plan.until.slice(0, 10)}, entry ${plan.entry}`] : []),
    ...(plan || item.due === null ? [] : [`due ${item.due.slice(0, 10)}`]),
    ...(owner === null ? [] : [`by ${plainText(owner)}`]),
    ...(plan?.note ? [plainText(plan.note)] : []),
    ...item.because,
    ...(item.urgency === '' ? [] : [item.urgency]),
    ...item.tickets.map(({ channel, url }) => `ticket: ${plainText(url ?? channel)}`),
    ...(item.measured ? [`measured in entry ${item.measured.entry}`] : []),
  ]
  context.print(`    ${facts.join('; ')}`)
}
