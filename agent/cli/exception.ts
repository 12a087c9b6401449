import type { Exception } from '../../common/model/index.ts'
import { addException, endException } from '../judge/exceptions.ts'
import type { NewException } from '../judge/exceptions.ts'
import { commandActor } from '../actor.ts'
import { UsageError, plainText, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'
import { askRunningAgent } from './running-agent.ts'

/** By the running agent, where there is one. @throws UsageError with its sentence */
async function through(context: Context, path: string, body: object): Promise<Exception | null> {
  const answer = await askRunningAgent<{ readonly exception?: Exception }>(context, path, body)
  if (answer && !answer.body.exception)
    throw new UsageError(answer.body.error ?? `the running agent answered ${answer.status}`)
  return answer?.body.exception ?? null
}

export async function exceptionAdd(context: Context, wanted: NewException): Promise<number> {
  const exception =
    (await through(context, '/exceptions', wanted)) ??
    (await withAgent(context, ({ agent }) => addException(agent, commandActor(), wanted)))
  if (context.json) context.printJson('exception', { exception })
  else
    context.print(
      `Accepted until ${exception.until.slice(0, 10)} as ${exception.id}. The finding still says "fail": an acceptance never changes the outcome.`,
    )
  return 0
}

export async function exceptionEnd(context: Context, id: string): Promise<number> {
  const exception =
    (await through(context, `/exceptions/${encodeURIComponent(id)}/end`, {})) ??
    (await withAgent(context, ({ agent }) => endException(agent, commandActor(), id)))
  if (context.json) context.printJson('exception', { exception })
  else context.print(`${id} ended.`)
  return 0
}

export async function exceptionList(context: Context): Promise<number> {
  return withHome(context, async ({ loaded }) => {
    const { exceptions } = loaded()
    if (context.json) context.printJson('exceptions', { exceptions })
    else
      for (const item of exceptions)
        context.print(
          `${item.id}  ${item.tenant}  ${item.check}${item.resource ? ` on ${plainText(item.resource)}` : ''}  until ${item.until.slice(0, 10)}${item.endedAt ? ` (ended ${item.endedAt.slice(0, 10)})` : ''}  ${plainText(item.reason)} (${plainText(item.acceptedBy)})`,
        )
    context.say(`${exceptions.length} exceptions`)
    return 0
  })
}
