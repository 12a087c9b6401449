import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { FromExtension, parseMessage } from '../../common/protocol/message.ts'
import type { FromAgent, Refusal } from '../../common/protocol/message.ts'
import { isExtensionOrigin } from '../../common/protocol/origin.ts'
import { recipes as shipped } from '../../common/services/consoles.ts'
import {
  connectionTranscript,
  PAIRING_ITERATIONS,
  pairingTranscript,
} from '../../common/protocol/transcript.ts'
import type { Pairing } from '../store/store.ts'
import { browserActor } from '../actor.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { Problem, problemOf } from '../problem.ts'
import { ingestCaptures } from '../console/capture.ts'
import { matchTenants } from '../console/tenants.ts'
import { confirmReading } from '../console/confirm.ts'
import { pageSettings, roundPages } from '../console/page.ts'
import { announcePicture, storePicture, takePart } from '../console/picture.ts'
import type { Incoming } from '../console/picture.ts'
import { teach } from '../console/teach.ts'
import {
  agentKey,
  createDesk,
  macOf,
  nonce,
  publicKeyOf,
  sameMac,
  signText,
  stretch,
  verifyText,
} from './pairing.ts'

/** What a handler needs of a socket: the WebSocket of `ws` has it. */
export type ExtensionSocket = {
  send(text: string): void
  close(code?: number, reason?: string): void
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown
  on(event: 'close', listener: () => void): unknown
}

/** All connections of extensions to one agent. */
export type ExtensionHub = {
  /** A fresh pairing code; the user types `PORT-CODE` in the extension's options. */
  offer(): { readonly code: string; readonly expiresAt: string }
  revoke(pairing: string): Promise<void>
  /** Refused messages by reason since the start. */
  readonly refusals: ReadonlyMap<Refusal, number>
  readonly connected: () => readonly string[]
  handle(socket: ExtensionSocket, request: Pick<IncomingMessage, 'headers'>): void
  close(): void
}

type Open = {
  readonly pairing: Pairing
  readonly actor: Actor
  send(message: Body): void
  readonly socket: ExtensionSocket
  readonly pages: Map<string, Page>
  skew: number | null
  incoming: Incoming | null
}
type Page = { readonly tenant: string; readonly recipe: string; readonly address: string }
/** Pages that one connection follows at once; the oldest gives way. */
const MAX_PAGES = 50
type Body = FromAgent extends infer M ? (M extends FromAgent ? Omit<M, 'v' | 'id'> : never) : never
type State =
  | { readonly at: 'new' }
  | {
      readonly at: 'pairing'
      readonly start: Extract<FromExtension, { kind: 'pair-start' }>
      readonly code: string
      readonly nonce: string
      readonly salt: string
    }
  | {
      readonly at: 'challenged'
      readonly pairing: Pairing
      readonly extensionNonce: string
      readonly nonce: string
    }
  | { readonly at: 'open'; readonly open: Open; seq: number }
  | { readonly at: 'closed' }

/**
 * Host is checked by the server; the Origin is checked here once more. @param options name and
 * dashboard address that the extension shows
 */
export function createExtensionHub(
  agent: Agent,
  options: { readonly name: string; readonly dashboard: () => string },
): ExtensionHub {
  const desk = createDesk(agent.clock)
  const key = agentKey(agent.home)
  const refusals = new Map<Refusal, number>()
  const opened = new Set<Open>()

  const push = async (open: Open, page: Page, of: string | null): Promise<void> => {
    const recipe = agent.recipes().find(item => item.id === page.recipe)
    if (recipe)
      open.send({
        kind: 'page-findings',
        of,
        ...page,
        settings: await pageSettings(agent, page.tenant, recipe, page.address),
      })
  }
  const onChanged = ({ tenant }: { readonly tenant: string | null }): void => {
    for (const open of opened)
      for (const page of open.pages.values())
        if (tenant === null || page.tenant === tenant)
          push(open, page, null).catch(() => open.socket.close(1011))
  }
  agent.events.on('committed', onChanged)

  const welcome = (of: string): Body => ({
    kind: 'welcome',
    of,
    agent: options.name,
    dashboard: options.dashboard(),
    tenants: matchTenants(agent).map(item => ({ ...item, target: { ...item.target } })),
    recipes: agent.recipes().filter(recipe => !shipped.some(item => item.id === recipe.id)),
  })

  const revoke = async (id: string): Promise<void> => {
    const pairing = (await agent.store.pairings()).find(item => item.id === id)
    if (pairing && !pairing.revokedAt)
      await agent.store.putPairing({ ...pairing, revokedAt: agent.clock().toISOString() })
    for (const open of opened)
      if (open.pairing.id === id) {
        open.send({ kind: 'revoked' })
        open.socket.close(4003, 'revoked')
      }
  }

  const handle = (socket: ExtensionSocket, request: Pick<IncomingMessage, 'headers'>): void => {
    const { origin } = request.headers
    if (!isExtensionOrigin(origin)) {
      count('unpaired')
      socket.close(4001, 'origin')
      return
    }
    let state: State = { at: 'new' }
    const send = (message: Body): void =>
      socket.send(JSON.stringify({ v: 1, id: randomUUID(), ...message }))
    const refuse = (reason: Refusal, of: string | null, detail?: string): void => {
      count(reason)
      send({
        kind: 'refused',
        of,
        reason,
        retry: reason === 'failed',
        ...(detail ? { detail: detail.slice(0, 500) } : {}),
      })
      // Before the handshake is done nobody gets a second guess on the same socket.
      if (state.at !== 'open') {
        state = { at: 'closed' }
        socket.close(4001, reason)
      }
    }

    const handshake = async (message: FromExtension): Promise<void> => {
      if (message.kind === 'pair-start' && state.at === 'new') {
        const code = desk.attempt()
        if (code === null)
          return refuse('wrong-code', message.id, 'no code is on offer: make a new one')
        state = { at: 'pairing', start: message, code, nonce: nonce(), salt: nonce(16) }
        return send({
          kind: 'pair-challenge',
          of: message.id,
          publicKey: publicKeyOf(key),
          nonce: state.nonce,
          salt: state.salt,
          iterations: PAIRING_ITERATIONS,
        })
      }
      if (message.kind === 'pair-proof' && state.at === 'pairing') {
        const facts = {
          origin,
          extensionKey: state.start.publicKey,
          agentKey: publicKeyOf(key),
          extensionNonce: state.start.nonce,
          agentNonce: state.nonce,
        }
        const stretched = await stretch(state.code, state.salt)
        if (!sameMac(message.mac, macOf(stretched, pairingTranscript('extension', facts))))
          return refuse('wrong-code', message.id, 'the code is not the one on offer')
        desk.close()
        const pairing: Pairing = {
          id: randomUUID(),
          name: state.start.name,
          origin,
          publicKey: state.start.publicKey,
          pairedAt: agent.clock().toISOString(),
          lastSeen: null,
          revokedAt: null,
        }
        await agent.store.putPairing(pairing)
        state = { at: 'new' }
        return send({
          kind: 'pair-done',
          of: message.id,
          pairing: pairing.id,
          mac: macOf(stretched, pairingTranscript('agent', facts)),
        })
      }
      if (message.kind === 'hello' && state.at === 'new') {
        const pairing = (await agent.store.pairings()).find(item => item.id === message.pairing)
        if (!pairing || pairing.origin !== origin) return refuse('unpaired', message.id)
        if (pairing.revokedAt) return refuse('revoked', message.id)
        const agentNonce = nonce()
        state = { at: 'challenged', pairing, extensionNonce: message.nonce, nonce: agentNonce }
        return send({
          kind: 'challenge',
          of: message.id,
          nonce: agentNonce,
          signature: signText(
            key,
            connectionTranscript('agent', {
              origin,
              pairing: pairing.id,
              extensionNonce: message.nonce,
              agentNonce,
            }),
          ),
        })
      }
      if (message.kind === 'proof' && state.at === 'challenged') {
        const { pairing } = state
        const text = connectionTranscript('extension', {
          origin,
          pairing: pairing.id,
          extensionNonce: state.extensionNonce,
          agentNonce: state.nonce,
        })
        if (!verifyText(pairing.publicKey, text, message.signature))
          return refuse('unpaired', message.id, 'the signature does not fit')
        await agent.store.putPairing({ ...pairing, lastSeen: agent.clock().toISOString() })
        const open: Open = {
          pairing,
          actor: browserActor(pairing.id),
          send,
          socket,
          pages: new Map(),
          skew: null,
          incoming: null,
        }
        opened.add(open)
        state = { at: 'open', open, seq: 0 }
        return send(welcome(message.id))
      }
      return refuse('unpaired', message.id)
    }

    const serve = async (
      message: Extract<FromExtension, { seq: number }>,
      open: Open,
    ): Promise<void> => {
      switch (message.kind) {
        case 'ping':
          return send({ kind: 'pong', of: message.id })
        case 'capture': {
          const [result] = await ingestCaptures(agent, open.actor, [message.capture], open.skew)
          if (result && 'refused' in result) throw result.refused
          return send({ kind: 'ack', of: message.id, stored: result?.stored ?? false })
        }
        case 'held': {
          const now = agent.clock()
          open.skew = Date.parse(message.now) - now.getTime()
          const missing: string[] = []
          for (const id of message.ids) if (!(await agent.store.knownCapture(id))) missing.push(id)
          return send({ kind: 'missing', of: message.id, now: now.toISOString(), ids: missing })
        }
        case 'picture': {
          open.incoming = await announcePicture(agent, message.picture)
          return send(
            open.incoming
              ? { kind: 'picture-next', of: message.id, picture: message.picture.id, part: 0 }
              : { kind: 'ack', of: message.id, stored: false },
          )
        }
        case 'picture-part': {
          const { incoming } = open
          if (incoming?.picture.id !== message.picture)
            throw new Problem('picture-not-announced', {})
          open.incoming = null
          const next = takePart(incoming, message.part, message.data)
          if (next === null)
            return send({
              kind: 'ack',
              of: message.id,
              ...(await storePicture(agent, open.actor, incoming, open.skew)),
            })
          open.incoming = incoming
          return send({
            kind: 'picture-next',
            of: message.id,
            picture: message.picture,
            part: next,
          })
        }
        case 'page': {
          if (!agent.config().tenants[message.tenant])
            throw new Problem('tenant-unknown', {
              tenant: message.tenant,
              known: Object.keys(agent.config().tenants),
            })
          if (!agent.recipes().some(item => item.id === message.recipe))
            throw new Problem('recipe-unknown', { recipe: message.recipe, service: '' })
          const page = { tenant: message.tenant, recipe: message.recipe, address: message.address }
          open.pages.set(`${page.tenant}/${page.recipe}/${page.address}`, page)
          if (open.pages.size > MAX_PAGES) open.pages.delete(open.pages.keys().next().value ?? '')
          return push(open, page, message.id)
        }
        case 'round':
          return send({ kind: 'round-pages', of: message.id, pages: await roundPages(agent) })
        case 'confirm': {
          const recipe = agent.recipes().find(item => item.id === message.recipe)
          if (!recipe?.settings.some(item => item.setting === message.setting))
            throw new Problem('recipe-unknown', { recipe: message.recipe, service: '' })
          await confirmReading(agent, open.actor, recipe, message.setting, message.right)
          return send({ kind: 'ack', of: message.id, stored: true })
        }
        case 'teach':
          teach(agent, message)
          send({ kind: 'ack', of: message.id, stored: true })
          return send(welcome(message.id))
        case 'unpair':
          send({ kind: 'ack', of: message.id, stored: true })
          return revoke(open.pairing.id)
      }
    }

    const receive = async (frame: string | null): Promise<void> => {
      const parsed = parseMessage(frame, FromExtension)
      if (!parsed.ok) return refuse(parsed.reason, parsed.of, parsed.detail)
      const { message } = parsed
      if (state.at === 'closed') return
      if (state.at !== 'open')
        return 'seq' in message ? refuse('unpaired', message.id) : handshake(message)
      if (!('seq' in message) || message.seq <= state.seq) return refuse('replayed', message.id)
      state.seq = message.seq
      try {
        await serve(message, state.open)
      } catch (error) {
        const problem = problemOf(error)
        refuse(problem.refusal, message.id, problem.message)
      }
    }

    // One after the other: a later message never overtakes the commit of an earlier one.
    let last: Promise<void> = Promise.resolve()
    socket.on('message', (data, isBinary) => {
      last = last
        .then(() => receive(isBinary ? null : data.toString()))
        .catch(() => socket.close(1011))
    })
    socket.on('close', () => {
      if (state.at === 'open') opened.delete(state.open)
      state = { at: 'closed' }
    })
  }

  function count(reason: Refusal): void {
    refusals.set(reason, (refusals.get(reason) ?? 0) + 1)
  }

  return {
    offer: () => desk.offer(),
    revoke,
    refusals,
    connected: () => [...opened].map(open => open.pairing.id),
    handle,
    close() {
      agent.events.off('committed', onChanged)
      for (const open of opened) open.socket.close(1001)
    },
  }
}

/** The websocket upgrade at `/extension`, once the server has checked Host and Origin. */
export function handleExtension(
  socket: ExtensionSocket,
  request: Pick<IncomingMessage, 'headers'>,
  deps: { readonly extensions: ExtensionHub },
): void {
  deps.extensions.handle(socket, request)
}
