import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { extensionBuild, manifestFor, parts } from '../../vite.config.ts'
import type { Browser } from '../../vite.config.ts'
import { packFolder } from '../support/build.ts'

const folder = mkdtempSync(join(tmpdir(), 'witnessmark-build-'))
after(() => rmSync(folder, { recursive: true, force: true }))

async function built(browser: Browser, name: string): Promise<ReadonlyMap<string, Buffer>> {
  const out = join(folder, name)
  for (const part of parts) await build(extensionBuild(browser, part, out))
  return new Map(
    readdirSync(out, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort()
      .map(file => [file.slice(out.length + 1), readFileSync(file)]),
  )
}
const first = await built('chrome', 'first')

test('the build is reproducible', async () => {
  assert.deepEqual(
    [...(await built('chrome', 'second'))].map(([file, bytes]) => [file, bytes.toString('base64')]),
    [...first].map(([file, bytes]) => [file, bytes.toString('base64')]),
  )
})

test("the background without the recipes' data is small", async () => {
  const { plugins = [], ...rest } = extensionBuild(
    'chrome',
    'modules',
    join(folder, 'without-recipes'),
  )
  await build({
    ...rest,
    plugins: [
      ...plugins,
      {
        name: 'no-recipes',
        enforce: 'pre',
        load: id =>
          id.endsWith('common/services/consoles.ts') ? 'export const recipes = []' : null,
      },
    ],
  })
  const bytes = gzipSync(
    readFileSync(join(folder, 'without-recipes/extension/shared/background.ts.js')),
  ).length
  assert.ok(bytes > 10_000 && bytes <= 40 * 1024, `${bytes} bytes`)
})

test('the package for a store is the same bytes each time, and holds the manifest at its root', async () => {
  const [one, two] = ['one.zip', 'two.zip'].map(name => join(folder, name))
  await built('firefox', 'for-store')
  for (const file of [one, two]) await packFolder(join(folder, 'for-store'), file ?? '')
  const bytes = readFileSync(one ?? '')
  assert.ok(bytes.equals(readFileSync(two ?? '')))
  assert.ok(bytes.includes('manifest.json') && !bytes.includes('for-store'))
})

test('the pinned key gives the id that the agent trusts', () => {
  const digest = createHash('sha256')
    .update(Buffer.from(String(manifestFor('chrome')['key']), 'base64'))
    .digest('hex')
    .slice(0, 32)
  assert.equal(
    Array.from(digest, digit => String.fromCharCode(97 + Number.parseInt(digit, 16))).join(''),
    CHROMIUM_ID,
  )
})

test('nothing is granted beforehand, nothing is open to pages, and the policy lets loopback sockets through', () => {
  for (const browser of ['chrome', 'firefox'] as const) {
    const manifest = manifestFor(browser)
    for (const field of [
      'host_permissions',
      'web_accessible_resources',
      'externally_connectable',
      'content_scripts',
    ])
      assert.equal(manifest[field], undefined, `${browser} ${field}`)
    assert.deepEqual(manifest['optional_permissions'], ['notifications'])
    assert.ok(!JSON.stringify(manifest['permissions']).includes('notifications'))
    const policy = JSON.stringify(manifest['content_security_policy'])
    assert.ok(
      policy.includes('ws://127.0.0.1:*') &&
        !policy.includes('upgrade-insecure-requests') &&
        !policy.includes('unsafe'),
      policy,
    )
  }
})

test("the button in the browser's toolbar is the product's mark", () => {
  for (const browser of ['chrome', 'firefox'] as const) {
    const { default_icon: icons = {} } = manifestFor(browser)['action'] as {
      readonly default_icon?: Readonly<Record<string, string>>
    }
    assert.deepEqual(Object.keys(icons), ['16', '32', '48'], browser)
    for (const file of Object.values(icons)) assert.ok(first.has(file), file)
  }
})

test('scripts in pages are one file each, small, without eval; the background carries no collector', () => {
  // All pages of a granted site have the first; the reader comes where a recipe fits, what reads
  // lists where it has one.
  const most = {
    'content': 5,
    'lists': 5,
    'reader': 15,
    'pages': 2,
    'overlay': 15,
    'teach': 15,
    'teach-form': 5,
    'picture': 15,
  }
  for (const [name, kilobytes] of Object.entries(most)) {
    const script = first.get(`extension/${name}.js`) ?? Buffer.alloc(0)
    assert.ok(
      script.length > 0 && gzipSync(script).length <= kilobytes * 1024,
      `${name}: ${gzipSync(script).length} bytes`,
    )
    assert.doesNotMatch(script.toString(), /\bimport\s*[("'{]|\beval\(|new Function/)
  }
  // The manifest names a loader of one import.
  const loaded = /import '\.\/(.+)'/.exec(String(first.get('service-worker-loader.js')))?.[1] ?? ''
  const background = String(first.get(loaded))
  assert.ok(background.includes('pair-start') && background.length > 50_000, loaded)
  for (const word of ['x-ratelimit', 'node:', '/graphql'])
    assert.ok(!background.includes(word), word)
})
