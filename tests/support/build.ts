// `npm run build`: one function a product, each writes its own folder under dist/.
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { extensionBuild } from '../../vite.config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** dist/chrome and dist/firefox, each with its manifest.json. */
export async function buildExtension(): Promise<void> {
  for (const browser of ['chrome', 'firefox'] as const) {
    for (const part of ['modules', 'content'] as const) await build(extensionBuild(browser, part, `${root}dist/${browser}`))
  }
}

/** dist/dashboard, which the agent serves. */
export async function buildDashboard(): Promise<void> {
  await build({ configFile: `${root}agent/dashboard/vite.config.ts`, logLevel: 'warn' })
}

if (import.meta.main) {
  await buildDashboard()
  await buildExtension()
}
