import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  sign,
  verify,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Sha256 } from '../../common/log/bytes.ts'
import type { Signer, Verifier } from '../../common/log/checkpoint.ts'

/** By way of a text of as many characters: a buffer of its own for each costs three times as much. */
export const sha256: Sha256 = bytes => Buffer.from(hash('sha256', bytes, 'binary'), 'binary')

/** Bytes that SHA-256 takes at once. */
const BLOCK = 64
/** Bytes of a body from which on to copy it costs more than `createHmac`. */
const LONG = 16_384

/**
 * HMAC-SHA-256(salt, body) as hex: hides a guessable body until the salt is given. RFC 2104, section
 * 2, written out: an entry takes two of them, and two plain hashes cost a tenth of `createHmac`.
 */
export function commitmentOf(salt: Uint8Array, body: Uint8Array | string): string {
  // A character is three bytes at most.
  if (body.length > (typeof body === 'string' ? LONG / 3 : LONG))
    return createHmac('sha256', salt).update(body).digest('hex')
  const key = salt.length > BLOCK ? sha256(salt) : salt
  for (let at = 0; at < BLOCK; at++) {
    const byte = key[at] ?? 0
    inner[at] = byte ^ 0x36
    outer[at] = byte ^ 0x5c
  }
  if (typeof body !== 'string') inner.set(body, BLOCK)
  const length = typeof body === 'string' ? inner.write(body, BLOCK) : body.length
  const within = hash('sha256', inner.subarray(0, BLOCK + length), 'binary')
  outer.write(within, BLOCK, 'binary')
  return hash('sha256', outer, 'hex')
}

// Put together in the same bytes each time: nobody keeps them.
const inner = Buffer.alloc(BLOCK + LONG)
const outer = Buffer.alloc(BLOCK + 32)

export function newPrivateKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey
}

/** PKCS #8, base64. */
export function exportPrivateKey(key: KeyObject): string {
  return key.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

export function importPrivateKey(base64: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' })
}

export function signerOf(name: string, privateKey: KeyObject): Signer {
  const verifier = verifierOf(name, rawPublicKey(privateKey))
  return { ...verifier, sign: message => sign(null, message, privateKey) }
}

export function verifierOf(name: string, publicKey: Uint8Array): Verifier {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  })
  return { name, publicKey, verify: (message, signature) => verify(null, message, key, signature) }
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(
    Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url'),
  )
}
