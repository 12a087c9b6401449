import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark recommend TEXT`: metrics that may answer a requirement, the best first. */
export async function recommendCommand(context: Context, text: string): Promise<number> {
  const answer = await invoke(context, 'recommend', { text })
  if (context.json) context.printJson('recommend', answer)
  else
    for (const { metric, title, words, checks } of answer.metrics)
      context.print(`${metric}  ${title}; ${checks} checks (${words.join(', ')})`)
  context.say(
    answer.metrics.length === 0
      ? 'no metric shares a word with it'
      : 'proposed by words alone; whether it answers is for a person to say',
  )
  return 0
}
