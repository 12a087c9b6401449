import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Sha256 } from '../../common/log/bytes.ts'
import type { Signer, Verifier } from '../../common/log/checkpoint.ts'

export const sha256: Sha256 = bytes => createHash('sha256').update(bytes).digest()

/** HMAC-SHA-256(salt, body) as hex: hides a guessable body until the salt is given. */
export function commitmentOf(salt: Uint8Array, body: Uint8Array): string {
  return createHmac('sha256', salt).update(body).digest('hex')
}

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
