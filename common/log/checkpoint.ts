import { concat, fromBase64, sameBytes, toBase64 } from './bytes.ts'
import type { Sha256 } from './bytes.ts'

/** A tree head as C2SP tlog-checkpoint writes it: https://c2sp.org/tlog-checkpoint */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array }

/** Ed25519 (signature type 0x01) of https://c2sp.org/signed-note; the raw 32-byte public key. */
export type Verifier = { readonly name: string; readonly publicKey: Uint8Array; verify(message: Uint8Array, signature: Uint8Array): boolean }
export type Signer = Verifier & { sign(message: Uint8Array): Uint8Array }

export class NoteError extends Error {}

/** The text that is signed; ends with a newline. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** First four bytes of SHA-256 over name, newline, 0x01 and the public key. */
export function keyId(sha256: Sha256, name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concat(new TextEncoder().encode(`${name}\n`), Uint8Array.of(1), publicKey)).slice(0, 4)
}

/** The verifier key in the text form that Go's `note.NewVerifier` takes. */
export function verifierKey(sha256: Sha256, name: string, publicKey: Uint8Array): string {
  const id = Array.from(keyId(sha256, name, publicKey), byte => byte.toString(16).padStart(2, '0')).join('')
  return `${name}+${id}+${toBase64(concat(Uint8Array.of(1), publicKey))}`
}

/** A signed note over the checkpoint. */
export function signCheckpoint(sha256: Sha256, checkpoint: Checkpoint, signer: Signer): string {
  const text = checkpointText(checkpoint)
  const signature = signer.sign(new TextEncoder().encode(text))
  return `${text}\n— ${signer.name} ${toBase64(concat(keyId(sha256, signer.name, signer.publicKey), signature))}\n`
}

/**
 * Opens a signed note: at least one line must be a valid signature by `verifier`.
 * @throws NoteError saying what does not fit
 */
export function openCheckpoint(sha256: Sha256, note: string, verifier: Verifier): Checkpoint {
  const split = note.indexOf('\n\n')
  if (split < 0) throw new NoteError('a signed note has a blank line before its signatures')
  const text = note.slice(0, split + 1)
  const wanted = keyId(sha256, verifier.name, verifier.publicKey)
  const valid = note.slice(split + 2).split('\n').some(line => {
    const match = /^— (\S+) (\S+)$/.exec(line)
    if (!match || match[1] !== verifier.name || !match[2]) return false
    const bytes = fromBase64(match[2])
    return sameBytes(bytes.slice(0, 4), wanted) && verifier.verify(new TextEncoder().encode(text), bytes.slice(4))
  })
  if (!valid) throw new NoteError(`no valid signature by ${verifier.name}`)
  return parseCheckpoint(text)
}

/** @throws NoteError */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split('\n')
  if (!origin || !size || !root || !/^(0|[1-9][0-9]*)$/.test(size)) throw new NoteError('a checkpoint has origin, size and root on its first three lines')
  const hash = fromBase64(root)
  if (hash.length !== 32) throw new NoteError('the root is not a SHA-256 hash')
  return { origin, size: Number(size), root: hash }
}
