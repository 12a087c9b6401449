import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { createExtensionHub } from '../../../agent/handlers/extension.ts'
import type { ExtensionHub } from '../../../agent/handlers/extension.ts'
import type { Agent } from '../../../agent/agent.ts'
import { openFixture } from './home.ts'

export type RunningAgent = { readonly agent: Agent; readonly hub: ExtensionHub; readonly port: number; close(): Promise<void> }

/** The real agent (store, log, handlers) behind a bare socket server: the extension's tests need no dashboard. */
export async function startAgent(home: string, port = 0): Promise<RunningAgent> {
  const open = await openFixture(home)
  const server = createServer((_, response) => { response.writeHead(404).end() })
  const sockets = new WebSocketServer({ server, path: '/extension' })
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(port, '127.0.0.1', resolve) })
  const bound = (server.address() as AddressInfo).port
  const hub = createExtensionHub(open.agent, { name: 'fixture agent', dashboard: () => `http://127.0.0.1:${bound}/` })
  sockets.on('connection', (socket, request) => hub.handle(socket, request))
  return {
    agent: open.agent, hub, port: bound,
    async close() {
      hub.close()
      for (const socket of sockets.clients) socket.terminate()
      await new Promise(resolve => sockets.close(resolve))
      await new Promise(resolve => { server.closeAllConnections(); server.close(resolve) })
      await open.close()
    },
  }
}

/** Polls until the check holds. @throws Error with the last value after ten seconds */
export async function until<T>(look: () => Promise<T> | T, holds: (value: T) => boolean, what: string): Promise<T> {
  let value = await look()
  for (const end = Date.now() + 10_000; !holds(value); value = await look()) {
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return value
}

export async function outcomes(agent: Agent): Promise<Record<string, string>> {
  return Object.fromEntries((await agent.store.findings('blog')).map(finding => [finding.check.replace('fixture.site.', ''), finding.outcome]))
}
