import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { recorded } from '../support/export.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))
const twoFactor = 'github.organization.two-factor-required'

test('the assessor’s commands say what they found, and seal what was decided', async context => {
  const { home, close } = await recorded(context)
  await close()
  const said = (...given: readonly string[]) => {
    const ended = spawnSync(process.execPath, [main, ...given, '--home', home, '--no-input'], {
      encoding: 'utf8',
    })
    return { status: ended.status, text: ended.stdout + ended.stderr }
  }
  const tree = said('tree', '--framework', 'eucs', '--level', 'Basic', '--at', 'OPS')
  assert.equal(tree.status, 3)
  assert.match(tree.text, /level Basic\n.*not satisfied {2}OPS /s)
  assert.match(tree.text, /OPS-21\.\d .*\d+ fail/)
  const whatIf = said('whatif', '--repaired', twoFactor, '--framework', 'eucs')
  assert.equal(whatIf.status, 0)
  assert.match(whatIf.text, new RegExp(`If ${twoFactor} would pass \\(1 finding\\):`))
  const plan = ['--tenant', 'aurora-labs', '--owner', 'Ada', '--until', '2099-01-01']
  assert.match(
    said('nonconformity', 'plan', twoFactor, ...plan).text,
    /major.*until 2099-01-01, entry \d+; by Ada/s,
  )
  const list = said('nonconformity', 'list')
  assert.equal(list.status, 3)
  assert.match(list.text, /^major .*\d+ open, \d+ of them major/s)
  const file = join(home, 'minutes.txt')
  writeFileSync(file, 'Reviewed.')
  const of = ['--framework', 'eucs']
  const stated = ['--title', 'Minutes', '--owner', 'Ada', '--review', '2099-01-01']
  assert.match(
    said('scope', 'manual', 'OPS-21.1', ...of, ...stated, '--document', file).text,
    /Minutes \(Ada, review 2099-01-01, minutes\.txt in entry \d+\)/,
  )
  const level = ['--level', 'Basic', '--responsibilities', 'They run it']
  assert.match(
    said('scope', 'set', ...of, '--tenants', 'aurora-labs', ...level).text,
    /level Basic/,
  )
  const state = ['--on', '2026-03-01', '--reason', 'We prepare it', '--by', 'Ada']
  const drafted = said('certificate', 'set', ...of, '--state', 'draft', ...state)
  assert.equal(drafted.status, 0)
  assert.match(drafted.text, /draft .*2026-03-01 {2}draft {2}We prepare it \(Ada\), entry \d+/s)
  assert.match(said('certificate', 'show', ...of).text, /nothing here certifies anything/)
  const wrong = said('certificate', 'set', ...of, '--state', 'certified', ...state)
  assert.equal(wrong.status, 2)
  const found = said('recommend', 'Accounts', 'are locked after failed attempts to log in')
  assert.match(found.text, /^sign-in-attempts /)
})
