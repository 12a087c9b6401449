import { fromBase64 } from '../../common/log/bytes.ts'
import { COSIGNATURE, verifierKey } from '../../common/log/checkpoint.ts'
import type { Verifier } from '../../common/log/checkpoint.ts'
import { Problem } from '../problem.ts'
import { sha256, verifierOf } from './crypto.ts'

/** A witness as it is named in the configuration: its key is 32 bytes in base64. */
export type WitnessName = { readonly name: string; readonly publicKey: string }

/** The configured witness' key. @throws Problem `witness-key-invalid`: not 32 bytes in base64 */
export function witnessOf({ name, publicKey }: WitnessName): Verifier {
  return verifierOf(name, keyBytes(name, publicKey))
}

function keyBytes(name: string, publicKey: string): Uint8Array {
  try {
    const bytes = fromBase64(publicKey)
    if (bytes.length === 32) return bytes
  } catch {
    // Not base64 is as good as too short.
  }
  throw new Problem('witness-key-invalid', { name })
}

/** The witness' verifier key (type 4), as Go's tools and a bundle name it. */
export function witnessKey(witness: WitnessName): string {
  return verifierKey(sha256, witness.name, fromBase64(witness.publicKey), COSIGNATURE)
}
