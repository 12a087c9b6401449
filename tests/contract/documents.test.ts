import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { editConfig } from '../../agent/home/config.ts'
import { LARGEST } from '../../agent/import/document.ts'
import { temporaryFolder } from '../support/agent.ts'
import { loadBundle } from '../support/tamper.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
type Ended = { readonly code: number | null; readonly out: string; readonly err: string }
function start(home: string, args: readonly string[]): ChildProcess {
  return spawn(
    process.execPath,
    [join(root, 'agent/main.ts'), ...args, '--home', home, '--no-input'],
    {
      env: { ...process.env, NO_COLOR: '1', WITNESSMARK_SECRET_ACME: 'none' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
}
async function run(home: string, args: readonly string[]): Promise<Ended> {
  const child = start(home, args)
  const [out, err] = [child.stdout, child.stderr].map(stream =>
    stream ? Array.fromAsync(stream as AsyncIterable<Buffer>) : Promise.resolve([]),
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  return {
    code,
    out: Buffer.concat((await out) ?? []).toString(),
    err: Buffer.concat((await err) ?? []).toString(),
  }
}
async function setup(context: TestContext) {
  const home = temporaryFolder(context)
  assert.equal((await run(home, ['init'])).code, 0)
  editConfig(home, ['tenants', 'acme'], {
    service: 'google-workspace',
    target: { domain: 'example.org' },
    schedule: 'off',
  })
  const file = join(home, 'siem-set-up.html')
  writeFileSync(file, '<script>alert(document.domain)</script>')
  const bring = (...args: readonly string[]): Promise<Ended> =>
    run(home, [
      'import',
      'document',
      file,
      '--tenant',
      'acme',
      '--setting',
      'google-workspace.tenant.logs-not-sent-to-siem',
      ...args,
    ])
  return { home, file, bring }
}
type Printed = {
  readonly format: string
  readonly value: unknown
  readonly file: { readonly sha256: string }
  readonly evidence: readonly { readonly index: number }[]
  readonly findings: readonly {
    readonly outcome: string
    readonly grade: string
    readonly source: string
  }[]
}

test('without a running agent: kept, judged and shown as grade D; exit codes say what the findings do; what does not fit leaves nothing', async context => {
  const { home, file, bring } = await setup(context)
  assert.equal((await bring('--value', '[]', '--by', 'Ada Example')).code, 0)
  const failing = await bring('--value', '["admin log"]', '--by', 'Ada Example', '--json')
  assert.equal(failing.code, 3, failing.err)
  const printed = JSON.parse(failing.out) as Printed
  assert.deepEqual(
    [printed.format, printed.findings.map(item => [item.outcome, item.grade, item.source])],
    ['witnessmark/document', [['fail', 'D', 'document']]],
  )
  assert.equal(
    (
      await run(home, [
        'import',
        'document',
        file,
        '--tenant',
        'acme',
        '--setting',
        'google-workspace.tenant.audit-logs-searchable-months',
        '--value',
        '6',
      ])
    ).code,
    4,
    'the other half is not told',
  )

  const size = async (): Promise<string> => (await run(home, ['verify', '--json'])).out
  const before = await size()
  const refused: readonly (readonly [readonly string[], number, RegExp])[] = [
    [['--value', 'none'], 2, /is not JSON\. A text is written in quotation marks/],
    [['--value', '"none"'], 2, /takes a list of strings/],
    [[], 2, /import document FILE --tenant T --setting ID --value JSON/],
    [['--value', '[]', '--until', '2001-01-01'], 2, /not a day between/],
  ]
  for (const [args, code, message] of refused) {
    const ended = await bring(...args)
    assert.equal(ended.code, code, ended.err)
    assert.match(ended.err, message)
  }
  assert.equal(
    (
      await run(home, [
        'import',
        'document',
        join(home, 'nothing.pdf'),
        '--tenant',
        'acme',
        '--setting',
        'x',
        '--value',
        '1',
      ])
    ).code,
    1,
  )
  writeFileSync(join(home, 'large.bin'), Buffer.alloc(LARGEST + 1))
  assert.match(
    (
      await run(home, [
        'import',
        'document',
        join(home, 'large.bin'),
        '--tenant',
        'acme',
        '--setting',
        'x',
        '--value',
        '1',
      ])
    ).err,
    /the most/,
  )
  assert.equal(await size(), before)

  // A process control says that only a document tells; exports show source and grade; without
  // personal data neither name nor file leaves.
  assert.match(
    (
      await run(home, [
        'findings',
        '--check',
        'google-workspace.tenant.privileged-accounts-advanced-protection',
      ])
    ).out,
    /no API and no console page shows it: import a document/,
  )
  assert.match(
    (await run(home, ['findings', '--check', 'google-workspace.tenant.logs-sent-to-siem'])).out,
    /\(grade D, document\)/,
  )
  const table = join(home, 'exports', 'findings.csv')
  assert.equal((await run(home, ['export', '--format', 'csv', '--out', table])).code, 0)
  assert.match(readFileSync(table, 'utf8'), /logs-sent-to-siem.*,document,D,/)
  const bundle = join(home, 'exports', 'bundle.zip')
  assert.equal(
    (await run(home, ['export', '--format', 'bundle', '--out', bundle, '--redact', 'personal']))
      .code,
    0,
  )
  assert.equal((await run(home, ['verify', bundle])).code, 0)
  for (const [name, content] of await loadBundle(bundle))
    assert.ok(!/Ada Example|<script>alert\(document/.test(content.toString('latin1')), name)
  assert.equal((await run(home, ['erase', '--person', 'Ada Example', '--reason', 'asked'])).code, 0)
  assert.equal((await run(home, ['verify', '--every'])).code, 0)
})

test('while the agent runs: through it, with the same answers; the file leaves as plain bytes under a name of ours', async context => {
  const { home, file, bring } = await setup(context)
  const agent = start(home, ['serve', '--port', '0'])
  context.after(() => agent.kill('SIGKILL'))
  for await (const chunk of agent.stdout as AsyncIterable<Buffer>)
    if (chunk.toString().includes('Dashboard')) break
  const large = Buffer.concat([readFileSync(file), Buffer.alloc(3_000_000)])
  writeFileSync(file, large)
  const kept = await bring('--value', '[]', '--json')
  assert.equal(kept.code, 0, kept.err)
  const printed = JSON.parse(kept.out) as Printed
  assert.deepEqual(
    printed.findings.map(item => item.outcome),
    ['pass'],
  )
  assert.equal((await bring('--value', '"none"')).code, 2)
  assert.equal(
    (
      await run(home, [
        'import',
        'document',
        file,
        '--tenant',
        'nobody',
        '--setting',
        'x',
        '--value',
        '1',
      ])
    ).code,
    2,
  )

  const { url, token } = JSON.parse(readFileSync(join(home, 'agent.lock'), 'utf8')) as {
    url: string
    token: string
  }
  const served = await fetch(`${url}/api/v1/evidence/${printed.evidence[1]?.index}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  assert.deepEqual(
    [
      served.status,
      served.headers.get('content-type'),
      served.headers.get('content-disposition'),
      served.headers.get('x-content-type-options'),
    ],
    [
      200,
      'application/octet-stream',
      `attachment; filename="evidence-${printed.evidence[1]?.index}.bin"`,
      'nosniff',
    ],
  )
  assert.ok(Buffer.from(await served.arrayBuffer()).equals(large))
  const post = (headers: Record<string, string>, body: string): Promise<Response> =>
    fetch(`${url}/api/v1/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  assert.equal(
    (await post({ authorization: `Bearer ${token}` }, '{}')).status,
    403,
    'not from the dashboard',
  )
  assert.equal((await post({ origin: url }, '{}')).status, 401)
  assert.equal(
    (
      await post(
        { origin: url, authorization: `Bearer ${token}` },
        JSON.stringify({ body: 'A'.repeat(15_000_000) }),
      )
    ).status,
    413,
  )
  assert.equal(
    (await post({ origin: url, authorization: `Bearer ${token}` }, '{"tenant":"acme"}')).status,
    400,
  )
  assert.equal((await run(home, ['verify'])).code, 0)
  agent.kill('SIGTERM')
  assert.deepEqual(await once(agent, 'exit'), [0, null])
})
