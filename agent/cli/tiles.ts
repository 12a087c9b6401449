import { resolve } from 'node:path'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark tiles DIR`: the log as tlog-tiles for a static web server, or brought up to date there. */
export async function tilesCommand(
  context: Context,
  given: string,
  { force }: { readonly force?: boolean },
): Promise<number> {
  const tiles = await invoke(context, 'tiles', { folder: resolve(given), force })
  const { folder, size, written, minimum } = tiles
  if (context.json) context.printJson('tiles', tiles)
  else
    context.print(
      `${paint('green', '✓')} ${folder}: ${size} entries, ${written} files new${minimum > 0 ? `, from entry ${minimum} on` : ''}`,
    )
  context.say(
    'Serve the folder as it is, and run this again after scans. It holds no evidence: entries name tenants and requests.',
  )
  return 0
}
