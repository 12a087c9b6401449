import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { commands } from '../../agent/cli/commands.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { temporaryFolder } from '../support/agent.ts'
import { say } from '../support/say.ts'
import type { Asked } from '../support/say.ts'

// What each command says to a person, in this process: in a home where nothing was done yet, once a
// tenant is connected, once it was read, and once nothing can be read any more.

/** Their own tests ask them: they serve until they are stopped, or change this machine. */
const elsewhere = ['demo', 'serve', 'service', 'mcp']

/** Every command with what it is given; those that write do so beside the home, named by the state. */
function asked(folder: string, state: string): Readonly<Record<string, Asked>> {
  const out = (name: string): string => join(folder, `${state}-${name}`)
  return {
    init: [[]],
    // First: the others look at what it left.
    scan: [[]],
    status: [[]],
    findings: [[]],
    diff: [[]],
    catalogue: [[]],
    exception: [['list']],
    export: [[], { format: 'csv', out: out('rows.csv') }],
    verify: [[]],
    key: [[]],
    anchor: [[]],
    prune: [[]],
    erase: [[], { entry: ['0'], reason: 'a test' }],
    backup: [[out('backup.zip')]],
    tiles: [[out('tiles')]],
    doctor: [[]],
    open: [[]],
    alert: [['list']],
    extension: [[out('extension')]],
    completion: [['bash']],
    changes: [[]],
    period: [[]],
    target: [['list']],
    tenant: [['end', 'nobody'], { reason: 'a test' }],
    disconnect: [['nobody']],
    tree: [[], { framework: 'soc2-2017' }],
    whatif: [[], { repaired: 'github.organization.two-factor-required' }],
    recommend: [['passwords', 'have', 'a', 'second', 'factor']],
    nonconformity: [['list']],
    scope: [['show'], { framework: 'soc2-2017' }],
    access: [['list']],
    certificate: [['show'], { framework: 'soc2-2017' }],
    credential: [['draft', join(folder, 'no-such.json')], { issuer: 'https://body.example' }],
    policy: [['list']],
    reperform: [[join(folder, 'no-such.zip')], { tenant: 'aurora', key: 'none' }],
    request: [['list']],
    sample: [['aurora'], { seed: 'a seed' }],
    framework: [['import', join(folder, 'no-such.json')], { id: 'own' }],
    import: [['scubagear', join(folder, 'no-such.json')], { tenant: 'aurora' }],
    conformance: [[join(folder, 'no-such.json')]],
    connect: [
      ['github'],
      { name: 'second', set: 'organization=aurora', credentialFile: join(folder, 'no-such.json') },
    ],
    restore: [[out('backup.zip')]],
    migrate: [[], { to: 'sqlite' }],
    // Last: what is accepted is told no more.
    baseline: [['aurora'], { until: '2099-01-01', reason: 'a test' }],
  }
}

type Expected = Readonly<Record<string, readonly [code: number, words: RegExp]>>

async function expectWords(
  home: string,
  folder: string,
  state: string,
  expected: Expected,
): Promise<void> {
  for (const [name, given] of Object.entries(asked(folder, state))) {
    const { code, text } = await say(home, name, given)
    const [wanted, words] = expected[name] ?? []
    assert.ok(text.trim().length > 0, `${state}: ${name} says nothing`)
    if (words) assert.match(text, words, `${state}: ${name}`)
    if (wanted !== undefined) assert.equal(code, wanted, `${state}: ${name}: ${text}`)
    assert.doesNotMatch(text, /undefined|\[object|NaN/, `${state}: ${name}`)
    if (state !== 'scanned')
      assert.doesNotMatch(text, /Nothing needs you|Nothing changed/, `${state}: ${name}`)
    // Before anything is connected, nobody is sent to scan.
    if (state === 'fresh' || state === 'empty')
      assert.doesNotMatch(text.replace(/witnessmark connect[^]*/, ''), /witnessmark scan/, name)
  }
}

const anyHome: Expected = {
  init: [0, /is there already; nothing changed/],
  catalogue: [0, /GitHub/],
  exception: [0, /0 exceptions/],
  alert: [0, /No channel is configured/],
  open: [1, /start one with "witnessmark serve"/],
  completion: [0, /complete/],
  tenant: [2, /no tenant "nobody"/],
  disconnect: [2, /no tenant "nobody"/],
  recommend: [0, /mfa-enforced/],
  framework: [1, /no-such\.json: not found/],
  conformance: [1, /no-such\.json: not found/],
  connect: [1, /GitHub needs:[^]*no-such\.json/],
  restore: [1, /holds a record already\. Restore into another --home/],
}
const nothingYet = /nothing was scanned yet\. Connect a tenant \(witnessmark connect SERVICE\)/

test('every command is asked here, or in a test of its own', () => {
  assert.deepEqual(
    [...Object.keys(asked('', '')), ...elsewhere].sort(),
    Object.keys(commands).sort(),
  )
})

test('from a fresh home to one where everything fails, each command says what is so, and what comes next', async context => {
  const folder = temporaryFolder(context)
  const home = join(folder, 'home')
  process.env['WITNESSMARK_SECRET_AURORA'] = demoToken
  context.after(() => delete process.env['WITNESSMARK_SECRET_AURORA'])
  initHome(home)
  const before = asked(folder, 'fresh')
  for (const name of ['status', 'findings', 'diff', 'backup', 'verify', 'key']) {
    const { code, text } = await say(home, name, before[name] ?? [[]])
    assert.match(text, nothingYet, name)
    assert.equal(code, 2, name)
  }
  assert.match(
    (await say(home, 'doctor', [[]])).text,
    /nothing was scanned yet: witnessmark connect/,
  )

  // A store that holds no reading, as an agent leaves it that was started and stopped.
  await (await openAgent(home, { secrets: memorySecrets() })).close()
  const unconnected = /Nothing was scanned yet: no tenant is connected\. Next: witnessmark connect/
  await expectWords(home, folder, 'empty', {
    ...anyHome,
    status: [4, unconnected],
    findings: [4, unconnected],
    diff: [4, unconnected],
    scan: [2, /no tenant is connected\. Next: witnessmark connect SERVICE/],
    export: [2, nothingYet],
    tree: [4, unconnected],
    scope: [4, unconnected],
    nonconformity: [4, unconnected],
    whatif: [2, /nothing would be otherwise/],
    sample: [2, /no tenant "aurora"; connected are: none yet/],
    import: [1, /no-such\.json: not found/],
    baseline: [2, /no tenant "aurora"; connected are: none yet/],
    doctor: [0, /nothing was scanned yet: witnessmark connect/],
  })

  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const connect = (url: string) =>
    editConfig(home, ['tenants', 'aurora'], {
      service: 'github',
      target: { organization: 'aurora-labs', url },
      schedule: 'off',
    })
  connect(replay.url)
  const unread = /Nothing was scanned yet\. Next: witnessmark scan/
  for (const name of ['status', 'findings', 'diff']) {
    const { code, text } = await say(home, name, [[]])
    assert.match(text, unread, name)
    assert.doesNotMatch(text, /Nothing needs you|Nothing changed/, name)
    assert.equal(code, 4, `${name}: that nothing was found is no answer`)
  }

  await expectWords(home, folder, 'scanned', {
    ...anyHome,
    status: [3, /Needs you today \(\d+\)/],
    findings: [3, /of 396 findings/],
    diff: [3, /FIRST ASSESSMENT of aurora/],
    scan: [3, /Needs you today \(\d+\)[^]*Next: witnessmark findings/],
    export: [0, /rows\.csv/],
    verify: [0, /fit together/],
    tree: [3, /not satisfied +CC6 /],
    scope: [0, /CC6\.1 .*: applies; measured: not satisfied/],
    nonconformity: [3, /Two-factor authentication is required of everyone/],
    whatif: [0, /findings that fail 184 -> 183/],
    sample: [0, /fail +aurora-labs +github\.organization\./],
    import: [1, /is of GitHub, but scubagear exports speak of microsoft-365/],
    baseline: [0, /what fails now is accepted until 2099-01-01/],
    doctor: [0, /✓ aurora +reachable/],
  })

  process.env['WITNESSMARK_SECRET_AURORA'] = 'revoked since'
  await expectWords(home, folder, 'failing', {
    ...anyHome,
    status: [4, /Nothing could be told\.[^]*unauthorized/],
    findings: [4, /unauthorized[^]*396 of 396 findings/],
    diff: [0, /LOST SIGHT/],
    scan: [4, /Nothing could be told\./],
    export: [0, /rows\.csv/],
    verify: [0, /fit together/],
    exception: [0, /2 exceptions/],
    tree: [4, /undetermined +CC6 /],
    scope: [0, /CC6\.1 .*: applies; measured: undetermined/],
    nonconformity: [4, /0 open, 0 of them major; 172 findings could not be told/],
    whatif: [2, /nothing would be otherwise/],
    sample: [0, /unknown +aurora-labs +github\.organization\./],
    import: [1, /is of GitHub, but scubagear exports speak of microsoft-365/],
    baseline: [0, /what cannot be told now is accepted until 2099-01-01/],
    doctor: [6, /✗ aurora .*unauthorized/],
  })
})
