// `npm run build`: one function a product, each writes its own folder under dist/.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { build } from 'vite'
import { extensionBuild, parts } from '../../vite.config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** dist/chrome and dist/firefox, each with its manifest.json. */
export async function buildExtension(): Promise<void> {
  for (const browser of ['chrome', 'firefox'] as const) {
    for (const part of parts) await build(extensionBuild(browser, part, `${root}dist/${browser}`))
  }
}

/** dist/dashboard, which the agent serves. */
export async function buildDashboard(): Promise<void> {
  await build({ configFile: `${root}agent/dashboard/vite.config.ts`, logLevel: 'warn' })
}

/** dist/agent/witnessmark.js: what `bin` names, since Node strips no types under node_modules. Dependencies stay outside. */
export async function buildAgent(): Promise<void> {
  const bundle = await rolldown({ input: `${root}agent/main.ts`, platform: 'node', external: /^(?!\.{0,2}\/)(?![A-Za-z]:)/ })
  await bundle.write({ dir: `${root}dist/agent`, format: 'esm', entryFileNames: 'witnessmark.js', chunkFileNames: '[name]-[hash].js', banner: chunk => chunk.isEntry ? '#!/usr/bin/env node' : '' })
  await bundle.close()
}

if (import.meta.main) {
  await buildExtension()
  await buildDashboard()
  await buildAgent()
}
