import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { temporaryFolder } from '../support/agent.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a command prints, and the modules that it loads: files of the project, names of packages. */
function start(
  context: TestContext,
  ...args: string[]
): { readonly out: string; readonly loaded: readonly string[] } {
  const hook = new URL('../support/loaded.ts', import.meta.url).href
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', hook, join(root, 'agent/main.ts'), ...args],
    { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: temporaryFolder(context) } },
  )
  const line = /^loaded (.*)$/m.exec(stderr)?.[1] ?? '[]'
  const urls = (JSON.parse(line) as string[]).filter(url => !url.startsWith('node:'))
  const names = urls.map(
    url =>
      /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ??
      fileURLToPath(url).slice(root.length),
  )
  return { out: stdout, loaded: [...new Set(names)].sort() }
}

test('the version is told without loading anything else', context => {
  const { out, loaded } = start(context, '--version')
  assert.equal(out, `${manifest.version}\n`)
  assert.deepEqual(loaded, ['agent/main.ts', 'agent/version.ts', 'package.json'])
  assert.equal(start(context, '-V').out, out)
})

test('help knows every command, and loads the code of none', context => {
  const { out, loaded } = start(context, '--help')
  assert.match(out, /findings .*the findings, filtered/)
  assert.ok(loaded.includes('commander'))
  assert.deepEqual(
    loaded.filter(name => /^common\/|^agent\/(?!main|heap|version|problem|cli\/)/.test(name)),
    [],
  )
  for (const name of ['zod', 'yaml', 'age-encryption']) assert.ok(!loaded.includes(name), name)
})

test('a look loads neither what reads certificates nor what opens secrets.age', context => {
  const { out, loaded } = start(context, 'status', '--home', temporaryFolder(context), '--json')
  assert.equal(out, '')
  assert.ok(loaded.includes('agent/open-agent.ts'))
  for (const name of ['pkijs', 'asn1js', 'age-encryption', 'pg'])
    assert.ok(!loaded.includes(name), name)
  assert.deepEqual(
    loaded.filter(name => name.startsWith('agent/store/postgres/')),
    [],
  )
})
