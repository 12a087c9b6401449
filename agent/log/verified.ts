import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { attestation, signNote } from '../../common/log/checkpoint.ts'
import { writeAtomically } from '../files.ts'
import { messageOf } from '../problem.ts'
import { isAttested } from './attested.ts'
import { sha256 } from './crypto.ts'
import type { LogKey } from './key-history.ts'
import { keyFile, readKey } from './keys.ts'

/** A state of the log that was verified, and what those that go on from it have to know of before. */
const Verified = z.strictObject({
  size: z.int(),
  root: z.string(),
  at: z.string(),
  /** Until where and when everything was read: what was verified since began there. */
  whole: z.strictObject({ size: z.int(), at: z.string() }),
  /** The earliest time that is recorded. */
  earliest: z.string(),
  pruned: z.int(),
  /** What had ended of each tenant by then. */
  ended: z.record(z.string(), z.strictObject({ place: z.int(), chain: z.string() })),
})
export type Verified = z.infer<typeof Verified>

const File = Verified.extend({ note: z.string() })

const WHAT = 'verified'

const fileOf = (home: string): string => join(home, 'keys', 'verified.json')

/**
 * The state that was verified last, or null where none is that a key of the log vouches for: whoever
 * edits the home has no key, can put no later one there, and an earlier one only lets more be read.
 */
export function lastVerified(home: string, keys: readonly LogKey[]): Verified | null {
  try {
    const { note, ...verified } = File.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')))
    return isAttested(keys, note, WHAT, digestOf(verified)) ? verified : null
  } catch {
    return null
  }
}

/** Keeps what was verified, where it can: a home that is only read, or has no key, is read whole again. */
export function keepVerified(home: string, verified: Verified): void {
  if (!existsSync(keyFile(home))) return
  try {
    const signer = readKey(keyFile(home))
    const note = signNote(sha256, attestation(signer.name, WHAT, digestOf(verified)), signer)
    writeAtomically(fileOf(home), JSON.stringify({ ...verified, note }))
  } catch (error) {
    process.emitWarning(messageOf(error))
  }
}

function digestOf(verified: Verified): Uint8Array {
  return sha256(canonicalBytes(verified))
}
