import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { installProduct } from './install.ts'

type Finding = { readonly code: string; readonly file: string; readonly message: string }
type Report = {
  readonly errors: readonly Finding[]
  readonly notices: readonly Finding[]
  readonly warnings: readonly Finding[]
}

test("Mozilla's linter finds no error in the built extension, and no warning but two of libraries", () => {
  const folder = installProduct('web-ext', ['web-ext@10'])
  const source = fileURLToPath(new URL('../../dist/firefox', import.meta.url))
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(folder, 'node_modules/web-ext/bin/web-ext.js'),
      'lint',
      '--source-dir',
      source,
      '--output',
      'json',
      '--no-input',
    ],
    { encoding: 'utf8' },
  )
  assert.ok(stdout.startsWith('{'), stderr)
  const report = JSON.parse(stdout) as Report
  assert.deepEqual(report.errors, [])
  assert.deepEqual(report.notices, [])
  // Preact's way for markup as text, which no component of ours uses; zod's compiler, which is
  // switched off (extension/no-eval.ts).
  assert.deepEqual(
    report.warnings.map(({ code, file }) => `${code} ${file.split('/').at(-1)}`).sort(),
    ['DANGEROUS_EVAL background.ts.js', 'UNSAFE_VAR_ASSIGNMENT ui.js'],
  )
})
