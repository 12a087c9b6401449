import { createHash } from 'node:crypto'

/** Our own namespace, so that ids depend on names only and a re-export has the same ones. */
const namespace = Buffer.from('7d1e0c5a4b6f4f7c9b0a3d2e1f5c6a78', 'hex')

/** Version 5 of RFC 9562 over a name in our namespace. */
export function uuid5(name: string): string {
  const hash = createHash('sha1').update(namespace).update(name, 'utf8').digest().subarray(0, 16)
  hash[6] = (hash[6]! & 0x0f) | 0x50
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
