import { opened } from './database.ts'
import type { PairedAgent } from './database.ts'

export const pairedAgent = {
  async get(): Promise<PairedAgent | undefined> {
    return (await opened).get('agent', 'agent')
  },
  async set(agent: PairedAgent): Promise<void> {
    await (await opened).put('agent', agent, 'agent')
  },
  async delete(): Promise<void> {
    await (await opened).delete('agent', 'agent')
  },
}

export function toBase64url(bytes: ArrayBuffer | Uint8Array): string {
  return btoa(Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter =>
    letter.charCodeAt(0),
  )
}

export function nonce(): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(32)))
}
