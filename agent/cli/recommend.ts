import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark recommend TEXT`: metrics that may answer a requirement, the best first. */
export async function recommendCommand(context: Context, text: string): Promise<number> {
  const answer = await invoke(context, 'recommend', { text })
  if (context.json) context.printJson('recommend', answer)
  else
    for (const { metric, title, words, checks, sentence } of answer.metrics) {
      context.print(`${metric}  ${title}; ${checks} checks (${words.join(', ')})`)
      context.print(`  ${sentence}`)
    }
  context.say(
    answer.metrics.length === 0
      ? 'no metric shares a word with it'
      : 'proposed by words alone; whether it answers is for a person to say',
  )
  return 0
}

/** `witnessmark recommend --sentence SENTENCE`: what a controlled sentence says, as data and back. */
export async function sentenceCommand(context: Context, sentence: string): Promise<number> {
  const answer = await invoke(context, 'demand', { sentence })
  if (context.json) context.printJson('demand', answer)
  else {
    context.print(answer.sentence)
    for (const check of answer.checks) context.print(`  ${check}`)
  }
  context.say(
    `${answer.checks.length} checks would be held to it; to do so, put ${answer.demand.metric} under targets in config.yaml (witnessmark target apply)`,
  )
  return 0
}
