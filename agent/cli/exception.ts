import { acceptedTitle } from '../../common/words/english/acceptances.ts'
import type { Exception } from '../../common/model/index.ts'
import type { Input } from '../operations/index.ts'
import { plainText } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark exception add ...`: accepts a finding until a day. */
export async function exceptionAdd(
  context: Context,
  wanted: Input<'exception-add'>,
): Promise<number> {
  const { exception } = await invoke(context, 'exception-add', wanted)
  if (context.json) context.printJson('exception', { exception })
  else
    context.print(
      `Accepted until ${exception.until.slice(0, 10)} as ${exception.id}. The finding still says "fail": an acceptance never changes the outcome.`,
    )
  return 0
}

function line(item: Exception): string {
  const { id, tenant, resource, until, endedAt, reason, acceptedBy, unattributed } = item
  const of = item.check ?? acceptedTitle(item, new Map())
  const on = resource ? ` on ${plainText(resource)}` : ''
  const ended = endedAt ? ` (ended ${endedAt.slice(0, 10)})` : ''
  const whose = unattributed ? '; from a file of before, nobody on record' : ''
  return `${id}  ${tenant}  ${of}${on}  until ${until.slice(0, 10)}${ended}  ${plainText(reason)} (${plainText(acceptedBy)}${whose})`
}

/** `witnessmark exception end ID`: ends an acceptance now. */
export async function exceptionEnd(context: Context, id: string): Promise<number> {
  const { exception } = await invoke(context, 'exception-end', { id })
  if (context.json) context.printJson('exception', { exception })
  else context.print(`${id} ended.`)
  return 0
}

/** `witnessmark exception apply [ID]`: seals what files propose. */
export async function exceptionApply(context: Context, id?: string): Promise<number> {
  const { exceptions } = await invoke(context, 'exception-apply', id === undefined ? {} : { id })
  if (context.json) context.printJson('exceptions', { exceptions })
  else for (const item of exceptions) context.print(`${item.id} is sealed as its file says.`)
  context.say(`${exceptions.length} sealed`)
  return 0
}

/** `witnessmark exception list`: every acceptance there was. */
export async function exceptionList(context: Context): Promise<number> {
  const { exceptions, proposals } = await invoke(context, 'exceptions', {})
  if (context.json) context.printJson('exceptions', { exceptions, proposals })
  else {
    for (const item of exceptions) context.print(line(item))
    for (const { change, exception } of proposals)
      context.print(`proposed (${change}, not sealed, counts for nothing)  ${line(exception)}`)
  }
  context.say(`${exceptions.length} exceptions`)
  return 0
}
