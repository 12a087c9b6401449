import { askAgent } from './client.ts'
import { exitCode } from '../problems.ts'
import { paint, plainText } from './context.ts'
import type { Context } from './context.ts'
import { given } from './given.ts'
import { invoke } from './invoke.ts'

/** `witnessmark alert list`: what was told, and what was not. */
export async function alertList(context: Context): Promise<number> {
  const { channels, alerts } = await invoke(context, 'alert-list', {})
  if (context.json) context.printJson('alerts', { channels, alerts })
  else
    for (const { id, channel, state, title, problem, tries } of alerts) {
      const trouble = problem === null ? '' : ` (${tries} tries: ${plainText(problem)})`
      context.print(`${id}  ${channel}  ${state}  ${plainText(title)}${trouble}`)
    }
  const stuck = alerts.filter(item => item.state === 'dead').length
  context.say(
    channels.length === 0
      ? 'No channel is configured: docs/alerts.md'
      : `${channels.length === 1 ? '1 channel' : `${channels.length} channels`}${channels.every(({ sealed }) => sealed) ? '' : ' (as config.yaml says: no run sealed that yet)'}, ${alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`}${stuck > 0 ? `, ${stuck} given up. Next: witnessmark alert resend ID` : ''}`,
  )
  return exitCode.met
}

/** `witnessmark alert resend ID`: tries again what did not arrive. Exit code 1 where it still does not. */
export async function alertResend(context: Context, id: string): Promise<number> {
  const { waited, untold } = await invoke(context, 'alert-resend', { id })
  if (context.json) context.printJson('alert-resent', { waited, untold })
  for (const problem of untold) context.say(`not told: ${problem}`)
  return untold.length > 0 ? exitCode.failure : exitCode.met
}

/**
 * `witnessmark alert test [CHANNEL]`: exit code 1 where a channel does not take it. By the agent that
 * runs, which would send news too and knows which browsers are connected; else here.
 */
export async function alertTest(context: Context, channel: string | undefined): Promise<number> {
  const asked = askAgent(context.home, 'alert-test', { channel }, () => undefined)
  // One that stops just now, or is of an earlier version, is not asked.
  const answered = await asked.catch(() => null)
  const { results } = answered?.output ?? (await invoke(context, 'alert-test', { channel }))
  if (context.json) context.printJson('alert-test', { results })
  else
    for (const { channel: name, problem } of results)
      context.print(
        `${problem === null ? paint('green', '✓') : paint('red', '✗')} ${name.padEnd(20)} ${problem ?? 'sent'}`,
      )
  return results.some(item => item.problem !== null) ? exitCode.failure : exitCode.met
}

/** `witnessmark alert secret CHANNEL`: from a file, a pipe or a hidden prompt; never an argument. */
export async function alertSecret(
  context: Context,
  channel: string,
  file: string | undefined,
): Promise<number> {
  const secret = await given(context, file)
  const { keptIn } = await invoke(context, 'alert-secret', { channel, secret })
  context.print(`Kept in ${keptIn}.`)
  context.say(`Next: witnessmark alert test ${channel}`)
  return exitCode.met
}
