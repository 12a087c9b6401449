import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { WebSocket } from 'ws'
import { temporaryFolder } from '../support/agent.ts'
import { fuzzLoopback } from '../support/loopback-fuzz.ts'
import { rawRequest } from '../support/raw-request.ts'
import { serving } from '../support/serving.ts'
import { seeded } from '../support/tamper.ts'

const root = new URL('../../', import.meta.url)
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

test('a web page that opens a socket at a broken address, or hangs up on the refusal, ends nothing', async context => {
  const agent = await serving(context, temporaryFolder(context))
  const page = new WebSocket(`ws://127.0.0.1:${agent.port}//[`)
  const status = await new Promise(resolve => {
    page.on('unexpected-response', (_, reply) => resolve(reply.statusCode))
    page.on('error', error => resolve(error.message))
  })
  assert.equal(status, 403, agent.said())
  for (let time = 0; time < 20; time++) {
    const socket = connect({ host: '127.0.0.1', port: agent.port })
    socket.on('error', () => undefined)
    socket.write('GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await pause(time % 5)
    socket.resetAndDestroy()
  }
  await pause(100)
  assert.equal(agent.ended(), false, agent.said())
  assert.equal((await rawRequest(agent.port, { path: '/api/v1/overview' })).status, 401)
  assert.doesNotMatch(agent.said(), /nobody foresaw/, 'and none of it came to the last resort')
  assert.equal(await agent.stop(), 0)
})

test('2,000 raw requests and upgrades, seeded: none ends the agent, none is answered with a fault of ours', async context => {
  const agent = await serving(context, temporaryFolder(context))
  const { port, token } = agent
  const answers = await fuzzLoopback(port, { count: 2000, random: seeded(11), token })
  assert.equal(agent.ended(), false, agent.said())
  assert.equal((await rawRequest(port, { path: '/api/v1/overview' })).status, 401)
  assert.doesNotMatch(agent.said(), /nobody foresaw/)
  assert.deepEqual([answers['500'], answers['refused']], [undefined, undefined])
  for (const status of ['101', '200', '400', '401', '403', '404', '421'])
    assert.ok((answers[status] ?? 0) > 0, `${status}: ${JSON.stringify(answers)}`)
  assert.equal(await agent.stop(), 0)
})

test('what nobody foresaw while serving is said, and the agent goes on; at the start it ends with an error', () => {
  const ran = (serve: boolean) =>
    spawnSync(
      process.execPath,
      [fileURLToPath(new URL('tests/support/failing-agent.ts', root)), serve ? 'serve' : 'start'],
      { encoding: 'utf8' },
    )
  const served = ran(true)
  assert.equal(served.status, 0, served.stderr)
  assert.match(served.stdout, /still answers: 401/)
  assert.match(served.stderr, /nobody foresaw: thrown from a timer/)
  assert.match(served.stderr, /nobody foresaw: rejected and not waited for/)
  const started = ran(false)
  assert.notEqual(started.status, 0)
  assert.match(started.stderr, /thrown at the start/)
})
