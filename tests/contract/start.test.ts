import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import manifest from '../../package.json' with { type: 'json' }
import { temporaryFolder } from '../support/agent.ts'
import { selfSigned } from '../support/receivers.ts'
import { serving } from '../support/serving.ts'
import { openssl } from '../support/time-stamp-authority.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a command prints, and the modules that it loads: files of the project, names of packages. */
function start(
  context: TestContext,
  ...args: string[]
): { readonly out: string; readonly loaded: readonly string[] } {
  const hook = new URL('../support/loaded.ts', import.meta.url).href
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', hook, join(root, 'agent/main.ts'), ...args],
    { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: temporaryFolder(context) } },
  )
  const line = /^loaded (.*)$/m.exec(stderr)?.[1] ?? '[]'
  const urls = (JSON.parse(line) as string[]).filter(url => !url.startsWith('node:'))
  const names = urls.map(
    url =>
      /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ??
      fileURLToPath(url).slice(root.length),
  )
  return { out: stdout, loaded: [...new Set(names)].sort() }
}

test('the version is told without loading anything else', context => {
  const { out, loaded } = start(context, '--version')
  assert.equal(out, `${manifest.version}\n`)
  assert.deepEqual(loaded, ['agent/main.ts', 'agent/version.ts', 'package.json'])
  assert.equal(start(context, '-V').out, out)
})

test('help knows every command, and loads the code of none', context => {
  const { out, loaded } = start(context, '--help')
  assert.match(out, /findings .*the findings, filtered/)
  assert.ok(loaded.includes('commander'))
  assert.deepEqual(
    loaded.filter(name => /^common\/|^agent\/(?!main|heap|version|problem|cli\/)/.test(name)),
    [],
  )
  for (const name of ['zod', 'yaml', 'age-encryption']) assert.ok(!loaded.includes(name), name)
})

test('a look loads neither what reads certificates and archives nor what opens secrets.age', context => {
  const { out, loaded } = start(context, 'status', '--home', temporaryFolder(context), '--json')
  assert.equal(out, '')
  assert.ok(loaded.includes('agent/open-agent.ts'))
  const archives = ['yauzl', 'yazl']
  for (const name of ['pkijs', 'asn1js', 'age-encryption', 'pg', ...archives])
    assert.ok(!loaded.includes(name), name)
  assert.deepEqual(
    loaded.filter(name => name.startsWith('agent/store/postgres/')),
    [],
  )
})

test("a command beside an agent asks it without Node's client for fetch", async context => {
  const home = temporaryFolder(context)
  await serving(context, home)
  const told = `data:text/javascript,process.on('exit', () => process.stderr.write('\\nnode ' + process.moduleLoadList))`
  const { stderr } = spawnSync(
    process.execPath,
    ['--import', told, join(root, 'agent/main.ts'), 'status', '--home', home],
    { encoding: 'utf8' },
  )
  const modules = /^node (.*)$/m.exec(stderr)?.[1] ?? ''
  assert.match(modules, /_http_client/)
  assert.doesNotMatch(modules, /undici/)
})

/** What a program prints as JSON that imports modules of the project by `load`. */
async function printed(program: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const load = `const load = file => import(new URL(file, ${JSON.stringify(new URL('../../', import.meta.url).href)}))\n`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', load + program],
    { env: { ...process.env, ...env } },
  )
  return JSON.parse(stdout)
}

test("who listens loads Node's client for fetch with the first request", async context => {
  const home = temporaryFolder(context)
  const told = await printed(`
    const { initHome } = await load('agent/home/config.ts')
    const { memorySecrets } = await load('agent/home/secrets.ts')
    const { openAgent } = await load('agent/open-agent.ts')
    const { startServer } = await load('agent/http/server.ts')
    const { honourNetworkSettings } = await load('agent/collect/network.ts')
    honourNetworkSettings()
    initHome(${JSON.stringify(home)})
    const { agent, close } = await openAgent(${JSON.stringify(home)}, { secrets: memorySecrets() })
    const extensions = { handle() {}, close() {} }
    const server = await startServer(agent, { port: 0, extensions })
    const client = () => process.moduleLoadList.some(name => name.endsWith(' internal/deps/undici/undici'))
    const before = client()
    const { get } = process.getBuiltinModule('node:http')
    const statuses = await Promise.all(['/healthz', '/nothing', '/healthz'].map(path => new Promise((resolve, reject) => {
      get(server.url + path, { agent: false }, reply => resolve(reply.resume().statusCode)).on('error', reject)
    })))
    await server.close()
    await close()
    console.log(JSON.stringify({ before, statuses, after: client() }))
  `)
  assert.deepEqual(told, { before: false, statuses: [200, 200, 200], after: true })
})

test('who listens has loaded neither recipes nor what takes sockets', async context => {
  const home = temporaryFolder(context)
  const told = await printed(`
    const { registerHooks } = await import('node:module')
    const loaded = []
    registerHooks({ load: (url, given, next) => (loaded.push(url), next(url, given)) })
    const { initHome } = await load('agent/home/config.ts')
    const { memorySecrets } = await load('agent/home/secrets.ts')
    const { openAgent } = await load('agent/open-agent.ts')
    const { startServer } = await load('agent/http/server.ts')
    initHome(${JSON.stringify(home)})
    const { agent, close } = await openAgent(${JSON.stringify(home)}, { secrets: memorySecrets() })
    const extensions = { handle() {}, close() {} }
    const server = await startServer(agent, { port: 0, extensions })
    const has = () => [/services\\/consoles\\.ts$/, /\\/ws\\//].map(of => loaded.some(url => of.test(url)))
    const before = [...has(), agent.catalogue().services.length > 0, ...has()]
    const recipes = agent.recipes().length > 0
    await server.close()
    await close()
    console.log(JSON.stringify({ before, recipes, after: has() }))
  `)
  assert.deepEqual(told, {
    before: [false, false, true, false, false],
    recipes: true,
    after: [true, false],
  })
})

test("the system's authorities are read for the first secure connection, and trusted from then on", async context => {
  if (!openssl) return context.skip('openssl is not installed')
  const { key, cert, file } = selfSigned(temporaryFolder(context))
  const server = createServer({ key, cert }, (_, response) => response.end('heard'))
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  context.after(() => server.close())
  const { port } = server.address() as AddressInfo
  const told = await printed(
    `
    const tls = process.getBuiltinModule('node:tls')
    const { getCACertificates } = tls
    const read = []
    tls.getCACertificates = which => (read.push(which), getCACertificates(which))
    const { honourNetworkSettings } = await load('agent/collect/network.ts')
    honourNetworkSettings()
    honourNetworkSettings()
    const before = [...read]
    const ask = async () => (await fetch('https://localhost:${port}')).text()
    console.log(JSON.stringify({ before, said: [await ask(), await ask()], read }))
  `,
    { SSL_CERT_FILE: file },
  )
  assert.deepEqual(told, { before: [], said: ['heard', 'heard'], read: ['default', 'system'] })
})
