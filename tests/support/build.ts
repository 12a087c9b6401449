// `npm run build`: one function a product, each writes its own folder under dist/.
import { createWriteStream, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
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
 * What a start loads of others stands in the program's own files: of some 250 modules less to look for, a
 * start takes a fifth less. All else stays outside, and is loaded by the little that needs it.
 */
const inside: ReadonlySet<string> = new Set([
  '@hono/node-server',
  '@marcbachmann/cel-js',
  // Told our schemas: of one zod, both have to be.
  '@modelcontextprotocol/server',
  'commander',
  'env-paths',
  'hono',
  'node-cron',
  're2js',
  'ws',
  'yaml',
  'zod',
])

/**
 * dist/agent/witnessmark.js: what `bin` names, since Node strips no types under node_modules; beside it
 * the program that reads documents, and licenses.md: what others wrote and is part of the files.
 */
export async function buildAgent(): Promise<void> {
  const bundle = await rolldown({
    input: {
      'witnessmark': `${root}agent/main.ts`,
      'verify-beside': `${root}agent/log/verify-beside.ts`,
      // Loaded by the first that asks: agent/home/shipped-recipes.ts.
      'consoles': `${root}common/services/consoles.ts`,
      // A process of its own: agent/import/document-text/text.ts starts it.
      'read-document': `${root}agent/import/document-text/read-document.ts`,
    },
    platform: 'node',
    external: (id, importer) => {
      const name = packageOf(id)
      // What something inside asks for is inside, too.
      const isOurs = importer === undefined || !importer.includes('/node_modules/')
      return name !== null && isOurs && !inside.has(name)
    },
  })
  // Chunks carry a hash: those of earlier builds would stay, and be packed.
  rmSync(`${root}dist/agent`, { recursive: true, force: true })
  const { output } = await bundle.write({
    dir: `${root}dist/agent`,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    banner: chunk => (chunk.name === 'witnessmark' ? '#!/usr/bin/env node' : ''),
  })
  await bundle.close()
  const modules = output.flatMap(item => (item.type === 'chunk' ? item.moduleIds : []))
  writeFileSync(`${root}dist/agent/licenses.md`, licensesOf(modules))
}

/** The package that an import names; null for a file, and for what Node has itself. */
function packageOf(id: string): string | null {
  if (/^(\.|\/|\0|node:|[A-Za-z]:)/.test(id) || isBuiltin(id)) return null
  return id.split('/', id.startsWith('@') ? 2 : 1).join('/')
}

/**
 * Each package of which one of these modules is, with the words of its licence.
 * @throws Error for one that has none
 */
function licensesOf(modules: readonly string[]): string {
  const folders = modules.flatMap(
    id => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id.replaceAll('\\', '/'))?.[0] ?? [],
  )
  const sections = [...new Set(folders)].sort().map(folder => {
    const manifest = readFileSync(`${folder}/package.json`, 'utf8')
    const { name, version, license } = JSON.parse(manifest) as Readonly<Record<string, string>>
    const file = readdirSync(folder).find(entry => /^(licen[cs]e|copying)/i.test(entry))
    if (!license || !file) throw new Error(`${folder}: no licence is given`)
    return `## ${name} - ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`
  })
  return ['# Licenses\n', 'The agent holds these packages:\n', ...sections].join('\n')
}

if (import.meta.main) {
  await buildExtension()
  await buildDashboard()
  await buildAgent()
  process.stderr.write(
    'Built: dist/chrome and dist/firefox (to load unpacked), dist/dashboard, dist/agent.\n',
  )
}
