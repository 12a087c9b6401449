import type { Refusal } from '../common/protocol/message.ts'

/** Exit codes of the command line: README. */
export const exitCode = {
  met: 0,
  failure: 1,
  usage: 2,
  deviation: 3,
  unknown: 4,
  verification: 5,
} as const

type Row<P> = {
  /** HTTP status of an answer with this problem. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 421 | 500 | 503
  /** Exit code of a command that ends with it. */
  readonly exit: (typeof exitCode)[keyof typeof exitCode]
  /** How the extension's socket says no to it. */
  readonly refusal: Refusal
  /** File, place and remedy, in one or two sentences. The only place to translate. */
  readonly words: (params: P) => string
}

/** What was asked for does not fit: who asked can mend it. */
const wrong = <P>(words: Row<P>['words']): Row<P> => ({
  status: 400,
  exit: exitCode.usage,
  refusal: 'invalid',
  words,
})
/** What was named is not there. */
const missing = <P>(words: Row<P>['words']): Row<P> => ({
  status: 404,
  exit: exitCode.usage,
  refusal: 'invalid',
  words,
})
/** A page that is not the tenant's. */
const foreign = <P>(words: Row<P>['words']): Row<P> => ({
  ...wrong(words),
  refusal: 'not-this-tenant',
})
/** It cannot be done now, whoever asks. */
const failure = <P>(words: Row<P>['words']): Row<P> => ({
  status: 500,
  exit: exitCode.failure,
  refusal: 'failed',
  words,
})

const listed = (names: readonly string[], otherwise: string): string =>
  names.join(', ') || otherwise
const CONNECT = 'none yet (witnessmark connect SERVICE)'

/** Every problem that a user can meet, by code: sorted, one place for words, status and exit code. */
export const problems = {
  'check-unknown': missing<{ readonly check: string; readonly service: string }>(
    ({ check, service }) => `no check "${check}" in ${service}`,
  ),
  'evidence-unreadable': failure<{ readonly entry: number }>(
    ({ entry }) => `entry ${entry}: its evidence row cannot be read: run "witnessmark verify"`,
  ),
  'exception-end': wrong<{ readonly until: string }>(
    ({ until }) =>
      `--until "${until}" is not a day in the future (such as 2027-03-31): an acceptance has an end`,
  ),
  'exception-ended': wrong<{ readonly id: string; readonly at: string }>(
    ({ id, at }) => `"${id}" ended ${at} already`,
  ),
  'exception-unknown': missing<{ readonly id: string }>(({ id }) => `no exception "${id}"`),
  'failed': failure<{ readonly detail: string }>(({ detail }) => detail),
  'no-collector': wrong<{ readonly service: string }>(
    ({ service }) =>
      `${service} has no collector: its settings are read from the console by the extension, or imported`,
  ),
  'service-unknown': missing<{
    readonly tenant: string
    readonly service: string
    readonly known: readonly string[]
  }>(
    ({ tenant, service, known }) =>
      `tenant "${tenant}": no service "${service}"; known are ${listed(known, 'none')}`,
  ),
  'store-newer': failure<{
    readonly file: string
    readonly version: number
    readonly known: number
  }>(
    ({ file, version, known }) =>
      `${file} has store version ${version}, this Witnessmark knows up to ${known}. It was left untouched: install the newer Witnessmark, or use another --home.`,
  ),
  'store-upgrade-failed': failure<{
    readonly file: string
    readonly from: number
    readonly to: number
    readonly backup: string | null
    readonly detail: string
  }>(
    ({ file, from, to, backup, detail }) =>
      `${file} could not be brought from store version ${from} to ${to}: ${detail}. Nothing in it was changed${backup === null ? '' : `, and a copy of it is ${backup}`}: use the Witnessmark from before until this is solved.`,
  ),
  'tenant-unknown': {
    ...missing<{ readonly tenant: string; readonly known: readonly string[] }>(
      ({ tenant, known }) => `no tenant "${tenant}"; connected are: ${listed(known, CONNECT)}`,
    ),
    refusal: 'unknown-tenant',
  },
  'page-not-of-tenant': foreign<{ readonly recipe: string; readonly tenant: string }>(
    ({ recipe, tenant }) => `the address is not one of ${recipe} for ${tenant}`,
  ),
  'recipe-unknown': {
    ...missing<{ readonly recipe: string; readonly service: string }>(
      ({ recipe, service }) => `no recipe "${recipe}" of ${service}`,
    ),
    refusal: 'unknown-recipe',
  },
  'setting-not-of-recipe': wrong<{ readonly setting: string; readonly recipe: string }>(
    ({ setting, recipe }) => `${setting} is not a setting of ${recipe}`,
  ),
  'tenant-not-shown': foreign<{ readonly tenant: string }>(
    ({ tenant }) => `the page does not show that it is of ${tenant}`,
  ),
  'thing-not-shown': wrong<{ readonly recipe: string; readonly type: string }>(
    ({ recipe, type }) => `${recipe} is of one ${type}, and the page did not say of which`,
  ),
  'type-unknown': wrong<{ readonly service: string; readonly type: string }>(
    ({ service, type }) => `${service} has no resource type ${type}`,
  ),
  'lesson-invalid': wrong<{ readonly detail: string }>(({ detail }) => detail),
  'lesson-known': wrong<{ readonly setting: string }>(
    ({ setting }) => `title: there is a setting "${setting}" already`,
  ),
  'picture-digest': wrong<object>(() => 'the bytes are not those of the digest'),
  'picture-not-announced': wrong<object>(() => 'a part of a picture that was not announced'),
  'picture-not-of-tenant': foreign<{ readonly tenant: string }>(
    ({ tenant }) => `the address is not one of ${tenant}`,
  ),
  'picture-part-order': wrong<{ readonly part: number; readonly wanted: number }>(
    ({ part, wanted }) => `part ${part} where ${wanted} was asked for`,
  ),
  'picture-part-size': wrong<{
    readonly part: number
    readonly bytes: number
    readonly announced: number
  }>(
    ({ part, bytes, announced }) =>
      `part ${part} has ${bytes} bytes where ${announced} were announced`,
  ),
  'picture-type': wrong<{ readonly mediaType: string }>(
    ({ mediaType }) => `not a picture of ${mediaType} and this size`,
  ),
} satisfies Readonly<Record<string, Row<never>>>

export type ProblemCode = keyof typeof problems
export type ProblemParams<C extends ProblemCode> = Parameters<(typeof problems)[C]['words']>[0]
