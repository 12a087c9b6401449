import { deflateSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { crx } from '@crxjs/vite-plugin'
import type { ManifestV3Export } from '@crxjs/vite-plugin'
import type { InlineConfig, Plugin } from 'vite'

export type Browser = 'chrome' | 'firefox'
export const parts = [
  'modules',
  'content',
  'lists',
  'pages',
  'reader',
  'overlay',
  'teach-form',
  'teach',
  'picture',
] as const
export type Part = (typeof parts)[number]
const root = fileURLToPath(new URL('.', import.meta.url))

/**
 * The builds of one extension: `modules` is the background and the pages; the others are
 * self-contained files, because a content script that loads chunks would need web-accessible
 * resources, and any page could then see that the extension is there.
 */
export function extensionBuild(browser: Browser, part: Part, outDir: string): InlineConfig {
  const content = part !== 'modules'
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    base: '/',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: !content,
      target: 'es2023',
      minify: true,
      modulePreload: false,
      sourcemap: false,
      // What others wrote and is part of the file, with its licence.
      license: { fileName: `licenses/${part}.md` },
      // crxjs finds popup, options and side panel in the manifest, and misses Firefox's sidebar
      // page.
      rolldownOptions: content
        ? {
            input: `extension/${part}.ts`,
            output: { format: 'iife', entryFileNames: `extension/${part}.js` },
          }
        : {
            input: { panel: 'extension/panel/index.html' },
            output: {
              chunkFileNames: 'extension/shared/[name].js',
              assetFileNames: 'extension/assets/[name][extname]',
            },
          },
    },
    plugins: content
      ? []
      : [
          crx({ manifest: manifestFor(browser) as unknown as ManifestV3Export, browser }),
          icons(),
          withoutJsonSchema(),
        ],
  }
}

/** The root manifest is Chromium's; these are Firefox's differences. */
export function manifestFor(browser: Browser): Record<string, unknown> {
  const source = JSON.parse(readFileSync(`${root}manifest.json`, 'utf8')) as Record<string, unknown>
  if (browser === 'chrome') return source
  const { key: _key, minimum_chrome_version: _minimum, side_panel: _panel, ...rest } = source
  return {
    ...rest,
    permissions: [
      'storage',
      'scripting',
      'alarms',
      'activeTab',
      'contextMenus',
      'unlimitedStorage',
    ],
    background: { scripts: ['extension/background.ts'], type: 'module' },
    // Firefox's default policy has upgrade-insecure-requests, which silently kills ws://127.0.0.1:
    // the manifest's own has not.
    browser_specific_settings: {
      gecko: {
        id: 'witnessmark@witnessmark.dev',
        strict_min_version: '142.0',
        // To a process on the same machine, which Mozilla counts as leaving: docs/privacy.md.
        data_collection_permissions: { required: ['websiteContent', 'browsingActivity'] },
      },
    },
    sidebar_action: {
      default_title: 'Witnessmark',
      default_panel: 'extension/panel/index.html',
      open_at_install: false,
    },
  }
}

/**
 * Every parser of zod can write itself as a JSON schema. Nothing here asks for one, and bundlers
 * cannot see that: a ninth of the background.
 */
function withoutJsonSchema(): Plugin {
  return {
    name: 'witnessmark-without-json-schema',
    enforce: 'pre',
    load(id) {
      if (!/zod\/v4\/core\/(?:json-schema-(?:processors|generator)|to-json-schema)\.js$/.test(id))
        return null
      const names = [
        ...readFileSync(id, 'utf8').matchAll(
          /^export (?:(?:async )?function|class|const) (\w+)|^export \{ \w+ as (\w+) \}/gm,
        ),
      ].map(found => found[1] ?? found[2] ?? '')
      return `function nothing() { return nothing }\nexport { ${names.map(name => `nothing as ${name}`).join(', ')} }`
    },
  }
}

function icons(): Plugin {
  return {
    name: 'witnessmark-icons',
    generateBundle() {
      for (const size of [16, 32, 48, 128])
        this.emitFile({ type: 'asset', fileName: `icons/${size}.png`, source: icon(size) })
    },
  }
}

/**
 * The mark, drawn: a seal with a tick. PNG by hand (RGBA, no filter), so that the build needs no
 * image library.
 */
function icon(size: number): Uint8Array {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  const near = (x: number, y: number, ax: number, ay: number, bx: number, by: number): number => {
    const t = Math.max(
      0,
      Math.min(
        1,
        ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2),
      ),
    )
    return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
  }
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const [u, v] = [(x + 0.5) / size, (y + 0.5) / size]
      const tick =
        Math.min(near(u, v, 0.28, 0.52, 0.44, 0.68), near(u, v, 0.44, 0.68, 0.74, 0.34)) < 0.06
      const inside = Math.hypot(u - 0.5, v - 0.5) < 0.48
      rows.set(
        inside ? (tick ? [255, 255, 255, 255] : [15, 92, 122, 255]) : [0, 0, 0, 0],
        y * (size * 4 + 1) + 1 + x * 4,
      )
    }
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}
