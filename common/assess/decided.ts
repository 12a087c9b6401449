import { toHex } from '../log/bytes.ts'
import type { Sha256 } from '../log/bytes.ts'
import { canonicalBytes } from '../log/canonical.ts'
import type { CodedFinding, Held } from '../model/finding.ts'
import type { Value } from '../model/value.ts'
import { equal } from './expectation.ts'

/** Longest value that a finding's line carries, in bytes of canonical JSON. */
export const LONGEST_DECIDED = 1024
/** Most log entries, and most disagreements, that a finding's line carries. */
export const MOST_NAMED = 100

/**
 * The finding as it is sealed: a long value is its digest and length. The value itself stays in the
 * setting's own row, and in the evidence. Of many entries of evidence it names the last, of many
 * disagreements the first, and says how many more there are.
 */
export function boundedFinding(finding: CodedFinding, sha256: Sha256): CodedFinding {
  const { decided, disagreement, evidence } = finding
  const moreEvidence = evidence.length - MOST_NAMED
  const moreDisagreement = (disagreement?.length ?? 0) - MOST_NAMED
  return {
    ...finding,
    evidence: evidence.slice(-MOST_NAMED),
    ...(moreEvidence > 0 ? { moreEvidence } : {}),
    ...(moreDisagreement > 0 ? { moreDisagreement } : {}),
    decided: decided.map(item => ({ setting: item.setting, ...bounded(item, sha256) })),
    ...(disagreement
      ? {
          disagreement: disagreement.slice(0, MOST_NAMED).map(({ setting, api, console }) => ({
            setting,
            api: bounded(api, sha256),
            console: bounded(console, sha256),
          })),
        }
      : {}),
  }
}

/** Whether this is the value that a line holds, or holds the digest of. */
export function holds(held: Held, value: Value, sha256: Sha256): boolean {
  return 'value' in held
    ? equal(held.value, value)
    : digestOfLong(value, sha256)?.digest === held.digest
}

function bounded(held: Held, sha256: Sha256): Held {
  if (!('value' in held)) return { digest: held.digest, length: held.length }
  return digestOfLong(held.value, sha256) ?? { value: held.value }
}

type Long = { readonly digest: string; readonly length: number }

/**
 * Digests of objects that were asked for: many findings rest on one value, which is not written out
 * for each of them.
 */
const asked = new WeakMap<Sha256, WeakMap<object, Long | null>>()

/** SHA-256 (hex) and length of a value that is too long for a line; null for one that is not. */
function digestOfLong(value: Value, sha256: Sha256): Long | null {
  if (typeof value !== 'object' || value === null) return measured(value, sha256)
  let known = asked.get(sha256)
  if (!known) asked.set(sha256, (known = new WeakMap()))
  let long = known.get(value)
  if (long === undefined) known.set(value, (long = measured(value, sha256)))
  return long
}

function measured(value: Value, sha256: Sha256): Long | null {
  const bytes = canonicalBytes(value)
  return bytes.length <= LONGEST_DECIDED
    ? null
    : { digest: toHex(sha256(bytes)), length: bytes.length }
}
