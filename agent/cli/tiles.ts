import { resolve } from 'node:path'
import { writeTiles } from '../export/tiles.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'
import { withHome } from './read.ts'

/**
 * `witnessmark tiles DIR`: the log as tlog-tiles for a static web server, or brought up to date
 * there.
 */
export async function tilesCommand(context: Context, folder: string): Promise<number> {
  return withHome(context, async ({ store }) => {
    const tiles = await writeTiles(store, resolve(folder), (done, total) =>
      context.progress(`tile ${done} of ${total}`),
    )
    context.progress('')
    if (context.json) context.printJson('tiles', { folder: resolve(folder), ...tiles })
    else
      context.print(
        `${paint('green', '✓')} ${resolve(folder)}: ${tiles.size} entries, ${tiles.written} files new${tiles.minimum > 0 ? `, from entry ${tiles.minimum} on` : ''}`,
      )
    context.say(
      'Serve the folder as it is, and run this again after scans. It holds no evidence: entries name tenants and requests.',
    )
    return 0
  })
}
