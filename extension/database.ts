import { openDB } from 'idb'
import type { DBSchema } from 'idb'
import type { Capture, Picture } from '../common/protocol/message.ts'

/** What this extension knows of its agent. The private key cannot be taken out of the browser. */
export type PairedAgent = {
  readonly port: number
  readonly pairing: string
  readonly agentKey: string
  readonly pairedAt: string
  readonly key: CryptoKey
}

/** A picture with its bytes, until the agent has committed it. */
export type QueuedPicture = {
  readonly id: string
  readonly picture: Picture
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * What the agent acknowledged: kept for a while, since an agent restored from a backup no longer
 * has it. `content` is gone where it was too much to keep.
 */
export type Kept = {
  readonly id: string
  readonly at: string
  readonly size: number
  readonly what: string
  readonly content: { readonly capture: Capture } | { readonly picture: QueuedPicture } | null
}

interface Schema extends DBSchema {
  queue: { key: string; value: Capture }
  pictures: { key: string; value: QueuedPicture }
  kept: { key: string; value: Kept; indexes: { at: string } }
  agent: { key: string; value: PairedAgent }
}

export const opened = openDB<Schema>('witnessmark', 2, {
  upgrade(database, from) {
    if (from < 1) {
      database.createObjectStore('queue', { keyPath: 'id' })
      database.createObjectStore('agent')
    }
    if (from < 2) {
      database.createObjectStore('pictures', { keyPath: 'id' })
      database.createObjectStore('kept', { keyPath: 'id' }).createIndex('at', 'at')
    }
  },
})
