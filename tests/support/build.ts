// `npm run build`: one function a product, each writes its own folder under dist/.
import { createWriteStream, readdirSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { build } from 'vite'
import { ZipFile } from 'yazl'
import { extensionBuild, parts } from '../../vite.config.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * dist/chrome and dist/firefox, each with its manifest.json, and beside each the same as a package
 * for the store.
 */
export async function buildExtension(): Promise<void> {
  for (const browser of ['chrome', 'firefox'] as const) {
    for (const part of parts) await build(extensionBuild(browser, part, `${root}dist/${browser}`))
    await packFolder(`${root}dist/${browser}`, `${root}dist/witnessmark-${browser}.zip`)
  }
}

/** The same folder gives the same bytes: sorted, without times and rights of this machine. */
export async function packFolder(folder: string, file: string): Promise<void> {
  const zip = new ZipFile()
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => `${entry.parentPath}/${entry.name}`)
    .sort()
  for (const name of names)
    zip.addFile(name, name.slice(folder.length + 1), {
      mtime: new Date(2020, 0, 1),
      mode: 0o100644,
      forceDosTimestamp: true,
    })
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(file))
}

/** dist/dashboard, which the agent serves. */
export async function buildDashboard(): Promise<void> {
  await build({ configFile: `${root}agent/dashboard/vite.config.ts`, logLevel: 'warn' })
}

/**
 * dist/agent/witnessmark.js: what `bin` names, since Node strips no types under node_modules; beside it
 * the program that reads documents.
 * Dependencies stay outside.
 */
export async function buildAgent(): Promise<void> {
  const bundle = await rolldown({
    input: {
      'witnessmark': `${root}agent/main.ts`,
      'verify-beside': `${root}agent/log/verify-beside.ts`,
      // A process of its own: agent/import/document-text/text.ts starts it.
      'read-document': `${root}agent/import/document-text/read-document.ts`,
    },
    platform: 'node',
    external: /^(?!\.{0,2}\/)(?![A-Za-z]:)/,
  })
  // Chunks carry a hash: those of earlier builds would stay, and be packed.
  rmSync(`${root}dist/agent`, { recursive: true, force: true })
  await bundle.write({
    dir: `${root}dist/agent`,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    banner: chunk => (chunk.name === 'witnessmark' ? '#!/usr/bin/env node' : ''),
  })
  await bundle.close()
}

if (import.meta.main) {
  await buildExtension()
  await buildDashboard()
  await buildAgent()
  process.stderr.write(
    'Built: dist/chrome and dist/firefox (to load unpacked), dist/dashboard, dist/agent.\n',
  )
}
