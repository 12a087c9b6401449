// Who holds a home: the kernel says so, and lets go of it with the process.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import http, { createServer } from 'node:http'
import type { RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { askAgent } from '../../agent/cli/client.ts'
import { holderOf, lock } from '../../agent/home/lock.ts'
import { isProblem } from '../../agent/problem.ts'
import { temporaryFolder } from '../support/agent.ts'

const module = fileURLToPath(new URL('../../agent/home/lock.ts', import.meta.url))

/** A process that waits for a line, takes the home, says whether it has it, and keeps it. */
function contender(home: string) {
  const source = `
    const { lock } = await import(${JSON.stringify(module)})
    process.stdout.write('ready\\n')
    await new Promise(resolve => process.stdin.once('data', resolve))
    try {
      const held = lock(${JSON.stringify(home)})
      process.stdout.write('won\\n')
      await new Promise(resolve => process.stdin.once('data', resolve))
      held.release()
    } catch (error) {
      process.stdout.write(error.code + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await lines.next()).value)
  return { child, next, go: () => child.stdin.write('\n') }
}

test('four processes that race for a home: one has it, whatever a process before left', async context => {
  const home = temporaryFolder(context)
  const dead = { pid: 2 ** 22 + 1, startedAt: '2026-01-01T00:00:00Z', url: null, token: null }
  for (let round = 0; round < 3; round++) {
    writeFileSync(join(home, 'agent.lock'), JSON.stringify(dead))
    const all = Array.from({ length: 4 }, () => contender(home))
    context.after(() => all.forEach(({ child }) => child.kill('SIGKILL')))
    for (const { next } of all) assert.equal(await next(), 'ready')
    for (const { go } of all) go()
    const answers = await Promise.all(all.map(({ next }) => next()))
    assert.deepEqual(answers.toSorted(), ['home-locked', 'home-locked', 'home-locked', 'won'])
    const winner = all[answers.indexOf('won')]
    assert.equal(holderOf(home)?.pid, winner?.child.pid)
    winner?.child.kill('SIGKILL')
    if (winner) await once(winner.child, 'exit')
    assert.equal(holderOf(home), null, 'it went with the process')
    assert.ok(existsSync(join(home, 'agent.lock')), 'and said nothing of that')
  }
})

test('a process that has the number of one that is gone does not hold its home', async context => {
  const home = temporaryFolder(context)
  const before = {
    pid: process.ppid,
    startedAt: '2026-01-01T00:00:00Z',
    url: 'http://x',
    token: 'y',
  }
  writeFileSync(join(home, 'agent.lock'), JSON.stringify(before))
  assert.equal(holderOf(home), null)
  const held = lock(home)
  assert.equal(
    (JSON.parse(readFileSync(join(home, 'agent.lock'), 'utf8')) as { pid: number }).pid,
    process.pid,
  )
  held.release()
  assert.ok(!existsSync(join(home, 'agent.lock')))
})

test('a file that says the agent is elsewhere sends no command there, and no credential with it', async context => {
  const home = temporaryFolder(context)
  const { child, next, go } = contender(home)
  context.after(() => child.kill('SIGKILL'))
  assert.equal(await next(), 'ready')
  go()
  assert.equal(await next(), 'won')
  const file = join(home, 'agent.lock')
  const said = JSON.parse(readFileSync(file, 'utf8')) as object
  const asked: string[] = []
  const server = createServer((_, reply) => {
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify({ format: 'witnessmark/key', version: 1, key: 'k' }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { request } = http
  context.mock.method(http, 'request', (url: URL, ...rest: [RequestOptions, () => void]) => {
    asked.push(url.origin)
    return request(url, ...rest)
  })
  const asks = (url: string) => {
    writeFileSync(file, JSON.stringify({ ...said, url, token: 'y' }))
    return askAgent(home, 'key', {}, () => undefined)
  }
  assert.ok(await asks(here))
  for (const url of [
    'https://evil.example',
    'http://127.0.0.1.evil.example:80',
    'http://127.0.0.1:80@evil.example',
    'http://localhost:4321',
    `${here}\n`,
  ])
    assert.equal(await asks(url), null, url)
  assert.deepEqual(asked, [here])
  assert.equal(holderOf(home)?.pid, child.pid, 'who holds it is known all the same')
})

test('taken twice by one process, it is taken once; let go of, it can be taken again', async context => {
  const home = temporaryFolder(context)
  const first = lock(home)
  assert.throws(
    () => lock(home),
    (error: unknown) => isProblem(error, 'home-locked'),
  )
  first.release()
  lock(home).release()
})
