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
  return signNote(sha256, checkpointText(checkpoint), signer)
}

/** The text under which a log's key vouches for something made from the log, such as a bundle's manifest. */
export function attestation(origin: string, what: string, digest: Uint8Array): string {
  return `${origin}/${what}\n${toBase64(digest)}\n`
}

/** @param text ends with a newline */
export function signNote(sha256: Sha256, text: string, signer: Signer): string {
  const signature = signer.sign(new TextEncoder().encode(text))
  return `${text}\n— ${signer.name} ${toBase64(concat(keyId(sha256, signer.name, signer.publicKey), signature))}\n`
}

/**
 * Opens a signed note: at least one line must be a valid signature by `verifier`.
 * @throws NoteError saying what does not fit
 */
export function openCheckpoint(sha256: Sha256, note: string, verifier: Verifier): Checkpoint {
  return parseCheckpoint(openNote(sha256, note, verifier))
}

/** The signed text of a note, once a signature by `verifier` holds. @throws NoteError */
export function openNote(sha256: Sha256, note: string, verifier: Verifier): string {
  const split = note.indexOf('\n\n')
  if (split < 0) throw new NoteError('a signed note has a blank line before its signatures')
  const text = note.slice(0, split + 1)
  const wanted = keyId(sha256, verifier.name, verifier.publicKey)
  const valid = note.slice(split + 2).split('\n').some(line => {
    const match = /^— (\S+) (\S+)$/.exec(line)
    if (!match || match[1] !== verifier.name || !match[2]) return false
    const bytes = base64OrNull(match[2])
    return bytes !== null && sameBytes(bytes.slice(0, 4), wanted) && verifier.verify(new TextEncoder().encode(text), bytes.slice(4))
  })
  if (!valid) throw new NoteError(`no valid signature by ${verifier.name}`)
  return text
}

/** @throws NoteError */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split('\n')
  if (!origin || !size || !root || !/^(0|[1-9][0-9]*)$/.test(size)) throw new NoteError('a checkpoint has origin, size and root on its first three lines')
  const hash = fromBase64(root)
  if (hash.length !== 32) throw new NoteError('the root is not a SHA-256 hash')
  return { origin, size: Number(size), root: hash }
}

function base64OrNull(text: string): Uint8Array | null {
  try {
    return fromBase64(text)
  } catch {
    return null
  }
}

/** Reads a verifier key as Go's `note.NewVerifier` takes it. @throws NoteError */
export function parseVerifierKey(sha256: Sha256, text: string): { readonly name: string; readonly publicKey: Uint8Array } {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = match?.[3] ? base64OrNull(match[3]) : null
  if (!match?.[1] || !bytes || bytes.length !== 33 || bytes[0] !== 1) throw new NoteError('not an Ed25519 verifier key')
  const publicKey = bytes.slice(1)
  if (verifierKey(sha256, match[1], publicKey) !== text) throw new NoteError('the key id does not fit the key')
  return { name: match[1], publicKey }
}
