import { openDB } from 'idb'
import type { DBSchema } from 'idb'
import type { Capture } from '../common/protocol/message.ts'

/** What this extension knows of its agent. The private key cannot be taken out of the browser. */
export type PairedAgent = { readonly port: number; readonly pairing: string; readonly agentKey: string; readonly pairedAt: string; readonly key: CryptoKey }

interface Schema extends DBSchema {
  queue: { key: string; value: Capture }
  agent: { key: string; value: PairedAgent }
}

const opened = openDB<Schema>('witnessmark', 1, {
  upgrade(database) {
    database.createObjectStore('queue', { keyPath: 'id' })
    database.createObjectStore('agent')
  },
})

/** Captures wait here until the agent has committed them: a stopped worker, a killed browser or an absent agent loses none. */
export const queue = {
  async put(capture: Capture): Promise<void> { await (await opened).put('queue', capture) },
  async delete(id: string): Promise<void> { await (await opened).delete('queue', id) },
  /** Oldest first. */
  async all(): Promise<readonly Capture[]> { return (await (await opened).getAll('queue')).sort((a, b) => a.seenAt < b.seenAt ? -1 : 1) },
  async count(): Promise<number> { return (await opened).count('queue') },
}

export const pairedAgent = {
  async get(): Promise<PairedAgent | undefined> { return (await opened).get('agent', 'agent') },
  async set(agent: PairedAgent): Promise<void> { await (await opened).put('agent', agent, 'agent') },
  async delete(): Promise<void> { await (await opened).delete('agent', 'agent') },
}

export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0))
}

export function nonce(): string { return toBase64url(crypto.getRandomValues(new Uint8Array(32))) }
