import { Problem } from '../../problem.ts'
import type { StoreHindrance } from '../../problems.ts'

/**
 * Codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) that a user can do something
 * about, by their beginning; the system's own of connections.
 */
const hindrances: readonly (readonly [string, StoreHindrance])[] = [
  ['08', 'unreachable'],
  ['57P', 'unreachable'],
  ['ECONN', 'unreachable'],
  ['ENOTFOUND', 'unreachable'],
  ['EAI_AGAIN', 'unreachable'],
  ['ETIMEDOUT', 'unreachable'],
  ['EHOST', 'unreachable'],
  ['ENET', 'unreachable'],
  ['ENOENT', 'unreachable'],
  ['EPIPE', 'unreachable'],
  ['28', 'refused'],
  ['3D000', 'refused'],
  ['42501', 'refused'],
  ['53100', 'full'],
  ['53', 'busy'],
  ['25006', 'standby'],
  ['XX', 'damaged'],
]

/** What PostgreSQL said of the store, in the words that help; anything else as it is. */
export function storeFailure(address: string, error: unknown, gone = false): unknown {
  if (!(error instanceof Error) || error instanceof Problem) return error
  const code = codeOf(error)
  const because = hindrances.find(([beginning]) => code?.startsWith(beginning))?.[1]
  // The driver gives no code where a connection ended below it, or it has no password to show.
  const found = because ?? (gone && code === null ? 'unreachable' : null)
  return found
    ? new Problem('store-failed', { file: address, because: found }, { cause: error })
    : error
}

function codeOf(error: Error): string | null {
  // Several addresses of one name were tried.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error]
  const code = first instanceof Error && 'code' in first ? first.code : null
  return typeof code === 'string' ? code : null
}
