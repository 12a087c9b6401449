import { generateKeyPairSync, randomInt, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { macOf, nonce, publicKeyOf, signText, stretch } from '../../../agent/console/handshake.ts'
import type { MatchTenant } from '../../../common/capture/match.ts'
import { FromExtension, parseMessage, SUBPROTOCOLS } from '../../../common/protocol/message.ts'
import type { Capture } from '../../../common/protocol/message.ts'
import type { Recipe } from '../../../common/capture/recipe.ts'
import {
  connectionTranscript,
  PAIRING_ITERATIONS,
  pairingTranscript,
} from '../../../common/protocol/transcript.ts'

/** A capture, and when it came. */
export type Arrived = { readonly capture: Capture; readonly arrived: number }

/** Stands in for the agent: pairs, hands out recipes, and keeps what arrives. */
export type PagesAgent = {
  readonly port: number
  readonly code: string
  readonly captures: readonly Arrived[]
  /** Frames that were no message of the protocol. */
  readonly malformed: readonly string[]
  connected(): boolean
  /** The recipes of the pages that are opened next. */
  serve(recipes: readonly Recipe[]): void
  /** As an agent that was stopped and started. */
  restart(): void
  close(): Promise<void>
}

export async function startPagesAgent(
  tenant: MatchTenant & { readonly title: string },
): Promise<PagesAgent> {
  const key = generateKeyPairSync('ed25519').privateKey
  const code = String(randomInt(10 ** 12)).padStart(12, '0')
  const captures = new Map<string, Arrived>()
  const malformed: string[] = []
  const greeted = new Map<WebSocket, string>()
  let recipes: readonly Recipe[] = []

  const http = createServer()
  const sockets = new WebSocketServer({
    server: http,
    path: '/extension',
    handleProtocols: offered => SUBPROTOCOLS.find(name => offered.has(name)) ?? false,
  })
  const send = (socket: WebSocket, message: object): void =>
    socket.send(JSON.stringify({ v: 1, id: randomUUID(), ...message }))
  const welcome = (socket: WebSocket, of: string): void =>
    send(socket, {
      kind: 'welcome',
      of,
      agent: 'pages agent',
      dashboard: 'http://127.0.0.1:1/',
      tenants: [tenant],
      recipes,
      ...(socket.protocol === SUBPROTOCOLS[0] ? { setAside: [] } : {}),
    })

  sockets.on('connection', (socket, request) => {
    const origin = request.headers.origin ?? ''
    let pairing: { publicKey: string; extensionNonce: string; agentNonce: string; salt: string }
    const answer = async (message: FromExtension): Promise<void> => {
      const of = message.id
      switch (message.kind) {
        case 'pair-start':
          pairing = {
            publicKey: message.publicKey,
            extensionNonce: message.nonce,
            agentNonce: nonce(),
            salt: nonce(16),
          }
          return send(socket, {
            kind: 'pair-challenge',
            of,
            publicKey: publicKeyOf(key),
            nonce: pairing.agentNonce,
            salt: pairing.salt,
            iterations: PAIRING_ITERATIONS,
          })
        case 'pair-proof': {
          const facts = {
            origin,
            extensionKey: pairing.publicKey,
            agentKey: publicKeyOf(key),
            extensionNonce: pairing.extensionNonce,
            agentNonce: pairing.agentNonce,
          }
          const mac = macOf(await stretch(code, pairing.salt), pairingTranscript('agent', facts))
          return send(socket, { kind: 'pair-done', of, pairing: randomUUID(), mac })
        }
        case 'hello': {
          const agentNonce = nonce()
          const facts = {
            origin,
            pairing: message.pairing,
            extensionNonce: message.nonce,
            agentNonce,
          }
          const signature = signText(key, connectionTranscript('agent', facts))
          return send(socket, { kind: 'challenge', of, nonce: agentNonce, signature })
        }
        case 'proof':
          greeted.set(socket, of)
          return welcome(socket, of)
        case 'ping':
          return send(socket, { kind: 'pong', of })
        case 'capture': {
          const stored = !captures.has(message.capture.id)
          if (stored)
            captures.set(message.capture.id, { capture: message.capture, arrived: Date.now() })
          return send(socket, { kind: 'ack', of, stored })
        }
        case 'held':
          return send(socket, { kind: 'missing', of, now: new Date().toISOString(), ids: [] })
        case 'page':
          return send(socket, {
            kind: 'page-findings',
            of,
            tenant: message.tenant,
            recipe: message.recipe,
            address: message.address,
            settings: [],
          })
        case 'round':
          return send(socket, { kind: 'round-pages', of, pages: [] })
        case 'confirm':
        case 'login':
        case 'alert-shown':
        case 'picture':
        case 'picture-part':
        case 'teach':
        case 'unpair':
          return send(socket, { kind: 'ack', of, stored: false })
      }
    }
    socket.on('message', data => {
      const parsed = parseMessage((data as Buffer).toString(), FromExtension)
      if (parsed.ok) void answer(parsed.message)
      else malformed.push(parsed.detail)
    })
    socket.on('close', () => greeted.delete(socket))
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  return {
    port: (http.address() as AddressInfo).port,
    code,
    get captures() {
      return [...captures.values()]
    },
    malformed,
    connected: () => greeted.size > 0,
    serve(next) {
      recipes = next
      for (const [socket, of] of greeted) welcome(socket, of)
    },
    restart() {
      for (const socket of greeted.keys()) socket.close(1001)
    },
    close: () =>
      new Promise(resolve => {
        for (const socket of sockets.clients) socket.terminate()
        http.closeAllConnections()
        http.close(() => resolve())
      }),
  }
}
