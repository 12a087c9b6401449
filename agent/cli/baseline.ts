import type { Input } from '../operations/index.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark baseline TENANT --until DAY --reason WHY`: accepts today's state; what is new is told. */
export async function baseline(context: Context, wanted: Input<'baseline'>): Promise<number> {
  const { exceptions, covered } = await invoke(context, 'baseline', wanted)
  if (context.json) context.printJson('exceptions', { exceptions, covered })
  else
    for (const { id, covers, until } of exceptions)
      context.print(
        `${id}: what ${covers === 'fail' ? 'fails' : 'cannot be told'} now is accepted until ${until.slice(0, 10)}`,
      )
  context.say(
    `${covered} findings. Their outcomes stay; alerts and exit codes speak of what is new. Early end: witnessmark exception end ID`,
  )
  return 0
}
