import browser from 'webextension-polyfill'
import {
  FromAgent,
  knows,
  parseMessage,
  PROTOCOL_VERSION,
  SUBPROTOCOLS,
} from '../common/protocol/message.ts'
import {
  connectionTranscript,
  pairingTranscript,
  parsePairingText,
} from '../common/protocol/transcript.ts'
import type { Kept, PairedAgent } from './database.ts'
import { createDelivery } from './delivery.ts'
import type { Sent } from './delivery.ts'
import { fromBase64url, nonce, pairedAgent, toBase64url } from './keys.ts'

type Welcome = Extract<FromAgent, { kind: 'welcome' }>
type LinkState = {
  readonly state: 'unpaired' | 'away' | 'connected'
  readonly detail: string
}
export type LinkEvents = {
  readonly onWelcome: (welcome: Welcome) => Promise<void>
  readonly onMessage: (message: FromAgent) => void
  /** A reading or picture that the agent will never have. */
  readonly onLost: (reason: string) => void
  readonly onState: () => void
  /**
   * Whether something that was acknowledged once belongs to a tenant of the agent that is connected
   * now.
   */
  readonly isTheirs: (item: Kept) => Promise<boolean>
}

export type AgentLink = {
  /** One attempt at a time; resolves when connected, or when it is clear that the agent is away. */
  connect(): Promise<LinkState>
  send(message: Sent): boolean
  /** Sends and waits for the answer. @returns null when taken, or why not */
  ask(message: Sent): Promise<string | null>
  /** An address of the dashboard that signs in once; null where the agent gives none. */
  login(): Promise<string | null>
  readonly state: () => LinkState
  readonly welcome: () => Welcome | null
  /** Sends what waits; called on open and after each capture. */
  flush(): Promise<void>
  close(): void
}

const KEEP_ALIVE_MILLISECONDS = 20_000
/**
 * After something that is not the protocol, such as an agent of another version: tried again later
 * and later, since each new connection reads the open pages anew.
 */
const PAUSE_MILLISECONDS = { first: 5_000, longest: 600_000 } as const
const encoder = new TextEncoder()

/**
 * The connection to the paired agent, always at 127.0.0.1 and the paired port: a page cannot make
 * it talk to another.
 */
export function createAgentLink(events: LinkEvents): AgentLink {
  let socket: WebSocket | null = null
  let state: LinkState = { state: 'away', detail: 'not tried yet' }
  let welcome: Welcome | null = null
  let seq = 0
  let attempt: Promise<LinkState> | null = null
  let keepAlive: ReturnType<typeof setInterval> | undefined
  let pause: number = PAUSE_MILLISECONDS.first
  let pausedUntil = 0
  const asked = new Map<string, (error: string | null) => void>()
  const logins = new Map<string, (url: string | null) => void>()

  const set = (next: LinkState): LinkState => {
    state = next
    events.onState()
    return next
  }
  const raw = (message: object): string => {
    const id = crypto.randomUUID()
    socket?.send(JSON.stringify({ v: PROTOCOL_VERSION, id, ...message }))
    return id
  }
  const post = (message: Sent): string | null =>
    state.state === 'connected' && socket?.readyState === WebSocket.OPEN
      ? raw({ seq: ++seq, ...message })
      : null
  const delivery = createDelivery({
    post,
    onLost: events.onLost,
    onChange: events.onState,
    isTheirs: events.isTheirs,
    isCurrent: () => knows(socket?.protocol ?? '', 'witnessmark.v1.2'),
  })
  const send: AgentLink['send'] = message => post(message) !== null

  const ask: AgentLink['ask'] = message =>
    new Promise(resolve => {
      const id = post(message)
      if (id === null) resolve('the agent is away')
      else asked.set(id, resolve)
    })

  const login: AgentLink['login'] = () =>
    new Promise(resolve => {
      const id = post({ kind: 'login' })
      if (id === null) resolve(null)
      else logins.set(id, resolve)
    })

  const open = async (): Promise<LinkState> => {
    const agent = await pairedAgent.get()
    if (!agent) return set({ state: 'unpaired', detail: 'not paired with an agent yet' })
    return new Promise(resolve => {
      const opening = new WebSocket(`ws://127.0.0.1:${agent.port}/extension`, [...SUBPROTOCOLS])
      const extensionNonce = nonce()
      socket = opening
      const end = (detail: string, unpaired = false): void => {
        if (socket === opening) socket = null
        clearInterval(keepAlive)
        for (const resolveAsked of asked.values()) resolveAsked('the agent went away')
        asked.clear()
        for (const resolveLogin of logins.values()) resolveLogin(null)
        logins.clear()
        welcome = null
        opening.close()
        resolve(set({ state: unpaired ? 'unpaired' : 'away', detail }))
      }
      const give = setTimeout(() => end('the agent did not answer'), 10_000)
      opening.onopen = () => raw({ kind: 'hello', pairing: agent.pairing, nonce: extensionNonce })
      opening.onclose = () => {
        clearTimeout(give)
        if (socket === opening) end('the agent is not running')
      }
      opening.onmessage = async event => {
        const parsed = parseMessage(typeof event.data === 'string' ? event.data : null, FromAgent)
        if (!parsed.ok && parsed.reason === 'unknown-kind') return
        if (!parsed.ok) {
          pausedUntil = Date.now() + pause
          pause = Math.min(pause * 2, PAUSE_MILLISECONDS.longest)
          return end(
            `the agent sent something that is not the protocol: ${parsed.detail}. Are agent and extension of the same version?`,
          )
        }
        const { message } = parsed
        if (message.kind === 'challenge') {
          const signature = await answer(agent, message, extensionNonce)
          return signature
            ? void raw({ kind: 'proof', signature })
            : end('what answers is not the agent that was paired')
        }
        if (message.kind === 'welcome') {
          clearTimeout(give)
          welcome = message
          // After teaching, and when a file of the home was edited, it comes again.
          if (state.state === 'connected') return void events.onWelcome(message)
          seq = 0
          keepAlive = setInterval(() => {
            send({ kind: 'ping' })
            void browser.runtime.getPlatformInfo()
          }, KEEP_ALIVE_MILLISECONDS)
          resolve(set({ state: 'connected', detail: message.agent }))
          void events.onWelcome(message)
          return void delivery.start()
        }
        if (
          message.kind === 'revoked' ||
          (message.kind === 'refused' &&
            (message.reason === 'revoked' || message.reason === 'unpaired'))
        ) {
          await pairedAgent.delete()
          return end('the pairing was revoked', true)
        }
        if (message.kind === 'login-link' || message.kind === 'refused') {
          const url = message.kind === 'login-link' ? new URL(message.url) : null
          logins.get(message.of ?? '')?.(url?.port === String(agent.port) ? url.href : null)
          logins.delete(message.of ?? '')
        }
        if (message.kind === 'ack' || message.kind === 'refused') {
          asked.get(message.of ?? '')?.(
            message.kind === 'ack' ? null : (message.detail ?? message.reason),
          )
          asked.delete(message.of ?? '')
        }
        await delivery.receive(message)
        events.onMessage(message)
      }
    })
  }
  return {
    connect() {
      if (state.state === 'connected' && socket?.readyState === WebSocket.OPEN)
        return Promise.resolve(state)
      if (Date.now() < pausedUntil) return Promise.resolve(state)
      return (attempt ??= open().finally(() => {
        attempt = null
      }))
    },
    send,
    ask,
    login,
    flush: delivery.flush,
    state: () => state,
    welcome: () => welcome,
    close() {
      socket?.close()
    },
  }
}

/** Checks that it is the paired agent; signs only then. */
async function answer(
  agent: PairedAgent,
  challenge: Extract<FromAgent, { kind: 'challenge' }>,
  extensionNonce: string,
): Promise<string | null> {
  const facts = {
    origin: location.origin,
    pairing: agent.pairing,
    extensionNonce,
    agentNonce: challenge.nonce,
  }
  const key = await crypto.subtle.importKey(
    'raw',
    fromBase64url(agent.agentKey),
    'Ed25519',
    false,
    ['verify'],
  )
  if (
    !(await crypto.subtle.verify(
      'Ed25519',
      key,
      fromBase64url(challenge.signature),
      encoder.encode(connectionTranscript('agent', facts)),
    ))
  )
    return null
  return toBase64url(
    await crypto.subtle.sign(
      'Ed25519',
      agent.key,
      encoder.encode(connectionTranscript('extension', facts)),
    ),
  )
}

/** Pairs once, by the text that the agent shows. @throws Error that says what to do */
export async function pair(typed: string, name: string): Promise<void> {
  const text = parsePairingText(typed)
  if (!text)
    throw new Error(
      'That is not a pairing text. It looks like 7117-123456789012: the agent shows it in its dashboard, under Browsers.',
    )
  const keys = (await crypto.subtle.generateKey('Ed25519', false, [
    'sign',
    'verify',
  ])) as CryptoKeyPair
  const extensionKey = toBase64url(await crypto.subtle.exportKey('raw', keys.publicKey))
  const extensionNonce = nonce()
  const socket = new WebSocket(`ws://127.0.0.1:${text.port}/extension`, [...SUBPROTOCOLS])
  const next = (): Promise<FromAgent> =>
    new Promise((resolve, reject) => {
      socket.onclose = () =>
        reject(new Error(`No agent answers on port ${text.port}. Is it running?`))
      socket.onmessage = event => {
        const parsed = parseMessage(typeof event.data === 'string' ? event.data : null, FromAgent)
        if (!parsed.ok && parsed.reason === 'unknown-kind') return
        if (!parsed.ok)
          return reject(new Error('What answers on that port is not a Witnessmark agent.'))
        if (parsed.message.kind === 'refused')
          return reject(
            new Error(
              parsed.message.reason === 'wrong-code'
                ? 'The code is not right, or no longer valid. Ask the agent for a new one.'
                : `The agent refused: ${parsed.message.reason}`,
            ),
          )
        resolve(parsed.message)
      }
    })
  const ask = (message: object): Promise<FromAgent> => {
    const answered = next()
    socket.send(JSON.stringify({ v: PROTOCOL_VERSION, id: crypto.randomUUID(), ...message }))
    return answered
  }
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () =>
        reject(new Error(`No agent answers on port ${text.port}. Is it running?`))
    })
    const challenge = await ask({
      kind: 'pair-start',
      name,
      publicKey: extensionKey,
      nonce: extensionNonce,
    })
    if (challenge.kind !== 'pair-challenge')
      throw new Error('What answers on that port is not a Witnessmark agent.')
    const material = await crypto.subtle.importKey(
      'raw',
      encoder.encode(text.code),
      'PBKDF2',
      false,
      ['deriveKey'],
    )
    const secret = await crypto.subtle.deriveKey(
      {
        name: 'PBKDF2',
        hash: 'SHA-256',
        salt: fromBase64url(challenge.salt),
        iterations: challenge.iterations,
      },
      material,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign', 'verify'],
    )
    const facts = {
      origin: location.origin,
      extensionKey,
      agentKey: challenge.publicKey,
      extensionNonce,
      agentNonce: challenge.nonce,
    }
    const done = await ask({
      kind: 'pair-proof',
      mac: toBase64url(
        await crypto.subtle.sign(
          'HMAC',
          secret,
          encoder.encode(pairingTranscript('extension', facts)),
        ),
      ),
    })
    if (
      done.kind !== 'pair-done' ||
      !(await crypto.subtle.verify(
        'HMAC',
        secret,
        fromBase64url(done.mac),
        encoder.encode(pairingTranscript('agent', facts)),
      ))
    )
      throw new Error('What answers on that port does not know the code. Nothing was paired.')
    await pairedAgent.set({
      port: text.port,
      pairing: done.pairing,
      agentKey: challenge.publicKey,
      pairedAt: new Date().toISOString(),
      key: keys.privateKey,
    })
  } finally {
    socket.onclose = null
    socket.close()
  }
}
