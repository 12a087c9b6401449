import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from '../../agent/cli/commands.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { temporaryFolder } from '../support/agent.ts'
import { say } from '../support/say.ts'
import type { Asked } from '../support/say.ts'
import { serving } from '../support/serving.ts'

// Every command as it is typed while an agent serves the home: by its words, through the agent where only
// it can do it.

const check = 'github.organization.two-factor-required'
const tenant = 'aurora-labs'

/** Each way of each command, with its exit code and what it says; later ones see what earlier ones did. */
function typed(folder: string): readonly (readonly [string, Asked, number, RegExp])[] {
  const out = (name: string): string => join(folder, name)
  writeFileSync(out('list.csv'), 'id,title\nA1,First\n')
  writeFileSync(out('minutes.txt'), 'Reviewed.')
  writeFileSync(out('token'), demoToken)
  const eucs = { framework: 'eucs' }
  return [
    ['init', [[]], 0, /is there already/],
    ['scan', [[tenant]], 3, /Needs you today[^]*or witnessmark open for the dashboard/],
    ['status', [[]], 3, /Needs you today/],
    [
      'findings',
      [[], { outcome: 'fail' }],
      3,
      /required of everyone {2}github\.organization\.two-factor-required[^]*of \d+ findings/,
    ],
    ['diff', [[tenant]], 3, /FIRST ASSESSMENT/],
    ['changes', [[tenant], { page: '1' }], 0, /\d+ changes/],
    ['catalogue', [[]], 0, /GitHub/],
    ['period', [[]], 3, /gaps/],
    ['period', [[tenant], { ...eucs, json: true }], 3, /"kind":"period"/],
    ['sample', [[tenant], { items: '2', days: '1', seed: 'a' }], 0, /2 of \d+ items, 1 of 1 days/],
    ['sample', [[tenant], { check, json: true }], 0, /"kind":"sample"/],
    ['tree', [[], eucs], 3, /not satisfied/],
    ['tree', [[], { ...eucs, at: 'OPS', scope: true, period: true }], 3, /not satisfied/],
    ['whatif', [[], { repaired: check, framework: 'eucs' }], 0, /would pass/],
    ['recommend', [['second', 'factor']], 0, /mfa/],
    ['scope', [['show'], eucs], 0, /applies/],
    ['scope', [['set'], { ...eucs, tenants: tenant, responsibilities: 'They run it' }], 0, /./],
    ['scope', [['exclude', 'OPS-21.1'], { ...eucs, reason: 'None here' }], 0, /./],
    [
      'scope',
      [
        ['manual', 'OPS-21.1'],
        { ...eucs, title: 'M', owner: 'Ada', review: '2099-01-01', document: out('minutes.txt') },
      ],
      0,
      /minutes\.txt/,
    ],
    ['nonconformity', [['list']], 3, /major/],
    ['nonconformity', [['plan', check], { tenant, owner: 'Ada', until: '2099-01-01' }], 0, /Ada/],
    ['exception', [['add'], { tenant, check, reason: 'known', until: '2099-01-01' }], 0, /./],
    ['policy', [['list'], { tenant: 'policies' }], 2, /./],
    ['policy', [['read', out('no-such.md')], { tenant: 'policies' }], 1, /no-such\.md/],
    ['certificate', [['show'], eucs], 0, /./],
    ['credential', [['draft', out('no-such.json')]], 2, /./],
    ['request', [['list']], 0, /./],
    ['reperform', [[out('no-such.zip')], { tenant, key: 'none' }], 1, /./],
    ['exception', [['list']], 0, /exceptions/],
    ['findings', [[], { check }], 0, /fail .*required of everyone {2}\(accepted\) {2}github/],
    ['exception', [['apply']], 0, /./],
    ['exception', [['end', 'no-such']], 2, /no-such/],
    ['access', [['list']], 0, /./],
    ['access', [['show', 'q1'], { tenant }], 2, /no review "q1"/],
    ['access', [['start', 'q1'], { tenant, reviewer: 'Ada', due: '2099-01-01' }], 0, /./],
    ['access', [['keep', 'q1', '1'], { tenant }], 0, /./],
    ['target', [['list']], 0, /./],
    ['target', [['apply']], 0, /./],
    ['target', [['end', 'no-such'], { reason: 'x' }], 2, /no-such/],
    ['tenant', [['end', 'nobody'], { reason: 'x' }], 2, /no tenant "nobody"/],
    ['framework', [['import', out('list.csv')], { id: 'own' }], 0, /own/],
    ['import', [['scubagear', out('list.csv')], { tenant }], 1, /./],
    [
      'import',
      [['document', out('minutes.txt')], { tenant, setting: 'x.y', value: 'true' }],
      2,
      /x\.y/,
    ],
    ['export', [[], { format: 'csv', out: out('rows.csv') }], 0, /rows\.csv/],
    ['verify', [[]], 0, /fit together/],
    ['verify', [[], { new: true }], 0, /./],
    ['key', [[]], 0, /\+/],
    ['key', [['rotate'], { reason: 'x' }], 0, /./],
    ['anchor', [[]], 0, /./],
    ['prune', [[]], 0, /./],
    ['erase', [[], { entry: ['0'], reason: 'x' }], 2, /entry 0 is a "key" entry/],
    ['backup', [[out('backup.zip')]], 0, /backup\.zip/],
    ['restore', [[out('backup.zip')]], 1, /./],
    ['migrate', [[], { to: 'sqlite' }], 1, /./],
    ['tiles', [[out('tiles')]], 0, /./],
    ['open', [[]], 0, /Dashboard: http/],
    ['alert', [['list']], 0, /No channel/],
    ['alert', [['test']], 2, /./],
    ['doctor', [[]], 0, /✓ agent/],
    ['completion', [['bash']], 0, /complete/],
    ['conformance', [[out('none.json')]], 1, /not found/],
    ['extension', [[out('list.csv')]], 2, /list\.csv is no folder/],
    ['connect', [['github'], { credentialFile: out('token') }], 2, /organization/],
    ['service', [['install'], { print: true }], 0, /./],
    ['baseline', [[tenant], { until: '2099-01-01', reason: 'x' }], 0, /accepted until 2099/],
    ['disconnect', [[tenant]], 0, /Disconnected/],
  ]
}

test('each command does beside a running agent what its words say', async context => {
  const folder = temporaryFolder(context)
  const home = join(folder, 'home')
  initHome(home)
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  editConfig(home, ['tenants', tenant], {
    service: 'github',
    target: { organization: tenant, url: replay.url },
    schedule: 'off',
  })
  process.env['WITNESSMARK_SECRET_AURORA_LABS'] = demoToken
  context.after(() => delete process.env['WITNESSMARK_SECRET_AURORA_LABS'])
  await serving(context, home)
  const all = typed(folder)
  // They last until they are stopped: their own tests ask them.
  assert.deepEqual(
    [...new Set([...all.map(([name]) => name), 'demo', 'mcp', 'serve'])].sort(),
    Object.keys(commands).sort(),
  )
  for (const [name, given, wanted, words] of all) {
    const { code, text } = await say(home, name, given)
    const of = `${name} ${given[0].join(' ')}: ${text}`
    assert.doesNotMatch(text, /Unrecognized key|undefined|\[object|NaN/, of)
    assert.match(text, words, of)
    assert.equal(code, wanted, of)
  }
})
