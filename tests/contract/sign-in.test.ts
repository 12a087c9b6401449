import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { openSecrets } from '../../agent/home/secrets.ts'
import { temporaryFolder, testAgent } from '../support/agent.ts'
import { microsoftTokens, startIdentityPlatform } from '../support/identity-platform.ts'
import { startGraph } from '../support/microsoft-graph.ts'
import { tester } from '../support/actor.ts'
import { scan } from '../support/scan.ts'

const main = fileURLToPath(new URL('../../agent/main.ts', import.meta.url))

test('connect signs a person in by their browser, tests what they may read, and keeps nothing in clear', async context => {
  const platform = await startIdentityPlatform([
    microsoftTokens('graph-token', 'refresh-1'),
    microsoftTokens('graph-token', 'refresh-2'),
  ])
  context.after(() => platform.close())
  const graph = await startGraph({
    replies: {
      '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }],
      '/v1.0/domains': [],
      '/v1.0/policies/authorizationPolicy': {},
    },
    forbidden: ['/v1.0/subscribedSkus'],
  })
  context.after(() => graph.close())
  const home = temporaryFolder(context)
  // The cloud in China has none of the workloads' own endpoints: only Graph is asked.
  const set = {
    tenant: 't-1',
    client: 'app-1',
    cloud: 'china',
    authority: platform.url,
    url: graph.url,
  }
  const child = spawn(
    process.execPath,
    [
      main,
      'connect',
      'microsoft-365',
      '--name',
      'contoso',
      ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
      '--schedule',
      'off',
      '--home',
      home,
      '--no-input',
    ],
    {
      env: {
        ...process.env,
        NO_COLOR: '1',
        WITNESSMARK_PASSPHRASE: 'correct horse',
        WITNESSMARK_TOKEN: 'browser',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  context.after(() => {
    child.kill()
  })
  const ended = once(child, 'exit') as Promise<[number | null]>
  let out = ''
  let said = ''
  child.stdout.on('data', chunk => {
    out += String(chunk)
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.on('data', chunk => {
      said += String(chunk)
      const found = /Sign in here: (\S+)\n/.exec(said)?.[1]
      if (found) resolve(found)
    })
    ended.then(() => {
      reject(new Error(said))
    }, reject)
  })
  const asked = new URL(address)
  assert.equal(asked.origin, 'https://login.partner.microsoftonline.cn')
  await fetch(`http://127.0.0.1:${new URL(asked.searchParams.get('redirect_uri') ?? '').port}/`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ code: 'c-1', state: asked.searchParams.get('state') ?? '' }),
  })
  const [code] = await ended
  assert.equal(code, 0, said)
  assert.match(out, /Connected contoso \(Microsoft 365\) as Contoso/)
  assert.match(out, /missing: Organization\.Read\.All \(costs \d+ settings\)/)
  assert.deepEqual(
    platform.asked.map(item => item.form.get('grant_type')),
    ['authorization_code', 'refresh_token'],
  )
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  assert.ok(files.length > 0)
  for (const file of files) {
    const content = readFileSync(join(file.parentPath, file.name))
    for (const secret of ['refresh-1', 'refresh-2', 'graph-token'])
      assert.ok(!content.includes(secret), `${file.name} holds "${secret}" in clear`)
  }
})

test('a scan keeps the refresh token that takes the place of the old one; a secret from a variable is left alone', async context => {
  const platform = await startIdentityPlatform([microsoftTokens('graph-token', 'refresh-2')])
  context.after(() => platform.close())
  const graph = await startGraph({
    replies: { '/v1.0/organization': [{ id: 't-1', displayName: 'Contoso' }] },
  })
  context.after(() => graph.close())
  const target = {
    tenant: 't-1',
    client: 'app-1',
    cloud: 'china',
    authority: platform.url,
    url: graph.url,
  }
  const { agent } = await testAgent(context, {
    contoso: { service: 'microsoft-365', target, secret: 'microsoft-refresh-token:refresh-1' },
  })
  const { findings } = await scan(agent, tester, 'contoso', {
    transport: { sleep: async () => undefined },
  })
  assert.ok(findings.length > 100)
  assert.equal(platform.asked[0]?.form.get('refresh_token'), 'refresh-1')
  assert.equal(await agent.secrets.get('contoso'), 'microsoft-refresh-token:refresh-2')
  process.env['WITNESSMARK_SECRET_ELSEWHERE'] = 'given'
  context.after(() => {
    delete process.env['WITNESSMARK_SECRET_ELSEWHERE']
  })
  // Nobody can be asked for a passphrase here: writing would throw.
  const secrets = openSecrets(temporaryFolder(context), async () => null)
  await secrets.replace?.('elsewhere', 'other')
  assert.equal(await secrets.get('elsewhere'), 'given')
})
