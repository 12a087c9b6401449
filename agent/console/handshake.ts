import {
  createHmac,
  createPublicKey,
  pbkdf2,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PAIRING_ITERATIONS } from '../../common/protocol/transcript.ts'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
import { exportPrivateKey, importPrivateKey, newPrivateKey } from '../log/crypto.ts'

/**
 * The agent's own key towards extensions: `keys/extension.key` (0600), made on first use.
 * @throws Problem `agent-key-invalid`
 */
export function agentKey(home: string): KeyObject {
  const file = join(home, 'keys', 'extension.key')
  if (existsSync(file)) return readAgentKey(file)
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 })
  const key = newPrivateKey()
  writeAtomically(file, `${exportPrivateKey(key)}\n${publicKeyOf(key)}\n`)
  return key
}

/**
 * Private and public half, one a line: what is changed in the file no longer fits. Earlier ones have the
 * first line alone.
 */
function readAgentKey(file: string): KeyObject {
  const [secret = '', known] = readFileSync(file, 'utf8').trim().split('\n')
  try {
    const key = importPrivateKey(secret)
    if (known === undefined || known === publicKeyOf(key)) return key
  } catch {
    // Never the cause's words: this is a private key.
  }
  throw new Problem('agent-key-invalid', { file })
}

/** Raw 32-byte public key as base64url. */
export function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x ?? ''
}

export function nonce(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

/** The key both sides derive from the code. */
export function stretch(
  code: string,
  salt: string,
  iterations = PAIRING_ITERATIONS,
): Promise<Buffer> {
  return promisify(pbkdf2)(code, Buffer.from(salt, 'base64url'), iterations, 32, 'sha256')
}

export function macOf(key: Uint8Array, transcript: string): string {
  return createHmac('sha256', key).update(transcript).digest('base64url')
}

export function sameMac(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'base64url'), Buffer.from(b, 'base64url')]
  return left.length === right.length && timingSafeEqual(left, right)
}

export function signText(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), key).toString('base64url')
}

/** @param publicKey raw Ed25519 key, base64url */
export function verifyText(publicKey: string, text: string, signature: string): boolean {
  try {
    return verify(
      null,
      Buffer.from(text),
      createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }),
      Buffer.from(signature, 'base64url'),
    )
  } catch {
    return false
  }
}
