import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { backup, restore } from '../keep/backup.ts'
import { lock } from '../home/lock.ts'
import { UsageError, paint } from './context.ts'
import type { Context } from './context.ts'

/**
 * `witnessmark backup FILE`: a verified copy of the record, also while the agent runs. Keys and
 * credentials are not in it.
 */
export async function backupCommand(context: Context, file: string): Promise<number> {
  if (!existsSync(join(context.home, 'witnessmark.sqlite')))
    throw new UsageError(`${context.home}: nothing is recorded there yet`)
  const manifest = await backup(context.home, resolve(file), new Date(), context.progress)
  context.progress('')
  if (context.json) context.printJson('backup', { file: resolve(file), ...manifest })
  else
    context.print(
      `${paint('green', '✓')} ${resolve(file)}: ${manifest.entries} entries, verified, with ${Object.keys(manifest.files).length} files. Signing keys and credentials are not in it.`,
    )
  context.say(`Next, when it is needed: witnessmark restore ${file}`)
  return 0
}

/**
 * `witnessmark restore FILE [--replace]`: puts a backup into the home. The log goes on under a new
 * key and says so.
 */
export async function restoreCommand(
  context: Context,
  file: string,
  flags: { readonly replace?: boolean },
): Promise<number> {
  const held = existsSync(context.home) ? lock(context.home) : null
  try {
    const { manifest, moved } = await restore(context.home, resolve(file), {
      replace: flags.replace ?? false,
      now: new Date(),
      progress: context.progress,
    })
    context.progress('')
    if (context.json)
      context.printJson('restore', { at: manifest.at, entries: manifest.entries, moved })
    else
      context.print(
        `${paint('green', '✓')} restored the record of ${manifest.at}: ${manifest.entries} entries, verified.${moved ? ` What was there is in ${moved}.` : ''}`,
      )
    context.say(
      'The log goes on under a new key and origin, and says so. Connect tenants again where the keyring does not hold their credentials. Next: witnessmark verify',
    )
    return 0
  } finally {
    held?.release()
  }
}
