import type { FromExtension, Refusal } from '../../common/protocol/message.ts'
import {
  connectionTranscript,
  PAIRING_ITERATIONS,
  pairingTranscript,
} from '../../common/protocol/transcript.ts'
import { theAgent } from '../actor.ts'
import { browsersOf } from '../console/browsers.ts'
import {
  macOf,
  nonce,
  publicKeyOf,
  sameMac,
  signText,
  stretch,
  verifyText,
} from '../console/handshake.ts'
import type { Output } from '../operations/index.ts'
import { perform } from '../operations/perform.ts'
import type { Body, Connecting } from './wire.ts'

type Pairing = NonNullable<Output<'pairing-find'>['pairing']>
type Start = Extract<FromExtension, { kind: 'pair-start' }>

/** How far a handshake is; each step is taken once. */
type State =
  | { readonly at: 'new' }
  | {
      readonly at: 'pairing'
      readonly start: Start
      readonly nonce: string
      readonly salt: string
    }
  | {
      readonly at: 'challenged'
      readonly pairing: Pairing
      readonly extensionNonce: string
      readonly nonce: string
    }

type Replies = {
  send(message: Body): void
  refuse(reason: Refusal, of: string | null, detail?: string): void
}

/**
 * The handshake of one connection: pairing by the code on offer, or the mutual challenge of a browser
 * that is paired.
 * @returns takes the next message; gives the pairing's id once the browser proved who it is
 */
export function greeter(
  { agent, key, origin }: Connecting,
  { send, refuse }: Replies,
): (message: FromExtension) => Promise<string | null> {
  let state: State = { at: 'new' }
  const { desk } = browsersOf(agent)

  const offered = (message: Start): void => {
    if (!desk.offered())
      return refuse('wrong-code', message.id, 'no code is on offer: make a new one')
    state = { at: 'pairing', start: message, nonce: nonce(), salt: nonce(16) }
    send({
      kind: 'pair-challenge',
      of: message.id,
      publicKey: publicKeyOf(key),
      nonce: state.nonce,
      salt: state.salt,
      iterations: PAIRING_ITERATIONS,
    })
  }

  const proven = async (
    message: Extract<FromExtension, { kind: 'pair-proof' }>,
    { start, salt, nonce: agentNonce }: Extract<State, { at: 'pairing' }>,
  ): Promise<void> => {
    const facts = {
      origin,
      extensionKey: start.publicKey,
      agentKey: publicKeyOf(key),
      extensionNonce: start.nonce,
      agentNonce,
    }
    state = { at: 'new' }
    let stretched: Uint8Array = new Uint8Array()
    const right = await desk.proven(async code => {
      stretched = await stretch(code, salt)
      return sameMac(message.mac, macOf(stretched, pairingTranscript('extension', facts)))
    })
    if (!right) return refuse('wrong-code', message.id, 'the code is not the one on offer')
    const { name, publicKey } = start
    const { id } = await perform(agent, theAgent, 'pairing-add', { name, origin, publicKey })
    const mac = macOf(stretched, pairingTranscript('agent', facts))
    send({ kind: 'pair-done', of: message.id, pairing: id, mac })
  }

  const challenged = async (message: Extract<FromExtension, { kind: 'hello' }>): Promise<void> => {
    const { pairing } = await perform(agent, theAgent, 'pairing-find', { id: message.pairing })
    if (!pairing || pairing.origin !== origin) return refuse('unpaired', message.id)
    if (pairing.revokedAt) return refuse('revoked', message.id)
    const agentNonce = nonce()
    const extensionNonce = message.nonce
    state = { at: 'challenged', pairing, extensionNonce, nonce: agentNonce }
    const facts = { origin, pairing: pairing.id, extensionNonce, agentNonce }
    const signature = signText(key, connectionTranscript('agent', facts))
    send({ kind: 'challenge', of: message.id, nonce: agentNonce, signature })
  }

  const answered = async (
    message: Extract<FromExtension, { kind: 'proof' }>,
    { pairing, extensionNonce, nonce: agentNonce }: Extract<State, { at: 'challenged' }>,
  ): Promise<string | null> => {
    const facts = { origin, pairing: pairing.id, extensionNonce, agentNonce }
    const text = connectionTranscript('extension', facts)
    if (!verifyText(pairing.publicKey, text, message.signature)) {
      refuse('unpaired', message.id, 'the signature does not fit')
      return null
    }
    await perform(agent, theAgent, 'pairing-seen', { id: pairing.id })
    return pairing.id
  }

  return async message => {
    if (message.kind === 'proof' && state.at === 'challenged') return answered(message, state)
    if (message.kind === 'pair-start' && state.at === 'new') offered(message)
    else if (message.kind === 'pair-proof' && state.at === 'pairing') await proven(message, state)
    else if (message.kind === 'hello' && state.at === 'new') await challenged(message)
    else refuse('unpaired', message.id)
    return null
  }
}
