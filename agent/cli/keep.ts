import { anchor } from '../keep/anchor.ts'
import type { Anchored } from '../keep/anchor.ts'
import type { Agent } from '../agent.ts'
import { erase, ErasureError } from '../keep/erasure.ts'
import type { Erased, ErasureRequest } from '../keep/erasure.ts'
import { prune } from '../keep/retention.ts'
import type { Pruned } from '../keep/retention.ts'
import { commandActor } from '../actor.ts'
import { rotateKey } from '../record/key.ts'
import { UsageError, paint, withAgent } from './context.ts'
import type { Context } from './context.ts'
import { askRunningAgent } from './running-agent.ts'

/**
 * `witnessmark erase --entry N | --person TEXT --reason WHY`: bodies and names go, their places in
 * the log stay.
 */
export async function eraseCommand(
  context: Context,
  flags: { readonly entry?: readonly string[]; readonly person?: string; readonly reason?: string },
): Promise<number> {
  const entries = (flags.entry ?? []).map(Number)
  if (
    !flags.reason ||
    (entries.length === 0 && !flags.person) ||
    !entries.every(index => Number.isInteger(index) && index >= 0)
  )
    throw new UsageError(
      'erase (--entry N [--entry N] | --person TEXT) --reason WHY. The reason is kept for ever: do not name the person in it.',
    )
  if (flags.person && flags.reason.toLowerCase().includes(flags.person.toLowerCase()))
    throw new UsageError('--reason names the person, and it is kept for ever: say it without')
  const request = {
    reason: flags.reason,
    ...(entries.length > 0 ? { entries } : {}),
    ...(flags.person ? { person: flags.person } : {}),
  } satisfies ErasureRequest
  const erased = await through<Erased>(context, '/erase', request, agent =>
    erase(agent, commandActor(), request),
  )
  if (context.json) context.printJson('erasure', erased)
  else
    context.print(
      `${paint('green', '✓')} ${erased.entries.length} bodies are gone (entries ${erased.entries.slice(0, 20).join(', ') || 'none'}${erased.entries.length > 20 ? ', …' : ''}), and the text from ${erased.rows} rows. Their entries still verify.`,
    )
  context.say(
    'Earlier exports and backups, and the files you wrote yourself (exceptions/*.yaml, config.yaml), are yours to clean. Next: witnessmark verify',
  )
  return 0
}

/**
 * `witnessmark prune`: what is older than the configured retention goes. The running agent does so
 * daily.
 */
export async function pruneCommand(context: Context): Promise<number> {
  const pruned = await through<Pruned>(context, '/prune', {}, agent => prune(agent, commandActor()))
  if (context.json) context.printJson('retention', pruned)
  else if (pruned.held) context.print('config.yaml: legalHold is true: nothing was taken out.')
  else
    context.print(
      pruned.pruned > 0
        ? `${paint('green', '✓')} ${pruned.pruned} entries from before ${pruned.cutoff.slice(0, 10)} are gone; the record begins at entry ${pruned.minimum}.`
        : `Nothing to take out: all that is kept is younger than ${pruned.cutoff.slice(0, 10)}, or something younger rests on it.`,
    )
  return 0
}

/** `witnessmark anchor`: asks the configured authority and witness now. */
export async function anchorCommand(context: Context): Promise<number> {
  const anchored = await through<Anchored>(context, '/anchor', {}, async agent => {
    const { timestampAuthority, witness } = agent.config()
    if (!timestampAuthority && !witness)
      throw new UsageError('config.yaml names no timestampAuthority and no witness')
    return anchor(agent)
  })
  if (context.json) context.printJson('anchoring', anchored)
  else
    context.print(
      `${anchored.stamped} stamped, ${anchored.cosigned} cosigned, ${anchored.waiting} waiting`,
    )
  for (const problem of anchored.problems) context.say(paint('yellow', problem))
  return anchored.problems.length > 0 ? 1 : 0
}

/** `witnessmark key [rotate --reason WHY]`: the key that outsiders compare, or the next one. */
export async function keyCommand(
  context: Context,
  act: string | undefined,
  reason: string | undefined,
): Promise<number> {
  if (act !== undefined && (act !== 'rotate' || !reason))
    throw new UsageError('key | key rotate --reason WHY')
  const { key } = await through<{ readonly key: string }>(
    context,
    '/key',
    act ? { reason } : {},
    async agent => ({
      key: reason ? await rotateKey(agent, commandActor(), reason) : agent.log.verifierKey(),
    }),
  )
  if (context.json) context.printJson('key', { key })
  else context.print(key)
  context.say(
    act
      ? 'Both keys signed the hand-over. Give auditors the new key by another way than the bundle.'
      : 'Give this to auditors by another way than the bundle: witnessmark verify FILE --key KEY',
  )
  return 0
}

/**
 * Through the agent that holds this home, or here where none runs. @throws UsageError for what was
 * refused
 */
async function through<T>(
  context: Context,
  path: string,
  body: object,
  here: (agent: Agent) => Promise<T>,
): Promise<T> {
  const answer = await askRunningAgent<T>(context, path, body)
  if (answer?.ok) return answer.body
  if (answer)
    throw answer.status === 400
      ? new UsageError(answer.body.error ?? 'refused')
      : new Error(
          `the running agent answered ${answer.status}: ${answer.body.error ?? 'no reason given'}`,
        )
  try {
    return await withAgent(context, ({ agent }) => here(agent))
  } catch (error) {
    throw error instanceof ErasureError ? new UsageError(error.message) : error
  }
}
