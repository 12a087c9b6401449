import { resolve } from 'node:path'
import { isProblem } from '../problem.ts'
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
 * `witnessmark restore FILE [--replace] [--accept]`: puts a backup into the home. The log goes on under
 * a new key and says so. What this home did not sign, or goes elsewhere, is shown and asked about.
 */
export async function restoreCommand(
  context: Context,
  file: string,
  { replace = false, accept = false }: { readonly replace?: boolean; readonly accept?: boolean },
): Promise<number> {
  const asked = { file: resolve(file), replace, accept }
  const restored = await invoke(context, 'restore', asked).catch(async (error: unknown) => {
    if (!isProblem(error, 'backup-unconfirmed')) throw error
    const answer = await context.ask(`${error.message}\nPut it in? (yes or no) `)
    if (answer !== 'yes') throw error
    return invoke(context, 'restore', { ...asked, accept: true })
  })
  const { at, entries, moved, signed } = restored
  if (context.json) context.printJson('restore', restored)
  else
    context.print(
      `${paint('green', '✓')} restored the record of ${at}: ${entries} entries, verified; ${signed === 'own' ? 'signed by this home' : signed === 'foreign' ? 'signed by another key' : 'signed by nobody'}.${moved ? ` What was there is in ${moved}.` : ''}`,
    )
  context.say(
    'The log goes on under a new key and origin, and says so. Connect tenants again where the keyring does not hold their credentials. Next: witnessmark verify',
  )
  return 0
}
