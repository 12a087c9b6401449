import type { Reason, Unreadable } from '../../common/model/index.ts'
import type { Said } from '../../common/words/said.ts'
import { Problem } from '../problem.ts'
import type { ReachHindrance } from '../problems.ts'
import { proxyFor } from './network.ts'

/** Of the system's codes, what they mean to a person. Certificates have many: what is left of a code. */
const byCode: readonly (readonly [RegExp, ReachHindrance])[] = [
  [/^(ENOTFOUND|EAI_\w+) /, 'name'],
  [/^(ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ETIMEDOUT) /, 'nobody'],
  [/^(CERT_\w+|\w+_CERT\w*|\w+_ISSUER_CERT_LOCALLY|ERR_TLS_\w+|UNABLE_TO_\w+) /, 'certificate'],
]

/**
 * That nothing was heard of the service itself, so that of the credential nothing is known.
 * @param address where it was asked
 * @param given whether the credential was given just now
 * @returns null where the service answered, whatever it said
 */
export function unreached(
  { said, reason, message: detail }: Pick<Unreadable, 'said' | 'reason' | 'message'>,
  address: string,
  given: boolean,
): Problem<'service-unreached'> | null {
  const hindrance = hindranceOf(said, reason)
  if (hindrance === null) return null
  const proxy = proxyFor(address)
  return new Problem('service-unreached', { address, detail, reason, hindrance, proxy, given })
}

function hindranceOf(said: Said, reason: Reason): ReachHindrance | null {
  if (said.code === 'not-https') return 'clear'
  if (said.code === 'reply-broke-off') return 'network'
  if (reason === 'rate-limited') return 'busy'
  if (reason === 'timed-out') return 'slow'
  if (reason !== 'unreachable') return null
  if ('status' in said.params) return 'busy'
  const text = 'message' in said.params ? String(said.params.message) : ''
  return byCode.find(([code]) => code.test(text))?.[1] ?? 'network'
}
