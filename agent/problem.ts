import type { Refusal } from '../common/protocol/message.ts'
import { problems } from './problems.ts'
import type { ProblemCode, ProblemParams, Row } from './problems.ts'

/**
 * What stood in the way of something a user asked for. The code and its parameters are for programs;
 * the words, the HTTP status and the exit code are the table's (`problems.ts`), so that every door says
 * the same of the same problem. Nobody matches on the message.
 */
export class Problem<C extends ProblemCode = ProblemCode> extends Error {
  readonly code: C
  readonly params: ProblemParams<C>

  constructor(code: C, params: ProblemParams<C>, options?: ErrorOptions) {
    super(wordsOf(code, params), options)
    this.code = code
    this.params = params
  }

  get status(): Row['status'] {
    return problems[this.code].status
  }

  get refusal(): Refusal {
    return problems[this.code].refusal
  }

  get exit(): number {
    return problems[this.code].exit
  }
}

/** Whether this is a problem of one of those codes. */
export function isProblem<C extends ProblemCode>(
  error: unknown,
  ...codes: readonly C[]
): error is Problem<C> {
  return error instanceof Problem && codes.some(code => code === error.code)
}

/** Any error as a problem: what nobody foresaw is `failed`, with its own message. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  return new Problem('failed', { detail: messageOf(error) }, { cause: error })
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * What stood at the bottom of an error of the network, with the system's code where it has one: around it
 * stands "fetch failed". Without the header value that Node quotes where it cannot be sent: the credential.
 */
export function causeOf(error: unknown): string {
  const cause = bottomOf(error)
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause && typeof cause.code === 'string' ? `${cause.code} ` : ''
  return `${code}${cause.message}`
    .trim()
    .replace(/"[^]*"(?= is an invalid header value)/, 'what was given')
}

/** Of several addresses that were tried, what became of the first. */
function bottomOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return bottomOf(error.errors[0])
  return error instanceof Error && error.cause instanceof Error ? bottomOf(error.cause) : error
}

function wordsOf<C extends ProblemCode>(code: C, params: ProblemParams<C>): string {
  const words = problems[code].words as (params: ProblemParams<C>) => string
  return words(params)
}

/** What a parser found, each with its place: `tenants.a.service: not a name`. */
export function issuesText(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): string {
  return error.issues
    .map(
      ({ path, message }) => (path.length > 0 ? `${path.map(String).join('.')}: ` : '') + message,
    )
    .join('; ')
}
