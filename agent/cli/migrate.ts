import type { Context } from './context.ts'
import { paint } from './context.ts'
import { given } from './given.ts'
import { invoke } from './invoke.ts'

/** `witnessmark migrate --to ADDRESS|sqlite`: moves the record to the other engine, or back. */
export async function migrateCommand(
  context: Context,
  { to = 'sqlite', credentialFile }: { readonly to?: string; readonly credentialFile?: string },
): Promise<number> {
  const password = credentialFile === undefined ? null : await given(context, credentialFile)
  const moved = await invoke(context, 'migrate', { to, ...(password === null ? {} : { password }) })
  if (context.json) context.printJson('migrate', moved)
  else
    context.print(
      `${paint('green', '✓')} moved from ${moved.from} to ${moved.to}: ${moved.entries} entries in ${moved.rows} rows, each compared, and verified at both ends.${moved.moved ? ` The file that they were in is in ${moved.moved}.` : ' What they were in stands as it was.'}`,
    )
  context.say(
    'What stays behind is a copy, with all that is erased or pruned from now on: take it away when you need it no longer. Next: witnessmark doctor',
  )
  return 0
}
