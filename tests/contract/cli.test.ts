import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { editConfig, parseConfig } from '../../agent/home/config.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { bySeverity } from '../../common/assess/urgency.ts'
import type { Severity } from '../../common/model/check.ts'
import { temporaryFolder } from '../support/agent.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

function start(
  home: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  return spawn(
    process.execPath,
    [join(root, 'agent/main.ts'), ...args, '--home', home, '--no-input'],
    {
      env: { ...process.env, NO_COLOR: '1', WITNESSMARK_PASSPHRASE: 'correct horse', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  )
}
/**
 * The credential comes from the environment, as in a container, unless a test is about where it is
 * kept: opening secrets.age is slow on purpose.
 */
async function run(
  home: string,
  args: readonly string[],
  input = '',
  env: Record<string, string> = { WITNESSMARK_SECRET_AURORA: demoToken },
): Promise<Ended> {
  const child = start(home, args, env)
  const [out, err] = [child.stdout, child.stderr].map(stream =>
    stream ? Array.fromAsync(stream as AsyncIterable<Buffer>) : Promise.resolve([]),
  )
  child.stdin?.end(input)
  const [code] = (await once(child, 'exit')) as [number | null]
  return {
    code,
    out: Buffer.concat((await out) ?? []).toString(),
    err: Buffer.concat((await err) ?? []).toString(),
  }
}
async function setup(context: TestContext, options: Parameters<typeof startGithubReplay>[0] = {}) {
  const replay = await startGithubReplay({ throttle: false, ...options })
  context.after(() => replay.close())
  const home = temporaryFolder(context)
  assert.equal((await run(home, ['init'])).code, 0)
  return {
    replay,
    home,
    connect: (token = demoToken) =>
      run(
        home,
        [
          'connect',
          'github',
          '--name',
          'aurora',
          '--set',
          'organization=aurora-labs',
          '--set',
          `url=${replay.url}`,
          '--schedule',
          'off',
        ],
        `${token}\n`,
      ),
  }
}

function configure(home: string, url: string): void {
  editConfig(home, ['tenants', 'aurora'], {
    service: 'github',
    target: { organization: 'aurora-labs', url },
    schedule: 'off',
  })
}

test('a first day: init, connect, scan, findings, exception, diff, verify, doctor, disconnect', async context => {
  const { replay, home, connect } = await setup(context)
  const connected = await connect()
  assert.equal(connected.code, 0, connected.err)
  assert.match(connected.out, /missing: Organization webhooks: read \(costs 1 settings\)/)
  assert.match(connected.err, /Make the credential here: https:\/\/github\.com/)
  for (const name of readdirSync(home, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )) {
    assert.ok(
      !readFileSync(join(name.parentPath, name.name)).includes(demoToken),
      `${name.name} holds the token in clear`,
    )
  }
  const scanned = await run(home, ['scan', '--json'], '', {})
  assert.equal(scanned.code, 3)
  const {
    format,
    assessments: [assessment],
  } = JSON.parse(scanned.out) as {
    format: string
    assessments: { findings: { id: string; outcome: string; severity: Severity }[] }[]
  }
  assert.equal(format, 'witnessmark/assessments')
  const outcomes = assessment?.findings.map(item => item.outcome) ?? []
  assert.ok(outcomes.lastIndexOf('fail') < outcomes.indexOf('unknown'), 'what fails comes first')
  const failing = assessment?.findings.filter(item => item.outcome === 'fail') ?? []
  assert.deepEqual(failing, failing.toSorted(bySeverity))
  assert.equal((await run(home, ['scan', '--exit-zero'])).code, 0)
  assert.match((await run(home, ['findings', '--outcome', 'unknown'])).out, /forbidden/)
  assert.equal((await run(home, ['findings', '--outcome', 'unknown'])).code, 4)
  assert.equal((await run(home, ['findings', '--outcome', 'pass'])).code, 0)

  const accepted = await run(home, [
    'exception',
    'add',
    '--tenant',
    'aurora',
    '--check',
    'github.organization.two-factor-required',
    '--reason',
    'until the rollout ends',
    '--until',
    '2999-01-01',
    '--by',
    'Ada',
    '--json',
  ])
  assert.equal(accepted.code, 0, accepted.err)
  const {
    exception: { id },
  } = JSON.parse(accepted.out) as { exception: { id: string } }
  const finding = (
    await run(home, ['findings', '--check', 'github.organization.two-factor-required', '--json'])
  ).out
  assert.match(finding, /"outcome": "fail"/)
  assert.match(finding, new RegExp(`"exception": "${id}"`))
  assert.equal(
    (
      await run(home, [
        'exception',
        'add',
        '--tenant',
        'aurora',
        '--check',
        'github.organization.two-factor-required',
        '--reason',
        'x',
        '--until',
        '2001-01-01',
      ])
    ).code,
    2,
  )
  assert.equal((await run(home, ['exception', 'end', id])).code, 0)
  assert.match((await run(home, ['exception', 'list'])).out, /ended/)

  replay.state.organization['two_factor_requirement_enabled'] = true
  replay.state.organization['members_can_change_repo_visibility'] = true
  await run(home, ['scan'])
  const changed = await run(home, ['diff', 'aurora'])
  assert.equal(changed.code, 3)
  assert.match(changed.out, /FIXED\s+aurora-labs\s+github\.organization\.two-factor-required/)
  assert.match(
    changed.out,
    /NEW FAILING\s+aurora-labs\s+github\.organization\.no-visibility-change/,
  )

  assert.doesNotMatch(changed.out, /still failing/)
  assert.match(changed.err, /^1 newly failing, 1 fixed, \d+ still failing$/m)
  const since = await run(home, ['changes', 'aurora'])
  assert.match(since.out, /✓ pass → ✗ fail {2}aurora {2}aurora-labs {2}/)
  assert.match(since.out, /members-can-change-visibility: off → on\n {4}after .* by scan /)

  assert.equal((await run(home, ['verify'])).code, 0)
  assert.equal((await run(home, ['status'])).code, 3)
  const reason = ['--until', '2999-01-01', '--reason', 'As we found it']
  const baseline = await run(home, ['baseline', 'aurora', ...reason])
  assert.equal(baseline.code, 0, baseline.err)
  assert.match(baseline.out, /what fails now is accepted until 2999-01-01\n.*what cannot be told/)
  const status = await run(home, ['status'])
  assert.equal(status.code, 0, 'nothing is new')
  assert.match(status.err, /baseline of aurora until 2999-01-01: what failed at its beginning/)
  assert.match((await run(home, ['doctor'])).out, /✓ evidence log/)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  database.exec(`UPDATE evidence SET body = x'00' WHERE idx = 2`)
  database.close()
  const broken = await run(home, ['verify'])
  assert.equal(broken.code, 5)
  assert.match(broken.out, /entry 2: the body does not fit/)
  assert.equal((await run(home, ['disconnect', 'aurora'])).code, 0)
})

test('bad words and bad files: exit 2, naming the place', async context => {
  const { home } = await setup(context)
  for (const args of [
    ['findings'],
    ['nonsense'],
    ['scan', 'nobody'],
    ['connect', 'github', '--set', 'novalue'],
    ['exception', 'add'],
    ['baseline', 'aurora'],
  ])
    assert.equal((await run(home, args)).code, 2, args.join(' '))
  writeFileSync(join(home, 'config.yaml'), 'version: 1\ntenants:\n  aurora:\n    service: 7\n')
  const bad = await run(home, ['scan'])
  assert.equal(bad.code, 2)
  assert.match(bad.err, /config\.yaml: tenants\.aurora\.service/)
  writeFileSync(join(home, 'config.yaml'), 'version: 1\ntenants: {}\n')
  mkdirSync(join(home, 'checks'), { recursive: true })
  writeFileSync(
    join(home, 'checks', 'own.yaml'),
    'service: { id: github }\nchecks:\n  - { id: github.organization.own, title: Own, metric: mfa-enforced, resource: organization, reads: [github.organization.two-factor-required], test: "twoFactorRequird", expected: x, severity: low, remediation: { steps: [x], seen: documented } }\n',
  )
  for (const args of [['catalogue'], ['scan']]) {
    const wrong = await run(home, args)
    assert.equal(wrong.code, 2, args.join(' '))
    assert.match(
      wrong.err,
      /own\.yaml: check github\.organization\.own: test: Unknown variable: twoFactorRequird[\s\S]*\^/,
    )
  }
  writeFileSync(join(home, 'checks', 'own.yaml'), 'service: { id: github }\nchecks: what\n')
  const shape = await run(home, ['catalogue'])
  assert.equal(shape.code, 2)
  assert.match(shape.err, /own\.yaml: checks: /)
})

const ownService = `service: { id: acme, title: Acme }
settings:
  - { id: acme.tenant.sso, title: SSO, resource: tenant, type: { type: boolean } }
`

test('a service of the home is connected, also where there is no config.yaml yet', async context => {
  const home = temporaryFolder(context)
  mkdirSync(join(home, 'checks'))
  writeFileSync(join(home, 'checks', 'acme.yaml'), ownService)
  const connected = await run(home, ['connect', 'acme', '--set', 'url=https://acme.example'])
  assert.equal(connected.code, 0, connected.err)
  assert.match(connected.out, /^Connected acme-acme-example\. Acme has no API collector here/)
  const { tenants } = parseConfig(readFileSync(join(home, 'config.yaml'), 'utf8'), 'config.yaml')
  assert.equal(tenants['acme-acme-example']?.service, 'acme')
  const unknown = await run(home, ['connect', 'acmee'])
  assert.equal(unknown.code, 2)
  assert.match(unknown.err, /no service "acmee"; known are: .*\bacme\b/)
})

test('status and doctor name a file that cannot be used, and a tenant that left; scan goes on', async context => {
  const { replay, home } = await setup(context)
  configure(home, replay.url)
  writeFileSync(join(home, 'checks', 'acme.yaml'), ownService)
  writeFileSync(join(home, 'checks', 'own.yaml'), 'service: { id: github }\nchecks: what\n')
  const scanned = await run(home, ['scan'])
  assert.equal(scanned.code, 3, scanned.err)
  assert.match(scanned.err, /^checks\/own\.yaml: checks: .*expected array/m)
  editConfig(home, ['tenants', 'aurora'], undefined)
  const status = await run(home, ['status'])
  assert.match(status.out, /^aurora +left config\.yaml; its record stays$/m)
  assert.match(status.out, /checks\/own\.yaml +checks: .*expected array/)
  assert.match(status.err, /aurora is missing from config\.yaml, and nobody ended it/)
  assert.equal(status.code, 3, 'that it is missing is a deviation')
  const doctor = await run(home, ['doctor'])
  assert.match(doctor.out, /✗ checks\/own\.yaml +checks: .*expected array/)
  assert.equal(doctor.code, 6)
})

test('doctor works where there is no home yet, and says what to do first', async context => {
  const home = join(temporaryFolder(context), 'nothing')
  const fresh = await run(home, ['doctor'])
  assert.equal(fresh.code, 6)
  assert.match(fresh.out, /✗ home +nothing is at .*nothing yet: .*witnessmark.* init/)
  await run(home, ['init'])
  const made = await run(home, ['doctor'])
  assert.equal(made.code, 0, made.out + made.err)
  assert.match(made.out, /✓ scans +nothing was scanned yet: .*witnessmark.* connect SERVICE/)
  assert.match(made.out, /✓ disk +\d+ MiB free/)
  assert.match(made.out, /✓ credentials +kept in /)
})

test('a refused credential is not kept', async context => {
  const { home, connect } = await setup(context)
  const refused = await connect('wrong')
  assert.equal(refused.code, 1)
  assert.match(refused.err, /unauthorized/)
  assert.ok(!readFileSync(join(home, 'config.yaml'), 'utf8').includes('aurora'))
})

test('only what cannot be told: exit 4', async context => {
  const { replay, home } = await setup(context)
  configure(home, replay.url)
  replay.faults.set('*', 'unauthorized')
  assert.equal((await run(home, ['scan'])).code, 4)
})

test('kill -9 in the middle of a scan: the next start is clean, the run is a gap, the log verifies', async context => {
  const { replay, home } = await setup(context)
  configure(home, replay.url)
  assert.equal((await run(home, ['scan'])).code, 3)
  replay.faults.set('/orgs/aurora-labs/installations', 'hang')
  const seen = replay.requests.length
  const child = start(home, ['scan'], { WITNESSMARK_SECRET_AURORA: demoToken })
  while (replay.requests.length < seen + 4)
    await new Promise(resolve => {
      setTimeout(resolve, 20)
    })
  child.kill('SIGKILL')
  await once(child, 'exit')
  replay.faults.delete('/orgs/aurora-labs/installations')
  assert.equal((await run(home, ['scan'])).code, 3)
  const verified = JSON.parse((await run(home, ['verify', '--json'])).out) as {
    ok: boolean
    gaps: number
    pending: number
  }
  assert.deepEqual(
    { ok: verified.ok, gaps: verified.gaps, pending: verified.pending },
    { ok: true, gaps: 1, pending: 0 },
  )
})

test('two at once: the second is told who holds the home', async context => {
  const { replay, home } = await setup(context)
  configure(home, replay.url)
  replay.faults.set('/orgs/aurora-labs/installations', 'hang')
  const child = start(home, ['scan'], { WITNESSMARK_SECRET_AURORA: demoToken })
  while (replay.requests.length < 4)
    await new Promise(resolve => {
      setTimeout(resolve, 20)
    })
  const second = await run(home, ['scan'])
  assert.equal(second.code, 1)
  assert.match(second.err, new RegExp(`in use by process ${child.pid}`))
  // It cannot be asked whether it has the credential that is not at hand here.
  const looked = await run(home, ['doctor'], '', { WITNESSMARK_PASSPHRASE: '' })
  assert.match(looked.out, new RegExp(`✓ aurora +not known: .*whether process ${child.pid}`))
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('while the agent runs: a tenant is connected, scanned, a finding accepted, the key changed, the record backed up', async context => {
  const { replay, home, connect } = await setup(context)
  const agent = start(home, ['serve', '--port', '0'], { WITNESSMARK_SECRET_AURORA: demoToken })
  context.after(() => agent.kill('SIGKILL'))
  for await (const chunk of agent.stdout as AsyncIterable<Buffer>)
    if (chunk.toString().includes('Dashboard')) break
  assert.equal((await connect()).code, 0)
  const scanned = await run(home, ['scan', '--json'])
  assert.equal(scanned.code, 3, scanned.err)
  const accepted = await run(home, [
    'exception',
    'add',
    '--tenant',
    'aurora',
    '--check',
    'github.organization.web-signoff',
    '--reason',
    'small team',
    '--until',
    '2999-01-01',
    '--by',
    'Ada',
    '--json',
  ])
  assert.equal(accepted.code, 0, accepted.err)
  assert.match(
    (await run(home, ['findings', '--check', 'github.organization.web-signoff', '--json'])).out,
    /"exception": "exception-/,
  )
  assert.equal(
    (
      await run(home, [
        'exception',
        'add',
        '--tenant',
        'aurora',
        '--check',
        'nothing',
        '--reason',
        'x',
        '--until',
        '2999-01-01',
      ])
    ).code,
    2,
  )
  assert.ok(replay.requests.length > 10)

  // Another shell has neither the passphrase nor the variable that the agent has.
  const other = await run(home, ['doctor'], '', { WITNESSMARK_PASSPHRASE: '' })
  assert.match(other.out, /✓ aurora +reachable/)

  // Keeping the record goes through the running agent too; a backup does not need it.
  const [before, rotated] = [
    await run(home, ['key']),
    await run(home, ['key', 'rotate', '--reason', 'yearly']),
  ]
  assert.equal(rotated.code, 0, rotated.err)
  assert.notEqual(rotated.out, before.out)
  assert.equal((await run(home, ['erase', '--entry', '2', '--reason', 'not ours'])).code, 0)
  assert.equal(
    (await run(home, ['erase', '--entry', '2', '--reason', 'not ours'])).code,
    2,
    'erased already',
  )
  const person = await run(home, [
    'erase',
    '--person',
    'agency-lou',
    '--reason',
    'asked by agency-lou',
  ])
  assert.equal(person.code, 2)
  assert.match(person.err, /--reason names the person/)
  assert.match((await run(home, ['prune'])).out, /Nothing to take out/)
  const unanchored = await run(home, ['anchor'])
  assert.match(unanchored.out, /0 stamped, 0 cosigned, 0 waiting/)
  const tiles = join(temporaryFolder(context), 'tiles')
  assert.equal((await run(home, ['tiles', tiles])).code, 0)
  assert.ok(
    readFileSync(join(tiles, 'checkpoint'), 'utf8').includes(before.out.split('+')[0] ?? '-'),
  )
  const backup = join(temporaryFolder(context), 'backup.zip')
  const backedUp = await run(home, ['backup', backup])
  assert.equal(backedUp.code, 0, backedUp.err)
  assert.equal(
    (await run(home, ['restore', backup, '--replace'])).code,
    1,
    'a running agent holds the home',
  )
  const elsewhere = join(temporaryFolder(context), 'home')
  const restored = await run(elsewhere, ['restore', backup, '--accept'])
  assert.equal(restored.code, 0, restored.err)
  assert.notEqual((await run(elsewhere, ['key'])).out.split('+')[0], before.out.split('+')[0])
  assert.equal((await run(elsewhere, ['verify', '--every'])).code, 0)
  assert.equal((await run(home, ['verify'])).code, 0)

  agent.kill('SIGTERM')
  assert.deepEqual(await once(agent, 'exit'), [0, null])
  assert.ok(!readdirSync(home).some(name => name.startsWith('agent.lock')))
})

test('a proxy in the environment is asked for services, and never for loopback', async context => {
  const asked: string[] = []
  const proxy = createServer(socket => {
    socket.once('data', data => {
      asked.push(String(data).split('\r\n')[0] ?? '')
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
    })
  })
  await new Promise<void>(resolve => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
  context.after(() => proxy.close())
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const { replay, home, connect: _ } = await setup(context)
  configure(home, replay.url)
  const env = {
    HTTP_PROXY: address,
    HTTPS_PROXY: address,
    http_proxy: address,
    https_proxy: address,
    WITNESSMARK_SECRET_AURORA: demoToken,
  }
  const scanned = await run(home, ['scan', '--json'], '', env)
  assert.equal(scanned.code, 3, 'read directly, with failures of its own')
  assert.deepEqual(asked, [])
  const outside = await run(
    home,
    [
      'connect',
      'github',
      '--name',
      'outside',
      '--set',
      'organization=x',
      '--set',
      'url=https://github.witnessmark.invalid',
    ],
    'token',
    env,
  )
  assert.equal(outside.code, 7)
  assert.match(
    outside.err,
    /https:\/\/github\.witnessmark\.invalid.* could not be reached: .*Proxy response \(502\).*it was not kept\. Requests to it go by the proxy http:\/\/127\.0\.0\.1:\d+\./,
  )
  assert.doesNotMatch(outside.err, /does not work/)
  assert.ok(
    asked.length > 0 &&
      asked.every(line => line === 'CONNECT github.witnessmark.invalid:443 HTTP/1.1'),
    asked.join(),
  )
})
