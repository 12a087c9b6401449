import { concat, fromBase64, sameBytes, toBase64, toHex } from './bytes.ts'
import type { Sha256 } from './bytes.ts'

/** A tree head as C2SP tlog-checkpoint writes it: https://c2sp.org/tlog-checkpoint */
export type Checkpoint = {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** Ed25519 (signature type 0x01) of https://c2sp.org/signed-note; the raw 32-byte public key. */
export type Verifier = {
  readonly name: string
  readonly publicKey: Uint8Array
  verify(message: Uint8Array, signature: Uint8Array): boolean
}
export type Signer = Verifier & { sign(message: Uint8Array): Uint8Array }

export class NoteError extends Error {}

/** The text that is signed; ends with a newline. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/**
 * Signature types of Ed25519 keys: a log's own, and a witness' (https://c2sp.org/tlog-cosignature).
 */
const SIGNATURE = 1
export const COSIGNATURE = 4

/** First four bytes of SHA-256 over name, newline, signature type and the public key. */
export function keyId(
  sha256: Sha256,
  name: string,
  publicKey: Uint8Array,
  type = SIGNATURE,
): Uint8Array {
  return sha256(
    concat(new TextEncoder().encode(`${name}\n`), Uint8Array.of(type), publicKey),
  ).slice(0, 4)
}

/** The verifier key in the text form that Go's `note.NewVerifier` takes. */
export function verifierKey(
  sha256: Sha256,
  name: string,
  publicKey: Uint8Array,
  type = SIGNATURE,
): string {
  return `${name}+${toHex(keyId(sha256, name, publicKey, type))}+${toBase64(concat(Uint8Array.of(type), publicKey))}`
}

/** A signed note over the checkpoint. */
export function signCheckpoint(sha256: Sha256, checkpoint: Checkpoint, signer: Signer): string {
  return signNote(sha256, checkpointText(checkpoint), signer)
}

/**
 * The text under which a log's key vouches for something made from the log, such as a bundle's
 * manifest.
 */
export function attestation(origin: string, what: string, digest: Uint8Array): string {
  return `${origin}/${what}\n${toBase64(digest)}\n`
}

/** @param text ends with a newline */
export function signNote(sha256: Sha256, text: string, ...signers: readonly Signer[]): string {
  const lines = signers.map(
    signer =>
      `— ${signer.name} ${toBase64(concat(keyId(sha256, signer.name, signer.publicKey), signer.sign(new TextEncoder().encode(text))))}\n`,
  )
  return `${text}\n${lines.join('')}`
}

/**
 * Opens a signed note: at least one line must be a valid signature by one of the verifiers.
 * @throws NoteError saying what does not fit
 */
export function openCheckpoint(
  sha256: Sha256,
  note: string,
  ...verifiers: readonly Verifier[]
): Checkpoint {
  return parseCheckpoint(openNote(sha256, note, ...verifiers))
}

/** The signed text of a note, once a signature by one of the verifiers holds. @throws NoteError */
export function openNote(sha256: Sha256, note: string, ...verifiers: readonly Verifier[]): string {
  const { text, signatures } = splitNote(note)
  const valid = verifiers.some(verifier => {
    const wanted = keyId(sha256, verifier.name, verifier.publicKey)
    return signatures.some(
      ({ name, id, signature }) =>
        name === verifier.name &&
        sameBytes(id, wanted) &&
        verifier.verify(new TextEncoder().encode(text), signature),
    )
  })
  if (!valid)
    throw new NoteError(
      `no valid signature by ${[...new Set(verifiers.map(verifier => verifier.name))].join(' or ') || 'a known key'}`,
    )
  return text
}

type NoteSignature = {
  readonly line: string
  readonly name: string
  readonly id: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Text and signature lines of a note; lines that are no signatures are left out. @throws NoteError
 */
function splitNote(note: string): {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
} {
  const split = note.indexOf('\n\n')
  if (split < 0) throw new NoteError('a signed note has a blank line before its signatures')
  const signatures = note
    .slice(split + 2)
    .split('\n')
    .flatMap(line => {
      const match = /^— (\S+) (\S+)$/.exec(line)
      const bytes = match?.[2] ? base64OrNull(match[2]) : null
      return match?.[1] && bytes
        ? [{ line, name: match[1], id: bytes.slice(0, 4), signature: bytes.slice(4) }]
        : []
    })
  return { text: note.slice(0, split + 1), signatures }
}

/**
 * A witness' statement that the log only grew: its note line and its time in seconds since 1970.
 */
export type Cosignature = { readonly line: string; readonly time: number }

/**
 * The valid Ed25519 cosignatures of a note by one witness (type 0x04):
 * https://c2sp.org/tlog-cosignature @throws NoteError
 */
export function cosignaturesBy(sha256: Sha256, note: string, witness: Verifier): Cosignature[] {
  const { text, signatures } = splitNote(note)
  const wanted = keyId(sha256, witness.name, witness.publicKey, COSIGNATURE)
  return signatures.flatMap(({ line, name, id, signature }) => {
    if (name !== witness.name || !sameBytes(id, wanted) || signature.length !== 72) return []
    const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))
    return witness.verify(
      new TextEncoder().encode(`cosignature/v1\ntime ${time}\n${text}`),
      signature.slice(8),
    )
      ? [{ line, time }]
      : []
  })
}

/** What a note's signatures, and a time stamp, are over. */
export function signedText(note: string): string {
  return note.slice(0, note.indexOf('\n\n') + 1)
}

/** The same note with another signature line, unless it has it. */
export function withSignature(note: string, line: string): string {
  return note.split('\n').includes(line) ? note : `${note}${line}\n`
}

/** @throws NoteError */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split('\n')
  if (!origin || !size || !root || !/^(0|[1-9][0-9]*)$/.test(size))
    throw new NoteError('a checkpoint has origin, size and root on its first three lines')
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

/**
 * Reads a verifier key as Go's `note.NewVerifier` takes it (`type` 4: a witness' key). @throws
 * NoteError
 */
export function parseVerifierKey(
  sha256: Sha256,
  text: string,
  type = SIGNATURE,
): { readonly name: string; readonly publicKey: Uint8Array } {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = match?.[3] ? base64OrNull(match[3]) : null
  if (!match?.[1] || !bytes || bytes.length !== 33 || bytes[0] !== type)
    throw new NoteError('not an Ed25519 verifier key')
  const publicKey = bytes.slice(1)
  if (verifierKey(sha256, match[1], publicKey, type) !== text)
    throw new NoteError('the key id does not fit the key')
  return { name: match[1], publicKey }
}

/**
 * The text both keys sign when one log passes from one key to the next; its first line is no
 * origin, so that it is no checkpoint.
 */
export function rotationText(
  sha256: Sha256,
  before: Pick<Verifier, 'name' | 'publicKey'>,
  after: Pick<Verifier, 'name' | 'publicKey'>,
  size: number,
): string {
  return `${before.name}/key\n${verifierKey(sha256, before.name, before.publicKey)}\n${verifierKey(sha256, after.name, after.publicKey)}\n${size}\n`
}
