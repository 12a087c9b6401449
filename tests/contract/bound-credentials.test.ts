// A credential goes to where it was entered for, whatever config.yaml says later: who edits the home
// without its key cannot send it to himself.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { commandActor } from '../../agent/actor.ts'
import { scan } from '../../agent/collect/scan.ts'
import { originsOf, tenantCredential } from '../../agent/collect/tenant-credential.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { boundSecret } from '../../agent/home/bound-secrets.ts'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { channelSecret, memorySecrets } from '../../agent/home/secrets.ts'
import { secretOf, channelOf } from '../../agent/notify/channels.ts'
import { openAgent } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { isProblem } from '../../agent/problem.ts'
import { collectors } from '../../common/services/collectors.ts'
import { tester } from '../support/actor.ts'
import { temporaryFolder } from '../support/agent.ts'

const commander = commandActor()
const elsewhere = (error: unknown): boolean => isProblem(error, 'credential-elsewhere')
const asking = { transport: { sleep: async () => undefined, timeoutMs: 5000, random: () => 0 } }

/** An agent whose credentials outlive it, the service that it reads, and somebody else's server. */
async function world(context: TestContext) {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const heard: string[] = []
  const other = createServer((request, response) => {
    heard.push(`${request.url} ${request.headers.authorization}`)
    response.writeHead(401).end()
  })
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  context.after(() => other.close())
  const home = temporaryFolder(context)
  initHome(home)
  const secrets = { ...memorySecrets(), isGiven: () => false }
  const { agent, close } = await openAgent(home, { secrets })
  context.after(close)
  const turn = (url: string) =>
    editConfig(home, ['tenants', 'aurora'], {
      service: 'github',
      target: { organization: 'aurora-labs', url },
      schedule: 'off',
    })
  const evil = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  return { agent, home, secrets, turn, heard, evil, replay }
}

test('a target that is turned elsewhere gets no credential: neither from a scan nor from doctor', async context => {
  const { agent, secrets, turn, heard, evil, replay } = await world(context)
  const target = { organization: 'aurora-labs', url: replay.url }
  const wanted = { service: 'github', name: 'aurora', target, credential: demoToken }
  await perform(agent, commander, 'connect', wanted)
  const kept = await boundSecret(secrets, 'aurora')
  assert.deepEqual([kept?.origins, kept?.secret], [[replay.url], demoToken])
  await scan(agent, tester, 'aurora', asking)
  turn(evil)
  await assert.rejects(scan(agent, tester, 'aurora', asking), elsewhere)
  const { items } = await perform(agent, tester, 'doctor', {})
  const told = items.find(item => item.what === 'aurora')
  assert.match(told?.detail ?? '', /was not sent.*connect/)
  assert.deepEqual(heard, [])
  turn(replay.url)
  await scan(agent, tester, 'aurora', asking)
})

test('one that an earlier version kept is bound to where a signed scan says it went, else asked for anew', async context => {
  const { agent, home, secrets, turn, heard, evil, replay } = await world(context)
  await secrets.set('aurora', demoToken)
  turn(replay.url)
  await assert.rejects(scan(agent, tester, 'aurora', asking), elsewhere, 'nothing says so')
  // As an earlier version scanned: nobody asked for where the credential was.
  const given = { ...agent, secrets: { ...secrets, isGiven: () => true } }
  await scan(given, tester, 'aurora', asking)
  turn(evil)
  const database = new DatabaseSync(join(home, 'witnessmark.sqlite'))
  context.after(() => database.close())
  const written = `UPDATE evidence SET body = CAST(replace(CAST(body AS TEXT), '${replay.url}', '${evil}') AS BLOB) WHERE kind = 'run'`
  database.exec(
    `CREATE TABLE before AS SELECT idx, body FROM evidence WHERE kind = 'run'; ${written}`,
  )
  await assert.rejects(
    scan(agent, tester, 'aurora', asking),
    elsewhere,
    'a row says it, no signature',
  )
  database.exec(
    `UPDATE evidence SET body = (SELECT body FROM before WHERE before.idx = evidence.idx) WHERE kind = 'run'; DROP TABLE before`,
  )
  await assert.rejects(scan(agent, tester, 'aurora', asking), elsewhere)
  turn(replay.url)
  await scan(agent, tester, 'aurora', asking)
  assert.deepEqual((await boundSecret(secrets, 'aurora'))?.origins, [replay.url])
  turn(evil)
  await assert.rejects(scan(agent, tester, 'aurora', asking), elsewhere)
  assert.deepEqual(heard, [])
})

test("at the service's own address an earlier one goes on as it was; a variable is the user's own act", async context => {
  const { agent, secrets, evil } = await world(context)
  const github = collectors.find(item => item.service === 'github') ?? assert.fail()
  await secrets.set('own', 'token')
  const target = { organization: 'acme' }
  assert.equal((await tenantCredential(agent, 'own', github, target))?.secret, 'token')
  assert.deepEqual((await boundSecret(secrets, 'own'))?.origins, ['https://api.github.com'])
  const given = { ...agent, secrets: { ...secrets, isGiven: () => true } }
  await secrets.set('given', 'token')
  const turned = { ...target, url: evil }
  assert.equal((await tenantCredential(given, 'given', github, turned))?.secret, 'token')
})

const addresses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'directus': { url: 'https://one.example' },
  'ghost': { url: 'https://one.example' },
  'github': { organization: 'acme', url: 'https://one.example' },
  'google-workspace': {
    domain: 'acme.example',
    url: 'https://one.example',
    identity: 'https://two.example',
  },
  'microsoft-365': {
    'tenant': 't-1',
    'client': 'c-1',
    'url': 'https://one.example',
    'authority': 'https://two.example',
    'sharepoint': 'acme',
    'teams-url': 'https://three.example',
    'power-platform-url': 'https://four.example',
    'power-bi-url': 'https://five.example',
    'sharepoint-url': 'https://six.example',
  },
  'unleash': { url: 'https://one.example' },
  'wordpress': { url: 'https://one.example' },
}

test('of every service, each address of a target is one that its credential is bound to', () => {
  assert.deepEqual(collectors.map(({ service }) => service).sort(), Object.keys(addresses).sort())
  for (const collector of collectors) {
    const target = addresses[collector.service] ?? {}
    const bound = originsOf(collector, target)
    for (const [name, value] of Object.entries(target)) {
      if (!value.includes('://')) continue
      assert.ok(bound.includes(value), `${collector.service} ${name}`)
      const turned = originsOf(collector, { ...target, [name]: 'https://evil.example:8443' })
      assert.ok(turned.includes('https://evil.example:8443'), `${collector.service} ${name}`)
    }
  }
})

test("a mail server's password goes to the server that it was entered for", async context => {
  const { agent, home } = await world(context)
  const mail = (host: string) =>
    editConfig(
      home,
      ['alerts'],
      [
        {
          name: 'mail',
          to: 'email',
          host,
          user: 'ops',
          sender: 'a@acme.example',
          recipients: ['b@acme.example'],
        },
      ],
    )
  mail('mail.acme.example')
  await perform(agent, commander, 'alert-secret', { channel: 'mail', secret: 'password' })
  assert.equal(await secretOf(agent, channelOf(agent, 'mail')), 'password')
  mail('evil.example')
  await assert.rejects(secretOf(agent, channelOf(agent, 'mail')), (error: unknown) =>
    isProblem(error, 'alert-secret-elsewhere'),
  )
  await agent.secrets.set(channelSecret('mail'), 'password')
  await assert.rejects(secretOf(agent, channelOf(agent, 'mail')), 'nobody says for where it is')
})
