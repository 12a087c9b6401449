// The extension's socket while what takes it is loaded, which the first one waits for.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { registerHooks } from 'node:module'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { startServer } from '../../agent/http/server.ts'
import { CHROMIUM_ID } from '../../common/protocol/origin.ts'
import { testAgent } from '../support/agent.ts'

const origin = `chrome-extension://${CHROMIUM_ID}`
const gates = new Map<string, Promise<void>>()
Object.assign(globalThis, { socketGates: gates })

/** Loading ends when the test says so, one after the other. */
function held(context: TestContext) {
  const [asked, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let times = 0
  const key = context.name
  gates.set(key, gate.promise)
  gate.promise.catch(() => undefined)
  const hooks = registerHooks({
    resolve(specifier, from, next) {
      const found = next(specifier, from)
      if (specifier !== 'ws' || !from.parentURL?.endsWith('/agent/http/server.ts')) return found
      asked.resolve()
      if (times++ > 0) return found
      const source = `await globalThis.socketGates.get(${JSON.stringify(key)}); export * from ${JSON.stringify(found.url)}`
      return { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true }
    },
  })
  context.after(() => hooks.deregister())
  return { asked: asked.promise, finish: gate.resolve, fail: gate.reject }
}

async function started(context: TestContext) {
  const { agent } = await testAgent(context, {})
  const heard: string[] = []
  const taken: WebSocket[] = []
  const server = await startServer(agent, {
    port: 0,
    extensions: {
      handle(socket) {
        taken.push(socket)
        socket.on('message', data => heard.push(String(data as Buffer)))
      },
      close: () => undefined,
    },
  })
  const clients: Socket[] = []
  context.after(() => {
    for (const client of clients) client.destroy()
    return server.close()
  })
  const upgrade = (from: string, more: Buffer | string = ''): Socket => {
    const client = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true })
    clients.push(client)
    client.on('error', () => undefined)
    const lines = [
      'GET /extension HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Origin: ${from}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: witnessmark.v1',
    ]
    client.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(more)]))
    return client
  }
  return { server, heard, taken, upgrade }
}

/** A short text as a browser frames it, under a mask of zeros. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5)
}

test('what a browser sends meanwhile is heard in its order', async context => {
  const { asked, finish } = held(context)
  const { heard, upgrade } = await started(context)
  const client = upgrade(origin, frame('one'))
  await asked
  client.write(frame('two'))
  await delay(50)
  assert.deepEqual(heard, [])
  client.write(frame('three'))
  finish()
  await until(() => heard.length > 2)
  assert.deepEqual(heard, ['one', 'two', 'three'])
})

test('a browser that leaves meanwhile harms no other', async context => {
  const { asked, finish } = held(context)
  const { heard, taken, upgrade } = await started(context)
  const [reset, ended] = [upgrade(origin), upgrade(origin)]
  await asked
  await delay(50)
  reset.resetAndDestroy()
  ended.destroy()
  await delay(50)
  upgrade(origin, frame('here'))
  finish()
  await until(() => heard.length > 0)
  await until(() => taken.filter(socket => socket.readyState === 1).length === 1)
})

test('an agent that ends meanwhile waits for nothing, and takes nobody', async context => {
  const { asked, finish } = held(context)
  const { server, taken, upgrade } = await started(context)
  const client = upgrade(origin)
  client.resume()
  await asked
  const gone = once(client, 'close')
  await server.close()
  client.end()
  await gone
  finish()
  await delay(50)
  assert.deepEqual(taken, [])
})

test('where it cannot be loaded the browser is let go, the next one asks again, and the agent ends', async context => {
  const { asked, fail } = held(context)
  const { server, heard, upgrade } = await started(context)
  const client = upgrade(origin)
  await asked
  fail(new Error('not there'))
  client.resume()
  await once(client, 'end')
  await server.close()
  assert.deepEqual(heard, [])
})

test('after a load that failed the next browser is heard', async context => {
  const { asked, fail } = held(context)
  const { heard, upgrade } = await started(context)
  const client = upgrade(origin)
  await asked
  fail(new Error('not there'))
  client.resume()
  await once(client, 'end')
  upgrade(origin, frame('again'))
  await until(() => heard.length > 0)
})

test('who is refused is let go, and holds up no end by staying', async context => {
  const { server, upgrade } = await started(context)
  const client = upgrade('https://evil.example', 'more')
  const [said] = (await once(client, 'data')) as [Buffer]
  assert.match(String(said), /^HTTP\/1\.1 403 /)
  await server.close()
})
