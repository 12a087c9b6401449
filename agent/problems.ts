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

export type Row<P = never> = {
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
  'case-invalid': failure<{
    readonly file: string
    readonly line: number
    readonly detail: string
  }>(({ file, line, detail }) => `${file}:${line}: ${detail}`),
  'check-unknown': missing<{ readonly check: string; readonly service: string }>(
    ({ check, service }) => `no check "${check}" in ${service}`,
  ),
  'commands-only': {
    ...wrong<object>(
      () => 'only the command line of this user may: it names files of this machine',
    ),
    status: 403,
  },
  'credential-missing': wrong<object>(
    () =>
      'no credential: pipe it in (printf %s "$TOKEN" | witnessmark connect …), set WITNESSMARK_TOKEN, or run this in a terminal',
  ),
  'credential-refused': failure<{
    readonly address: string
    readonly detail: string
    readonly reason: string
  }>(
    ({ address, detail, reason }) =>
      `The credential does not work at ${address}: ${detail} (${reason}). Nothing was kept.`,
  ),
  'dashboard-unbuilt': failure<object>(
    () => 'the dashboard could not be built; its message is above',
  ),
  'evidence-unknown': missing<{ readonly index: number }>(
    ({ index }) => `no evidence ${index}, or it is erased`,
  ),
  'exception-end': wrong<{ readonly until: string }>(
    ({ until }) =>
      `--until "${until}" is not a day in the future (such as 2027-03-31): an acceptance has an end`,
  ),
  'exception-ended': wrong<{ readonly id: string; readonly at: string }>(
    ({ id, at }) => `"${id}" ended ${at} already`,
  ),
  'exception-unknown': missing<{ readonly id: string }>(({ id }) => `no exception "${id}"`),
  'export-unknown': missing<{ readonly name: string }>(({ name }) => `no export "${name}"`),
  'failed': failure<{ readonly detail: string }>(({ detail }) => detail),
  'file-missing': missing<{ readonly file: string }>(({ file }) => `${file}: no such file`),
  'file-too-large': failure<{
    readonly file: string
    readonly bytes: number
    readonly most: number
  }>(
    ({ file, bytes, most }) =>
      `${file}: ${bytes} bytes, and ${most} are the most: give the pages that show it`,
  ),
  'file-unreadable': failure<{ readonly file: string; readonly why: string }>(
    ({ file, why }) => `${file}: ${why}`,
  ),
  'finding-unknown': missing<{ readonly id: string }>(
    ({ id }) => `no finding "${id}" any more; its resource may be gone`,
  ),
  'host-foreign': {
    ...wrong<object>(() => 'this agent answers to its own loopback address only'),
    status: 421,
  },
  'importer-unknown': wrong<{ readonly tool: string; readonly known: readonly string[] }>(
    ({ tool, known }) => `no importer "${tool}"; there are: ${known.join(', ')}`,
  ),
  'input-invalid': wrong<{ readonly detail: string }>(({ detail }) => detail),
  'lesson-invalid': wrong<{ readonly detail: string }>(({ detail }) => detail),
  'lesson-known': wrong<{ readonly setting: string }>(
    ({ setting }) => `title: there is a setting "${setting}" already`,
  ),
  'no-address': missing<object>(() => 'no such address'),
  'no-collector': wrong<{ readonly service: string }>(
    ({ service }) =>
      `${service} has no collector: its settings are read from the console by the extension, or imported`,
  ),
  'no-such-service': missing<{ readonly service: string; readonly known: readonly string[] }>(
    ({ service, known }) => `no service "${service}"; known are: ${listed(known, 'none')}`,
  ),
  'no-two-runs': missing<{ readonly tenant: string }>(
    ({ tenant }) => `"${tenant}" has no two runs to compare`,
  ),
  'nobody-to-anchor': wrong<object>(() => 'config.yaml names no timestampAuthority and no witness'),
  'nothing-recorded': missing<{ readonly home: string }>(
    ({ home }) => `${home}: nothing is recorded there yet. Run "witnessmark scan".`,
  ),
  'nothing-to-scan': wrong<object>(
    () => 'no tenant that can be scanned; connect one first: witnessmark connect SERVICE',
  ),
  'only-looking': failure<{ readonly home: string }>(
    ({ home }) => `${home} is only looked at here: what writes is for the agent that holds it`,
  ),
  'origin-foreign': {
    ...wrong<object>(() => 'a request that changes something must come from the dashboard itself'),
    status: 403,
  },
  'page-not-of-tenant': foreign<{ readonly recipe: string; readonly tenant: string }>(
    ({ recipe, tenant }) => `the address is not one of ${recipe} for ${tenant}`,
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
  'port-taken': {
    ...failure<{ readonly port: number }>(
      ({ port }) =>
        `port ${port} on 127.0.0.1 is taken, perhaps by another agent. Stop it, or choose another: witnessmark serve --port ${port + 1}`,
    ),
    status: 409,
  },
  'reason-names-person': wrong<object>(
    () => '--reason names the person, and it is kept for ever: say it without',
  ),
  'recipe-unknown': {
    ...missing<{ readonly recipe: string }>(
      ({ recipe }) => `no recipe "${recipe}" of this service`,
    ),
    refusal: 'unknown-recipe',
  },
  'role-missing': {
    ...wrong<{ readonly role: string }>(({ role }) => `only a ${role} may`),
    status: 403,
  },
  'service-unknown': missing<{
    readonly tenant: string
    readonly service: string
    readonly known: readonly string[]
  }>(
    ({ tenant, service, known }) =>
      `tenant "${tenant}": no service "${service}"; known are ${listed(known, 'none')}`,
  ),
  'session-missing': {
    ...wrong<object>(
      () =>
        'open the dashboard with the address that "witnessmark serve" printed; a new one works once',
    ),
    status: 401,
  },
  'session-used': {
    ...wrong<object>(() => 'this address was used already; get a new one'),
    status: 401,
  },
  'setting-not-of-recipe': wrong<{ readonly setting: string; readonly recipe: string }>(
    ({ setting, recipe }) => `${setting} is not a setting of ${recipe}`,
  ),
  'tenant-not-shown': foreign<{ readonly tenant: string }>(
    ({ tenant }) => `the page does not show that it is of ${tenant}`,
  ),
  'tenant-unknown': {
    ...missing<{ readonly tenant: string; readonly known: readonly string[] }>(
      ({ tenant, known }) => `no tenant "${tenant}"; connected are: ${listed(known, CONNECT)}`,
    ),
    refusal: 'unknown-tenant',
  },
  'thing-not-shown': wrong<{ readonly recipe: string; readonly type: string }>(
    ({ recipe, type }) => `${recipe} is of one ${type}, and the page did not say of which`,
  ),
  'time-invalid': wrong<{ readonly text: string }>(
    ({ text }) => `"${text}" is not a time such as 2026-11-23T00:00:00Z`,
  ),
  'too-large': {
    ...wrong<object>(() => 'too much for one request'),
    status: 413,
  },
  'type-unknown': wrong<{ readonly service: string; readonly type: string }>(
    ({ service, type }) => `${service} has no resource type ${type}`,
  ),
  'usage': wrong<{ readonly usage: string }>(({ usage }) => usage),
  'value-not-json': wrong<{ readonly text: string }>(
    ({ text }) =>
      `--value: ${text} is not JSON. A text is written in quotation marks: --value '"text"'; others: true, 12, '["a", "b"]'`,
  ),
} satisfies Readonly<Record<string, Row<never>>>

export type ProblemCode = keyof typeof problems
export type ProblemParams<C extends ProblemCode> = Parameters<(typeof problems)[C]['words']>[0]
