import assert from 'node:assert/strict'
import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import type { OperationName } from '../../agent/operations/index.ts'
import { copyOfTree } from '../support/copy.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A member of what an operation answers, and the page that shows it. */
const shown: readonly [operation: OperationName, member: string, page: string][] = [
  ['overview', 'accepted', 'today'],
  ['findings', 'findings', 'findings'],
  ['finding-groups', 'groups', 'findings'],
  ['trend', 'days', 'today'],
  ['finding', 'pictures', 'finding'],
  ['tenants', 'testedAgainst', 'tenants'],
  ['frameworks', 'covered', 'frameworks'],
  ['diff', 'changes', 'changes'],
  ['log', 'pruned', 'log'],
  ['verify', 'checkpoints', 'log'],
  ['exports', 'files', 'exports'],
  ['pairings', 'connected', 'connect'],
]

test('what an operation answers under another name no longer compiles on the page that shows it', context => {
  const copy = copyOfTree(context)
  for (const [operation, member] of shown) {
    const file = `${copy.root}agent/operations/${operation}.ts`
    const source = readFileSync(file, 'utf8')
    const renamed = source.replaceAll(new RegExp(`\\b${member}:`, 'g'), `${member}Renamed:`)
    assert.notEqual(renamed, source, operation)
    writeFileSync(file, renamed)
  }
  const mistakes = copy.mistakes()
  for (const [, member, page] of shown)
    assert.ok(
      mistakes.some(
        line =>
          line.startsWith(`agent/dashboard/pages/${page}.tsx(`) &&
          line.includes(`Property '${member}' does not exist`),
      ),
      `${page}: ${member}\n${mistakes.join('\n')}`,
    )
})

test('what is served is built again once anything in it is newer, the table of addresses too', context => {
  const copy = copyOfTree(context)
  const script = `import { buildDashboard } from './agent/cli/serve.ts'
    buildDashboard({ say: text => process.stdout.write(text) })`
  const served = (): string => copy.node('--input-type=module', '--eval', script)
  assert.match(served(), /building the dashboard/)
  assert.equal(served(), '')
  const later = new Date(Date.now() + 60_000)
  utimesSync(`${copy.root}agent/operations/routes.ts`, later, later)
  assert.match(served(), /building the dashboard/)
})

test('the bundle holds its pages, the table of addresses and what renders, and nothing of the agent', async () => {
  const built = await build({
    configFile: `${root}agent/dashboard/vite.config.ts`,
    logLevel: 'error',
    build: { write: false },
  })
  assert.ok('output' in built)
  const modules = built.output
    .flatMap(file => (file.type === 'chunk' ? Object.keys(file.modules) : []))
    .map(id => relative(root, id.replace(/^\0/, '').split('?')[0] ?? ''))
  assert.ok(modules.includes('agent/dashboard/pages/today.tsx'))
  const strange = modules.filter(
    id =>
      !/^agent\/dashboard\/|^node_modules\/preact\//.test(id) &&
      !['agent/operations/routes.ts', 'common/words/typed.ts'].includes(id),
  )
  assert.deepEqual(strange, [])
})
