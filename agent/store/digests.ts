import { hash as hashOf } from 'node:crypto'
import type { Ended, Place } from './store.ts'

// What digests over rows are made of: the same rows give the same one in every engine.

/** Stands before a digest over parts in buckets. */
export const TREE = 'tree:'
/** Before one over all parts, of stores before version 8; those before that have nothing there. */
export const PARTS = 'parts:'

/** Over buckets in their order; those of which nothing is current are left out. */
export function rootOf(buckets: ReadonlyMap<number, Uint8Array>): string {
  const lines = [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([bucket, digest]) => `${bucket} ${hexOf(digest)}\n`)
  return `${TREE}${hashOf('sha256', lines.join(''))}`
}

const hexes = new WeakMap<Uint8Array, string>()

/** Of 256 buckets most are those of the time before. */
function hexOf(digest: Uint8Array): string {
  const known = hexes.get(digest)
  if (known !== undefined) return known
  const hex = Buffer.from(digest).toString('hex')
  hexes.set(digest, hex)
  return hex
}

export function lineOf(type: string, id: string, digest: Uint8Array): string {
  return `${JSON.stringify([type, id, Buffer.from(digest).toString('hex')])}\n`
}

/** Adds a row that ended, its place first. */
export function addEnded(byPlace: Map<Place, string[]>, row: readonly unknown[]): void {
  const place = Number(row[0])
  const rows = byPlace.get(place) ?? []
  byPlace.set(place, rows)
  rows.push(hashOf('sha256', JSON.stringify(row)))
}

/** A chain made longer by what ended: each place is a link, its rows in no order. */
export function chainOf(byPlace: ReadonlyMap<Place, string[]>, from: Ended): Ended {
  return [...byPlace]
    .sort(([a], [b]) => a - b)
    .reduce(
      ({ chain }, [place, rows]) => ({
        place,
        chain: hashOf('sha256', [chain, place, ...rows.sort()].join('\n')),
      }),
      from,
    )
}
