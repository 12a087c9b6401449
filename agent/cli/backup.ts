import { resolve } from 'node:path'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark backup FILE [--force]`: a verified copy of the record, also while the agent runs. */
export async function backupCommand(
  context: Context,
  file: string,
  { force }: { readonly force?: boolean },
): Promise<number> {
  const made = await invoke(context, 'backup', { file: resolve(file), force })
  if (context.json) context.printJson('backup', made)
  else
    context.print(
      `${paint('green', '✓')} ${made.file}: ${made.entries} entries, verified, with ${Object.keys(made.files).length} files. Signing keys and credentials are not in it.`,
    )
  context.say(`Next, when it is needed: witnessmark restore ${file}`)
  return 0
}

/**
 * `witnessmark restore FILE [--replace]`: puts a backup into the home. The log goes on under a new key
 * and says so.
 */
export async function restoreCommand(
  context: Context,
  file: string,
  { replace = false }: { readonly replace?: boolean },
): Promise<number> {
  const restored = await invoke(context, 'restore', { file: resolve(file), replace })
  const { at, entries, moved } = restored
  if (context.json) context.printJson('restore', restored)
  else
    context.print(
      `${paint('green', '✓')} restored the record of ${at}: ${entries} entries, verified.${moved ? ` What was there is in ${moved}.` : ''}`,
    )
  context.say(
    'The log goes on under a new key and origin, and says so. Connect tenants again where the keyring does not hold their credentials. Next: witnessmark verify',
  )
  return 0
}
