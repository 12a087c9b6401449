import { toHex } from '../../common/log/bytes.ts'
import { sha256 } from './crypto.ts'

/** Hashes of rows by key, and one of each of 256 parts of them: one that changes costs its own part. */
export type HashedRows = {
  /** @param hash in hex; null where the row is gone */
  put(key: string, hash: string | null): void
  /** Of what has hashes that begin alike, each sorted, in order: the same for the same rows. */
  parts(): readonly string[]
}

export function hashedRows(): HashedRows {
  const rows = new Map<string, string>()
  const parts = Array.from({ length: 256 }, () => new Map<string, number>())
  const known: (string | null)[] = parts.map(() => null)
  const count = (hash: string, more: 1 | -1): void => {
    const place = Number.parseInt(hash.slice(0, 2), 16)
    const part = parts[place]
    const times = (part?.get(hash) ?? 0) + more
    if (times === 0) part?.delete(hash)
    else part?.set(hash, times)
    known[place] = null
  }
  return {
    put(key, hash) {
      const before = rows.get(key)
      if (before === hash) return
      if (before !== undefined) count(before, -1)
      if (hash === null) rows.delete(key)
      else {
        rows.set(key, hash)
        count(hash, 1)
      }
    },
    parts: () => parts.map((part, place) => (known[place] ??= digestOf(part))),
  }
}

function digestOf(part: ReadonlyMap<string, number>): string {
  const sorted = [...part].sort(([a], [b]) => (a < b ? -1 : 1))
  return toHex(sha256(Buffer.from(JSON.stringify(sorted))))
}
