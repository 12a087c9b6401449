import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { commandActor } from '../../agent/actor.ts'
import { perform } from '../../agent/operations/perform.ts'
import { scanAll } from '../../agent/operations/scan.ts'
import { Problem } from '../../agent/problem.ts'
import { exitCode } from '../../agent/problems.ts'
import type { ProblemCode } from '../../agent/problems.ts'
import { testAgent } from '../support/agent.ts'

// What is said of a credential where its service was not heard: nothing. A name that leads nowhere, a
// port where nobody listens, a service that is out of order, and a network's own page in its place.

const NOWHERE = 'https://github.witnessmark.invalid'

async function listening(context: TestContext, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function closedPort(context: TestContext): Promise<string> {
  const server = createServer()
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => {
    server.close(resolve)
  })
  context.diagnostic(`nobody listens at ${port}`)
  return `http://127.0.0.1:${port}`
}

test('connect: a service that was not heard says nothing of the credential, which is not kept', async context => {
  const { agent, home } = await testAgent(context, {})
  const cases: readonly (readonly [url: string, code: ProblemCode, words: RegExp])[] = [
    [NOWHERE, 'service-unreached', /\b(ENOTFOUND|EAI_AGAIN)\b.* Its name could not be looked up/],
    [await closedPort(context), 'service-unreached', /ECONNREFUSED.* Nothing takes connections/],
    [
      await listening(context, (_, reply) => reply.writeHead(503).end('{}')),
      'service-unreached',
      /: 503 \(unreachable\).* try again later/,
    ],
    [
      await listening(context, (_, reply) => {
        reply.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome to Café</h1>')
      }),
      'credential-untested',
      /an HTML page where JSON was expected \(malformed\).* answers in the service's place/,
    ],
    [
      await listening(context, (_, reply) => reply.writeHead(404).end('{"message":"Not Found"}')),
      'credential-untested',
      /: 404: Not Found \(not-found\)/,
    ],
    [
      await listening(context, (_, reply) => reply.writeHead(401).end('{"message":"Bad"}')),
      'credential-refused',
      /The credential does not work at .*: 401: Bad \(unauthorized\)/,
    ],
  ]
  await Promise.all(
    cases.map(async ([url, code, words], index) => {
      const problem = await perform(agent, commandActor(), 'connect', {
        service: 'github',
        name: `case-${index}`,
        target: { organization: 'aurora', url },
        credential: 'a token',
      }).then(
        () => null,
        (error: unknown) => error,
      )
      assert.ok(problem instanceof Problem, url)
      assert.equal(problem.code, code, problem.message)
      assert.match(problem.message, words)
      const heard = code !== 'service-unreached'
      assert.equal(problem.exit, heard ? exitCode.failure : exitCode.unreached)
      if (code !== 'credential-refused') {
        assert.match(problem.message, /works is not known; it was not kept\./)
        assert.doesNotMatch(problem.message, /does not work/)
      }
      assert.equal(await agent.secrets.get(`case-${index}`), null)
    }),
  )
  assert.doesNotMatch(readFileSync(join(home, 'config.yaml'), 'utf8'), /case-/)
})

test('doctor and scan: a service that was not heard is told as such, and the credential stays', async context => {
  const { agent } = await testAgent(context, {
    aurora: {
      service: 'github',
      target: { organization: 'aurora', url: await closedPort(context) },
      secret: 'a token',
    },
  })
  const unheard =
    /^http:\/\/127\.0\.0\.1:\d+.* could not be reached: .*ECONNREFUSED.* Whether the credential works is not known; it stays kept\. Nothing takes connections there/
  const [{ items }, scanned] = await Promise.all([
    perform(agent, commandActor(), 'doctor', {}),
    scanAll(agent, commandActor(), ['aurora'], { transport: { sleep: async () => undefined } }),
  ])
  const item = items.find(({ what }) => what === 'aurora')
  assert.equal(item?.ok, false)
  assert.match(item?.detail ?? '', unheard)
  assert.deepEqual(
    scanned.unreached.map(({ tenant }) => tenant),
    ['aurora'],
  )
  assert.match(scanned.unreached[0]?.problem ?? '', unheard)
  assert.ok(await agent.secrets.get('aurora'))
})
