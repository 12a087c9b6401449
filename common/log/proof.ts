import { fromBase64, toBase64 } from './bytes.ts'
import { NoteError } from './checkpoint.ts'

/** An inclusion proof with its checkpoint, in the text form of https://c2sp.org/tlog-proof */
export type Proof = {
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  readonly checkpoint: string
}

export function formatProof({ index, hashes, checkpoint }: Proof): string {
  return `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.map(hash => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/** @throws NoteError */
export function parseProof(text: string): Proof {
  const split = text.indexOf('\n\n')
  const [header, index, ...hashes] = text.slice(0, split).split('\n')
  const match = /^index (0|[1-9][0-9]*)$/.exec(index ?? '')
  if (split < 0 || header !== 'c2sp.org/tlog-proof@v1' || !match)
    throw new NoteError('not a c2sp.org/tlog-proof@v1 file')
  return {
    index: Number(match[1]),
    hashes: hashes.map(fromBase64),
    checkpoint: text.slice(split + 2),
  }
}
