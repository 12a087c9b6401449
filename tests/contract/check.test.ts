import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a contributor gets wrong: `replace` (nothing: the end of the file) becomes `by`. */
type Mistake = {
  readonly name: string
  readonly file: string
  readonly replace?: string
  readonly by: string
  /** What the one line that tells of it holds, after the file. */
  readonly told: string
}
const wings = 'meet in common/ only: share code there, or send a message'
const pure = 'common/ is pure: pass it in, as Api and Dns are.'
const mistakes: readonly Mistake[] = [
  {
    name: 'a circle of imports, through a type',
    file: 'common/log/bytes.ts',
    by: "import type { Subtree } from './merkle.ts'\nvoid (null as unknown as Subtree)\n",
    told: 'common/log/merkle.ts -> common/log/bytes.ts -> common/log/merkle.ts; move what',
  },
  {
    name: 'an unused export',
    file: 'agent/export/csv.ts',
    by: 'export const planted = 1\n',
    told: 'nobody imports "planted": take "export" away, or all of it',
  },
  {
    name: 'an unused type',
    file: 'common/model/id.ts',
    by: 'export type Planted = string\n',
    told: 'nobody imports "Planted": take "export" away, or all of it',
  },
  {
    name: 'a check that names a missing setting',
    file: 'common/services/github/checks/organization.ts',
    replace: "reads: ['secure-two-factor-only']",
    by: "reads: ['secure-two-factor']",
    told:
      'check github.organization.secure-two-factor-only: reads: ' +
      'no setting "github.organization.secure-two-factor" in github; ' +
      'nearest is "github.organization.secure-two-factor-only"',
  },
  {
    name: 'a check that names a missing metric',
    file: 'common/services/ghost/checks/index.ts',
    replace: "metric: 'mfa-enforced'",
    by: "metric: 'mfa-enforcd'",
    told: 'metric: no metric "mfa-enforcd"; nearest is "mfa-enforced"',
  },
  {
    name: 'a check that names a missing predicate',
    file: 'common/services/github/checks/repository.ts',
    replace: "test: 'reviewCannotBeBypassed(",
    by: "test: 'reviewCannotBypass(",
    told: 'test: no predicate "reviewCannotBypass"; nearest is "reviewCannotBeBypassed"',
  },
  {
    name: 'a recipe that names a missing setting',
    file: 'common/services/github/recipes/index.ts',
    replace: "box('members-can-delete-issues'",
    by: "box('members-can-delete-isues'",
    told:
      'no setting "github.organization.members-can-delete-isues" in github; ' +
      'nearest is "github.organization.members-can-delete-issues"',
  },
  {
    name: 'a switch with a missing case',
    file: 'agent/import/document.ts',
    replace: "    case 'any':\n      return 'any value'\n",
    by: '',
    told: 'Switch is not exhaustive. Cases not matched: "any"',
  },
  {
    name: 'the extension importing the agent',
    file: 'extension/keys.ts',
    by: "import { version } from '../agent/version.ts'\nvoid version\n",
    told: wings,
  },
  {
    name: 'the agent importing the extension',
    file: 'agent/schedule.ts',
    by: "import { nonce } from '../extension/keys.ts'\nvoid nonce\n",
    told: wings,
  },
  {
    name: 'common/ importing a wing',
    file: 'common/log/entry.ts',
    by: "import { version } from '../../agent/version.ts'\nvoid version\n",
    told: pure,
  },
  ...['node:fs', 'fs', 'ws', 'webextension-polyfill'].map((platform, i) => ({
    name: `common/ importing ${platform}`,
    file: `common/log/${['canonical', 'checkpoint', 'merkle', 'proof'][i]}.ts`,
    by: `import * as platform from '${platform}'\nvoid platform\n`,
    told: pure,
  })),
]

let lines: string[] = []
let summary = ''
let status: number | null = 0
const copy = mkdtempSync(join(tmpdir(), 'witnessmark-check-'))
after(() => rmSync(copy, { recursive: true, force: true }))

before(() => {
  for (const name of readdirSync(root))
    if (!['.git', 'dist', 'node_modules'].includes(name))
      cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  for (const { name, file, replace, by } of mistakes) {
    const source = readFileSync(join(copy, file), 'utf8')
    assert.ok(replace === undefined || source.includes(replace), `${name}: ${file} has changed`)
    const planted = replace === undefined ? `${source}${by}` : source.replace(replace, () => by)
    writeFileSync(join(copy, file), planted)
  }
  const check = spawnSync(
    process.execPath,
    ['tests/support/check.ts', 'lint', 'unused', 'catalogue'],
    { cwd: copy, encoding: 'utf8' },
  )
  status = check.status
  lines = check.stdout.trim().split('\n')
  summary = lines.pop() ?? ''
})

for (const { name, file, told } of mistakes)
  test(`npm run check tells of ${name} in one line`, () => {
    const found = lines.filter(line => line.startsWith(`${file}:`) && line.includes(told))
    assert.equal(found.length, 1, lines.join('\n'))
  })

test('npm run check fails, names the steps that failed, and tells of nothing else', () => {
  assert.equal(status, 1)
  assert.match(summary, /^check: lint, unused, catalogue failed \([\d.]+ s\)$/)
  assert.equal(lines.length, mistakes.length, lines.join('\n'))
})
