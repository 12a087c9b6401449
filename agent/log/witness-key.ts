import { fromBase64 } from '../../common/log/bytes.ts'
import { COSIGNATURE, verifierKey } from '../../common/log/checkpoint.ts'
import type { Verifier } from '../../common/log/checkpoint.ts'
import { sha256, verifierOf } from './crypto.ts'

/** A witness as it is named in the configuration: its key is 32 bytes in base64. */
export type WitnessName = { readonly name: string; readonly publicKey: string }

/** The configured witness' key. @throws TypeError when it is not 32 bytes in base64 */
export function witnessOf({ name, publicKey }: WitnessName): Verifier {
  const bytes = fromBase64(publicKey)
  if (bytes.length !== 32)
    throw new TypeError('witness.publicKey: not an Ed25519 public key (32 bytes in base64)')
  return verifierOf(name, bytes)
}

/** The witness' verifier key (type 4), as Go's tools and a bundle name it. */
export function witnessKey(witness: WitnessName): string {
  return verifierKey(sha256, witness.name, fromBase64(witness.publicKey), COSIGNATURE)
}
