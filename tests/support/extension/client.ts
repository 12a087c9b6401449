import { EventEmitter, once } from 'node:events'
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { ExtensionSocket } from '../../../agent/socket/wire.ts'
import type { ExtensionHub } from '../../../agent/socket/extension.ts'
import {
  macOf,
  publicKeyOf,
  signText,
  stretch,
  verifyText,
} from '../../../agent/console/handshake.ts'
import { FromAgent, SUBPROTOCOLS } from '../../../common/protocol/message.ts'
import { CHROMIUM_ID } from '../../../common/protocol/origin.ts'
import { connectionTranscript, pairingTranscript } from '../../../common/protocol/transcript.ts'

/** The hub of a served agent, reached through a real socket. @param port of its server */
export function hubAt(port: number): Pick<ExtensionHub, 'handle'> {
  return {
    handle(near, origin) {
      const offered = SUBPROTOCOLS.filter(name => name <= near.protocol)
      const far = new WebSocket(`ws://127.0.0.1:${port}/extension`, offered, {
        headers: { origin: origin ?? '' },
      })
      const opened = once(far, 'open')
      near.on('message', data => {
        void opened.then(() => far.send(data.toString()))
      })
      far.on('message', data => near.send((data as Buffer).toString()))
      far.on('close', () => near.close())
      near.on('close', () => far.close())
    },
  }
}

/** An extension without a browser: speaks the protocol into a hub, in memory. */
export function createClient(
  hub: Pick<ExtensionHub, 'handle'>,
  origin: string | undefined = `chrome-extension://${CHROMIUM_ID}`,
  protocol: string = SUBPROTOCOLS[0],
) {
  const key = generateKeyPairSync('ed25519').privateKey
  const socket = new EventEmitter()
  const waiting: ((message: FromAgent) => void)[] = []
  const received: FromAgent[] = []
  let closed = false
  let seq = 0
  hub.handle(
    Object.assign(socket, {
      protocol,
      send(text: string) {
        const message = FromAgent.parse(JSON.parse(text))
        const next = waiting.shift()
        if (next) next(message)
        else received.push(message)
      },
      close() {
        if (!closed) {
          closed = true
          socket.emit('close')
        }
      },
    }) satisfies ExtensionSocket,
    origin,
  )

  const next = (): Promise<FromAgent> => {
    const message = received.shift()
    return message ? Promise.resolve(message) : new Promise(resolve => waiting.push(resolve))
  }
  const raw = (frame: string, binary = false): Promise<FromAgent> => {
    socket.emit('message', Buffer.from(frame), binary)
    return next()
  }
  const send = (message: Readonly<Record<string, unknown>>): Promise<FromAgent> =>
    raw(JSON.stringify({ v: 1, id: randomUUID(), ...message }))
  const ask = (message: Readonly<Record<string, unknown>>): Promise<FromAgent> =>
    send({ seq: ++seq, ...message })
  const own = { key, publicKey: publicKeyOf(key) }

  return {
    own,
    raw,
    send,
    ask,
    next,
    isClosed: () => closed,
    /** Ends the connection, as a browser that closes. */
    leave: () => void socket.emit('close'),
    /** @returns pairing id, or the refusal */
    async pair(code: string, as: typeof own = own): Promise<FromAgent> {
      const extensionNonce = randomBytes(32).toString('base64url')
      const challenge = await send({
        kind: 'pair-start',
        name: 'test',
        publicKey: as.publicKey,
        nonce: extensionNonce,
      })
      if (challenge.kind !== 'pair-challenge') return challenge
      const facts = {
        origin: origin ?? '',
        extensionKey: as.publicKey,
        agentKey: challenge.publicKey,
        extensionNonce,
        agentNonce: challenge.nonce,
      }
      return send({
        kind: 'pair-proof',
        mac: macOf(
          await stretch(code, challenge.salt, challenge.iterations),
          pairingTranscript('extension', facts),
        ),
      })
    },
    /** @param agentKey checks the agent's signature where given */
    async connect(pairing: string, as: typeof own = own, agentKey?: string): Promise<FromAgent> {
      const extensionNonce = randomBytes(32).toString('base64url')
      const challenge = await send({ kind: 'hello', pairing, nonce: extensionNonce })
      if (challenge.kind !== 'challenge') return challenge
      const facts = { origin: origin ?? '', pairing, extensionNonce, agentNonce: challenge.nonce }
      if (
        agentKey &&
        !verifyText(agentKey, connectionTranscript('agent', facts), challenge.signature)
      )
        throw new Error('not the agent that was paired')
      return send({
        kind: 'proof',
        signature: signText(as.key, connectionTranscript('extension', facts)),
      })
    },
  }
}
