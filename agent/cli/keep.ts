import { exitCode } from '../problems.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'
import { usage } from './usage.ts'

type EraseFlags = {
  readonly entry?: readonly string[]
  readonly person?: string
  readonly reason?: string
}
const SHOWN = 20

/** `witnessmark erase --entry N | --person TEXT --reason WHY`: bodies and names go, their places stay. */
export async function eraseCommand(context: Context, flags: EraseFlags): Promise<number> {
  const { person, reason } = flags
  const entries = (flags.entry ?? []).map(Number)
  const numbers = entries.every(index => Number.isInteger(index) && index >= 0)
  if (!reason || (entries.length === 0 && !person) || !numbers)
    throw usage(
      'erase (--entry N [--entry N] | --person TEXT) --reason WHY. The reason is kept for ever: do not name the person in it.',
    )
  const request = {
    reason,
    ...(entries.length > 0 ? { entries } : {}),
    ...(person ? { person } : {}),
  }
  const erased = await invoke(context, 'erase', request)
  const shown = erased.entries.slice(0, SHOWN).join(', ') || 'none'
  if (context.json) context.printJson('erasure', erased)
  else
    context.print(
      `${paint('green', '✓')} ${erased.entries.length} bodies are gone (entries ${shown}${erased.entries.length > SHOWN ? ', …' : ''}), and the text from ${erased.rows} rows. Their entries still verify.`,
    )
  context.say(
    'Earlier exports and backups, and the files you wrote yourself (exceptions/*.yaml, config.yaml), are yours to clean. Next: witnessmark verify',
  )
  return 0
}

/** `witnessmark prune`: what is older than the configured retention goes. The running agent does so daily. */
export async function pruneCommand(context: Context): Promise<number> {
  const { pruned, cutoff, minimum, held } = await invoke(context, 'prune', {})
  if (context.json) context.printJson('retention', { pruned, minimum, cutoff, held })
  else if (held) context.print('config.yaml: legalHold is true: nothing was taken out.')
  else if (pruned > 0)
    context.print(
      `${paint('green', '✓')} ${pruned} entries from before ${cutoff.slice(0, 10)} are gone; the record begins at entry ${minimum}.`,
    )
  else
    context.print(
      `Nothing to take out: all that is kept is younger than ${cutoff.slice(0, 10)}, or something younger rests on it.`,
    )
  return 0
}

/** `witnessmark anchor`: asks the configured authority and witness now. */
export async function anchorCommand(context: Context): Promise<number> {
  const anchored = await invoke(context, 'anchor', {})
  const { stamped, cosigned, waiting, problems, configured } = anchored
  if (context.json) context.printJson('anchoring', anchored)
  else context.print(`${stamped} stamped, ${cosigned} cosigned, ${waiting} waiting`)
  if (!configured) context.say('config.yaml names no timestampAuthority and no witness.')
  for (const problem of problems) context.say(paint('yellow', problem))
  return problems.length > 0 ? exitCode.failure : exitCode.met
}

/** `witnessmark key [rotate --reason WHY]`: the key that outsiders compare, or the next one. */
export async function keyCommand(
  context: Context,
  act: string | undefined,
  reason: string | undefined,
): Promise<number> {
  if (act !== undefined && (act !== 'rotate' || !reason))
    throw usage('key | key rotate --reason WHY')
  const { key } =
    act && reason
      ? await invoke(context, 'key-rotate', { reason })
      : await invoke(context, 'key', {})
  if (context.json) context.printJson('key', { key })
  else context.print(key)
  context.say(
    act
      ? 'Both keys signed the hand-over. Give auditors the new key by another way than the bundle.'
      : 'Give this to auditors by another way than the bundle: witnessmark verify FILE --key KEY',
  )
  return 0
}
