import { canonicalBytes } from '../../common/log/canonical.ts'
import {
  attestation,
  openCheckpoint,
  openNote,
  parseVerifierKey,
} from '../../common/log/checkpoint.ts'
import { toHex } from '../../common/log/bytes.ts'
import { SignedStatement } from '../../common/log/statement.ts'
import type { Statement } from '../../common/log/statement.ts'
import { sha256, verifierOf } from '../log/crypto.ts'
import { chainOf, textOfKey } from '../log/key-history.ts'
import type { LogKey } from '../log/key-history.ts'
import { messageOf } from '../problem.ts'

export type StatementVerification = {
  readonly ok: boolean
  readonly problems: readonly string[]
  /** Verifier key that signed it: compare it with the one the organisation gave by another way. */
  readonly key: string | null
  readonly statement: Statement | null
}

/**
 * Whether a monitoring statement is as a log's key signed it, and its checkpoint, too.
 * @param text of the file
 * @param pinned a verifier key that must be the signing one, or one that handed over to it
 */
export function verifyStatement(text: string, pinned?: string): StatementVerification {
  let read: SignedStatement
  try {
    read = SignedStatement.parse(JSON.parse(text))
  } catch {
    const problem = 'not a monitoring statement of this version'
    return { ok: false, problems: [problem], key: null, statement: null }
  }
  const { statement, key, chain = [], signature } = read
  const problems: string[] = []
  const attempt = (what: string, work: () => void): void => {
    try {
      work()
    } catch (error) {
      problems.push(`${what}: ${messageOf(error)}`)
    }
  }
  if (pinned !== undefined && pinned !== key)
    attempt('key', () => {
      const last = chain.at(-1)
      if (last?.key !== key || !chainOf(chain.map(keyOf)).some(item => textOfKey(item) === pinned))
        throw new TypeError(
          'signed by another key than was named, and no unbroken chain of hand-overs leads from that one to it',
        )
    })
  attempt('signature', () => {
    const { name, publicKey } = parseVerifierKey(sha256, key)
    const signed = openNote(sha256, signature, verifierOf(name, publicKey))
    const wanted = attestation(name, 'statement', sha256(canonicalBytes(statement)))
    if (signed !== wanted) throw new TypeError('it was signed over something else')
  })
  attempt('checkpoint', () => {
    const { note, key: by, origin, size, root } = statement.checkpoint
    const { name, publicKey } = parseVerifierKey(sha256, by)
    const opened = openCheckpoint(sha256, note, verifierOf(name, publicKey))
    if (opened.origin !== origin || opened.size !== size || toHex(opened.root) !== root)
      throw new TypeError('its note says something else')
  })
  return { ok: problems.length === 0, problems, key, statement }
}

/** @throws Error for what is no verifier key */
function keyOf({ key, entry, handOver }: NonNullable<SignedStatement['chain']>[number]): LogKey {
  const { name, publicKey } = parseVerifierKey(sha256, key)
  return {
    origin: name,
    publicKey,
    entry,
    until: null,
    reason: '',
    ...(handOver === null ? {} : { note: handOver }),
  }
}
