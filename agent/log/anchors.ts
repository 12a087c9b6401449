import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import { Level } from '../../common/log/bundle.ts'
import { COSIGNATURE, cosignaturesBy, verifierKey } from '../../common/log/checkpoint.ts'
import type { Verifier } from '../../common/log/checkpoint.ts'
import type { StoredCheckpoint } from '../store/store.ts'
import { Problem } from '../problem.ts'
import { sha256 } from './crypto.ts'
import { fingerprintOf, isFromAuthority, readTimeStamp } from './time-stamp.ts'

/**
 * Who else signed a checkpoint, with the keys by which they can be told from whoever takes their
 * name. `pinned`: the reader named that key, so that it is the one he trusts.
 */
export const Anchors = z.strictObject({
  level: Level,
  witness: z
    .strictObject({ name: z.string(), key: z.string(), at: z.string(), pinned: z.boolean() })
    .nullable(),
  authority: z
    .strictObject({
      name: z.string(),
      /** SHA-256 of the certificate that signed, hex. */
      certificate: z.string(),
      at: z.string(),
      pinned: z.boolean(),
    })
    .nullable(),
})
export type Anchors = z.infer<typeof Anchors>

/** Whom the reader trusts, got by another way than from whoever recorded. */
export type Trusted = {
  /** A witness' verifier key. */
  readonly witness?: string | undefined
  /** Certificates (PEM) of the authority, or above it. */
  readonly authority?: string | undefined
}

/** What outsiders said of a checkpoint: only what holds counts. @throws Problem `authority-invalid` */
export async function anchorsOf(
  checkpoint: Pick<StoredCheckpoint, 'note' | 'token' | 'at'>,
  witness: Verifier | null,
  trusted: Trusted = {},
): Promise<Anchors> {
  const { note, token, at } = checkpoint
  const certificates = trusted.authority === undefined ? null : certificatesIn(trusted.authority)
  const cosigned = witness ? cosignaturesBy(sha256, note, witness)[0] : undefined
  const key = witness ? verifierKey(sha256, witness.name, witness.publicKey, COSIGNATURE) : ''
  const read = token ? await readTimeStamp(note, token, { signedAt: at }) : null
  const stamp = typeof read === 'string' ? null : read
  const [signer] = stamp?.chain ?? []
  return {
    level: cosigned ? 'WITNESSED' : signer ? 'TIMESTAMPED' : 'LOCAL',
    witness:
      witness && cosigned
        ? {
            name: witness.name,
            key,
            at: new Date(cosigned.time * 1000).toISOString(),
            pinned: key === trusted.witness,
          }
        : null,
    authority:
      stamp && signer
        ? {
            name: stamp.authority,
            certificate: fingerprintOf(signer),
            at: stamp.at,
            pinned: certificates !== null && isFromAuthority(stamp, certificates),
          }
        : null,
  }
}

/** @throws Error where there is none, or one that cannot be read */
/** @throws Problem `authority-invalid` */
function certificatesIn(pem: string): X509Certificate[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (found.length === 0) throw new Problem('authority-invalid', {})
  return found.map(text => {
    try {
      return new X509Certificate(text)
    } catch (error) {
      throw new Problem('authority-invalid', {}, { cause: error })
    }
  })
}

/** Who was pinned and did not sign, in words. */
export function unmet({ witness, authority }: Anchors, trusted: Trusted): string[] {
  return [
    ...(trusted.witness !== undefined && !witness?.pinned
      ? ['no cosignature of the witness that you named holds over this state of the log']
      : []),
    ...(trusted.authority !== undefined && !authority?.pinned
      ? ['no time stamp of the authority that you named holds over this state of the log']
      : []),
  ]
}
