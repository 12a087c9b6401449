import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { assertFolder } from '../files.ts'
import { Problem } from '../problem.ts'
import { fromClone } from '../version.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'

const browsers = ['chrome', 'firefox'] as const
const OurManifest = z.looseObject({ name: z.literal('Witnessmark') })

/**
 * `witnessmark extension DIR`: the built extension as DIR/chrome and DIR/firefox. A copy of before is
 * replaced, so that the browser has the new one once it is reloaded.
 * @throws Problem `folder-is-file`, `extension-unbuilt`; `out-exists` where something else is in its place
 */
export async function extension(
  context: Context,
  given: string,
  { force = false }: { readonly force?: boolean },
): Promise<number> {
  assertFolder(given)
  const root = builtFolder()
  const copies = browsers.map(name => ({ from: join(root, name), to: resolve(given, name) }))
  for (const { to } of copies)
    if (existsSync(to) && !force && !isOurs(to)) throw new Problem('out-exists', { file: to })
  for (const { from, to } of copies) {
    rmSync(to, { recursive: true, force: true })
    cpSync(from, to, { recursive: true })
  }
  const [chrome = '', firefox = ''] = copies.map(({ to }) => to)
  if (context.json) context.printJson('extension', { chrome, firefox })
  else
    context.print(
      `${paint('bold', 'Chromium')}  chrome://extensions, Developer mode, Load unpacked: ${chrome}\n` +
        `${paint('bold', 'Firefox')}   about:debugging#/runtime/this-firefox, Load Temporary Add-on: ${join(firefox, 'manifest.json')}`,
    )
  context.say('Next: witnessmark serve; its page "Browsers" gives the code for the options.')
  return 0
}

/** Beside the bundled agent, or in a clone's dist folder. @throws Problem `extension-unbuilt` */
function builtFolder(): string {
  const places = [new URL('../../dist/', import.meta.url), new URL('../', import.meta.url)]
  const built = places
    .map(place => fileURLToPath(place))
    .find(place => browsers.every(name => existsSync(join(place, name, 'manifest.json'))))
  if (built === undefined) throw new Problem('extension-unbuilt', { clone: fromClone })
  return built
}

function isOurs(folder: string): boolean {
  const manifest = join(folder, 'manifest.json')
  if (!existsSync(manifest)) return false
  try {
    return OurManifest.safeParse(JSON.parse(readFileSync(manifest, 'utf8'))).success
  } catch {
    return false
  }
}
