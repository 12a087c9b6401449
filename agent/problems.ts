import type { Value } from '../common/model/index.ts'
import type { Refusal } from '../common/protocol/message.ts'

/** Exit codes of the command line: docs/commands.md. */
export const exitCode = {
  met: 0,
  failure: 1,
  usage: 2,
  deviation: 3,
  unknown: 4,
  verification: 5,
  attention: 6,
  unreached: 7,
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

const certificateUntil = {
  'missing': (to: string) => `--until DAY: until when a certificate that is ${to} is valid`,
  'needless': (to: string) =>
    `--until: what is ${to} has no other validity than before: leave it out`,
  'early': (_: string, until: string) =>
    `--until ${until}: is not after the day before which it has to be valid`,
  'not-over': (to: string, until: string) => `--state ${to}: it is valid until ${until}`,
} as const

/** Why no text can be had of a document. */
const unreadableWords = {
  'type': 'only PDF, DOCX, HTML, Markdown and plain text (UTF-8) are read; save it as one of them',
  'broken': 'the file is broken, or not what it says it is; open it and save it again',
  'encrypted': 'it asks for a password; save it without one',
  'too-long': 'it is longer than a policy can be; give the part that sets the limits',
  'too-heavy':
    'reading it took more time or memory than a document may; nothing of it was kept. Save it again as PDF or plain text',
  'no-text': 'there is no text in it: a scan has to be recognised first',
} as const
type UnreadableCode = keyof typeof unreadableWords

/** What a backup's signature says to this home. */
const backupSigned = {
  own: 'this home signed it',
  foreign: 'a key signed it that this home does not know',
  unsigned: 'nobody signed it: anyone may have changed it',
} as const

/** What is kept is not what was sealed. */
const unproven = <P>(words: Row<P>['words']): Row<P> => ({
  ...failure(words),
  exit: exitCode.verification,
})

/** A file of the home that cannot be used as it stands: whoever wrote it mends it there. */
const unusable = <P>(words: Row<P>['words']): Row<P> => ({
  ...failure(words),
  exit: exitCode.usage,
})
/** What the system says of a file that it does not write, and what helps. */
export const writeHindrances = {
  ENOSPC: (folder: string) => `the disk is full: make room where ${folder} is`,
  EDQUOT: (folder: string) => `your quota is used up: make room where ${folder} is`,
  EFBIG: () => 'the file would be larger than the system allows: raise the limit (ulimit -f)',
  EROFS: (folder: string) => `${folder} can only be read: mount it for writing`,
  EACCES: (folder: string) => `this user may not write to ${folder}: change its owner or mode`,
  EPERM: (folder: string) => `this user may not write to ${folder}: change its owner or mode`,
  EIO: () => 'the disk failed: look at the system log',
} as const
export type WriteHindrance = keyof typeof writeHindrances

/** What kept a service from being heard, and what helps. */
const reachHindrances = {
  name: 'Its name could not be looked up: is this machine online, and is the address right?',
  nobody: 'Nothing takes connections there: look at the host, the port and firewalls on the way.',
  certificate:
    'Its certificate is not trusted here: let NODE_EXTRA_CA_CERTS name the file of the authority that issued it.',
  clear: 'Give its address with https.',
  slow: 'Look at the network on the way, and try again.',
  busy: 'The service is busy or out of order: try again later.',
  network: 'Look at the network on the way: cable, VPN, proxy and firewall.',
} as const
export type ReachHindrance = keyof typeof reachHindrances

const FIRST_STEPS = 'Connect a tenant (witnessmark connect SERVICE), then run "witnessmark scan"'
const unchanged = 'Nothing was changed.'
/** What SQLite says of the store's file, or PostgreSQL of the database, and what helps. */
const storeHindrances = {
  full: `the disk is full. Make room for it; ${unchanged.toLowerCase()}`,
  locked: `another program holds the database, such as a database browser or a copy in progress. Close it and try again. ${unchanged}`,
  readonly: `it can only be read. Change the mode of file and folder, or mount the disk for writing. ${unchanged}`,
  broken:
    'the database is damaged, or none. Put a backup back with "witnessmark restore FILE --replace"; what is there is moved aside.',
  disk: 'the disk failed. Look at the system log, and put a backup back where the file is damaged.',
  unopened: `it cannot be opened. Look at the mode of file and folder. ${unchanged}`,
  unreachable: `the database cannot be reached. Look whether PostgreSQL runs there, at the network on the way, and whether the password that it may ask for is given (PGPASSFILE); it is asked again with the next use. ${unchanged}`,
  refused: `PostgreSQL refuses the user, the password, or what is to be done there. Look at user and database in "store", at the password (PGPASSFILE), and whether that user may make a schema. ${unchanged}`,
  held: `another agent holds this database. Only one writes: end that one, or name another database in "store". ${unchanged}`,
  busy: `PostgreSQL has no connection or memory left for this. Allow it five connections more. ${unchanged}`,
  standby: `the database can only be read, such as a standby. Let "store" lead to the one that writes. ${unchanged}`,
  damaged: `PostgreSQL says that the database is damaged. Look at its log, and put a backup back. ${unchanged}`,
  unfinished: `what is there is not the record: a "witnessmark migrate" broke off, or moved it elsewhere. Let "store" in config.yaml name what it named before, and migrate again. ${unchanged}`,
  encoding: `the database does not hold every character. Make one with the encoding UTF8. ${unchanged}`,
} as const
export type StoreHindrance = keyof typeof storeHindrances

/** A file that was brought is not what it is said to be: nothing of it is kept. */
const brought = <P>(words: Row<P>['words']): Row<P> => ({
  ...wrong(words),
  exit: exitCode.failure,
})

const listed = (names: readonly string[], otherwise: string): string =>
  names.join(', ') || otherwise
const CONNECT = 'none yet (witnessmark connect SERVICE)'

/** What is wrong in a file that a person wrote, each with its place: a path in it, or a line. */
export type Mistakes = {
  readonly file: string
  readonly mistakes: readonly { readonly place: string; readonly message: string }[]
}
const mistakesText = ({ file, mistakes }: Mistakes): string =>
  mistakes.map(({ place, message }) => `${file}: ${place}: ${message}`).join('\n')

/** Names of the first things of a type, and how many more there are. */
type Things = { readonly known: readonly string[]; readonly more: number }
const thingsText = ({ known, more }: Things): string =>
  known.length === 0
    ? 'none is known yet'
    : `known are ${known.join(', ')}${more > 0 ? ` and ${more} more` : ''}`

/** Where the outermost object of an imported file breaks. */
const syntaxFaults = {
  after: 'something follows the end of the object',
  brackets: 'brackets do not match',
  colon: 'expected ":"',
  name: 'expected the name of a section',
} as const

/** What counts while a file of the user's is set aside. */
const meanwhile = {
  checks:
    'its last valid version counts while the agent runs; ' +
    'one that starts now judges what its checks found unknown',
  config: 'its last valid version counts while the agent runs; none starts with it',
  exceptions: 'what the log holds of it counts',
  frameworks:
    'its last valid version counts while the agent runs; one that starts now does not know it',
  recipes:
    'its last valid version counts while the agent runs; one that starts now does not know its pages',
} as const

/** What https://c2sp.org/tlog-witness says that a witness means by its refusals. */
const witnessRefusals: Readonly<Record<number, string>> = {
  403: 'it trusts another key for this log',
  404: 'it does not know this log: give it the origin and the verifier key (witnessmark key)',
  409: 'it has cosigned another history of this log',
  422: 'the proof that the log only grew does not hold',
}

/** Every problem that a user can meet, by code: sorted, one place for words, status and exit code. */
export const problems = {
  'account-unknown': missing<{ readonly review: string; readonly of: number }>(
    ({ review, of }) => `the review "${review}" has accounts 1 to ${of}`,
  ),
  'agent-away': failure<{ readonly home: string }>(
    ({ home }) => `no agent serves ${home}: start one with "witnessmark serve"`,
  ),
  'agent-key-invalid': failure<{ readonly file: string }>(
    ({ file }) =>
      `${file}: not the key by which paired browsers know this agent, or changed since it was written. ` +
      'Restore it from your backup, or delete it and pair the browsers anew.',
  ),
  'agent-stopped': failure<{ readonly home: string }>(
    ({ home }) =>
      `the agent that serves ${home} stopped before it had answered. What it sealed stays, and what it had begun is told as broken off. Start it again (witnessmark serve), and ask again.`,
  ),
  'alert-list-unsealed': unproven<{ readonly until: string }>(
    ({ until }) =>
      `somebody else than this agent wrote into the list of what was told to whom: what it says of before ${until} counts for nothing`,
  ),
  'alert-not-shown': failure<{ readonly detail: string }>(
    ({ detail }) => `no browser showed it: ${detail}`,
  ),
  'alert-private': wrong<{ readonly host: string }>(
    ({ host }) =>
      `${host} is an address of this machine or of a private network: a channel goes there only ` +
      'with "private: true" in config.yaml',
  ),
  'alert-refused': failure<{
    readonly host: string
    readonly detail: string
    /** Milliseconds for which it wants not to be asked. */
    readonly wait?: number
  }>(({ host, detail }) => `${host} did not take it: ${detail}`),
  'alert-secret-elsewhere': failure<{ readonly channel: string; readonly wanted: string }>(
    ({ channel, wanted }) =>
      `the secret of the channel "${channel}" was not sent: it was not entered for ${wanted}, where config.yaml has it now. If that is right: witnessmark alert secret ${channel}`,
  ),
  'alert-secret-missing': failure<{ readonly channel: string }>(
    ({ channel }) =>
      `no secret is kept for the channel "${channel}". Next: witnessmark alert secret ${channel}`,
  ),
  'alert-unknown': missing<{ readonly id: string }>(
    ({ id }) => `nothing of ${id} waits to be sent: see witnessmark alert list`,
  ),
  'archive-member-damaged': failure<{ readonly name: string; readonly detail: string }>(
    ({ name, detail }) => `${name} does not unpack (${detail})`,
  ),
  'archive-member-large': failure<{ readonly name: string; readonly most: number }>(
    ({ name, most }) => `"${name}" is larger than ${most} bytes`,
  ),
  'archive-member-missing': failure<{ readonly name: string }>(
    ({ name }) => `there is no "${name}"`,
  ),
  'audit-request-unknown': missing<{ readonly id: string }>(
    ({ id }) => `no comment or request "${id}" of an auditor`,
  ),
  'audit-requests-unreadable': wrong<{ readonly file: string; readonly detail: string }>(
    ({ file, detail }) => `${file}: not an auditor's table of comments and requests: ${detail}`,
  ),
  'authority-invalid': brought<object>(
    () =>
      'a certificate of the authority that you named cannot be read: give the file as the authority publishes it (PEM)',
  ),
  'backup-changed': brought<{ readonly file: string; readonly name: string }>(
    ({ file, name }) => `${file}: ${name} was changed: its digest is not the one in backup.json`,
  ),
  'backup-foreign': brought<{ readonly file: string }>(
    ({ file }) => `${file}: not a backup of Witnessmark: it has no readable backup.json`,
  ),
  'backup-incomplete': brought<{ readonly file: string; readonly name: string }>(
    ({ file, name }) => `${file}: ${name} is missing, unknown or listed twice`,
  ),
  'backup-unconfirmed': {
    ...wrong<{
      readonly file: string
      readonly signed: 'own' | 'foreign' | 'unsigned'
      readonly key: string | null
      readonly differences: readonly {
        readonly what: string
        readonly known: string | null
        readonly given: string | null
      }[]
    }>(({ file, signed, key, differences }) =>
      [
        `${file}: ${backupSigned[signed]}${signed === 'foreign' ? ` (${key})` : ''}.`,
        ...(differences.length > 0 ? ['It sends requests and credentials elsewhere:'] : []),
        ...differences.map(
          ({ what, known, given }) => `  ${what}: ${given}, here ${known ?? 'not known'}`,
        ),
        'Nothing was changed. If all of this is right, say --accept.',
      ].join('\n'),
    ),
    status: 409,
  },
  'backup-unreadable': brought<{ readonly file: string; readonly detail: string }>(
    ({ file, detail }) => `${file}: not a readable backup: ${detail}`,
  ),
  'backup-unsound': brought<{
    readonly file: string
    readonly entry: number
    readonly detail: string
  }>(({ file, entry, detail }) => `${file}: its log does not verify: entry ${entry}: ${detail}`),
  'baseline-empty': wrong<{ readonly tenant: string }>(
    ({ tenant }) =>
      `nothing of "${tenant}" is known to fail or to be unknown: there is nothing to accept. ` +
      `Not scanned yet? witnessmark scan ${tenant}`,
  ),
  'certificate-day': wrong<{ readonly day: string; readonly before: string | null }>(
    ({ day, before }) =>
      before === null
        ? `--on ${day}: is still to come`
        : `--on ${day}: the state before is of ${before}, and no state begins before the one that it follows`,
  ),
  'certificate-transition': wrong<{
    readonly from: string
    readonly to: string
    readonly permitted: readonly string[]
  }>(
    ({ from, to, permitted }) =>
      `--state ${to}: from "${from}" it can become ${permitted.join(', ')} alone`,
  ),
  'certificate-until': wrong<{
    readonly to: string
    readonly why: 'missing' | 'needless' | 'early' | 'not-over'
    readonly until: string | null
  }>(({ to, why, until }) => certificateUntil[why](to, until ?? '')),
  'channel-unknown': missing<{ readonly channel: string; readonly known: readonly string[] }>(
    ({ channel, known }) =>
      `config.yaml has no alert channel "${channel}"; ` +
      (known.length > 0 ? `known are: ${known.join(', ')}` : 'it has none: docs/alerts.md'),
  ),
  'check-unknown': missing<{
    readonly check: string
    /** Null where any service's would do. */
    readonly service: string | null
    readonly like: string | null
  }>(
    ({ check, service, like }) =>
      `no check "${check}"${service === null ? '' : ` in ${service}`}` +
      `${like === null ? '' : `; nearest is "${like}"`}. ` +
      '"witnessmark catalogue --json" lists them',
  ),
  'choice-unknown': wrong<{
    readonly name: string
    readonly given: string
    readonly known: readonly string[]
  }>(({ name, given, known }) => `no ${name} "${given}"; there are: ${known.join(', ')}`),
  'commands-only': {
    ...wrong<object>(
      () => 'only the command line of this user may: it names files of this machine',
    ),
    status: 403,
  },
  'config-invalid': unusable<Mistakes>(mistakesText),
  'config-missing': unusable<{ readonly file: string }>(
    ({ file }) => `${file}: not found. Run "witnessmark init" first.`,
  ),
  'credential-elsewhere': failure<{
    readonly tenant: string
    readonly entered: readonly string[]
    readonly wanted: readonly string[]
  }>(
    ({ tenant, entered, wanted }) =>
      `The credential of ${tenant} was not sent: config.yaml now sends it to ${wanted.join(', ')}, and ${entered.length > 0 ? `it was entered for ${entered.join(', ')}` : 'nothing signed says that it was entered for there'}. If that is right, enter it anew: witnessmark connect SERVICE --name ${tenant}; else put the target of ${tenant} in config.yaml right.`,
  ),
  'credential-form': wrong<{ readonly title: string; readonly form: string }>(
    ({ title, form }) =>
      `the credential of ${title} is written as ${form}: it was not asked with this`,
  ),
  'credential-holder': wrong<object>(
    () =>
      '--holder takes the public key of who is assessed (PEM of an Ed25519, P-256 or P-384 key), never their private one: openssl pkey -in THEIRS -pubout',
  ),
  'credential-key': wrong<object>(
    () => 'a key of a credential: PEM of an Ed25519, P-256 or P-384 key, without a passphrase',
  ),
  'credential-missing': wrong<object>(
    () =>
      'no credential: pipe it in (printf %s "$TOKEN" | witnessmark connect …), set WITNESSMARK_TOKEN, or run this in a terminal',
  ),
  'credential-refused': failure<{
    readonly address: string
    readonly detail: string
    readonly reason: string
    /** How it is written, where that is not as the service shows it. */
    readonly form: string | null
    /** Where one is made. */
    readonly made: string | null
  }>(({ address, detail, reason, form, made }) =>
    [
      `The credential does not work at ${address}: ${detail} (${reason}). Nothing was kept.`,
      `Look whether it is whole and still valid${form === null ? '' : `, written as ${form}`}.`,
      ...(made === null ? [] : [`A new one is made here: ${made}`]),
    ].join(' '),
  ),
  'credential-statement': wrong<{ readonly problem: string }>(
    ({ problem }) => `nothing is drafted from a statement that does not verify: ${problem}`,
  ),
  'credential-status': wrong<{ readonly index: number | null; readonly size: number }>(
    ({ index, size }) =>
      index === null
        ? '--before: not a status list of this address that this key signed'
        : `--set ${index}: the list has ${size} places, from 0 on (--size)`,
  ),
  'credential-untested': failure<{
    readonly address: string
    readonly detail: string
    readonly reason: string
  }>(
    ({ address, detail, reason }) =>
      `The credential could not be tested at ${address}: ${detail} (${reason}). Whether it works is not known; it was not kept. Look at what you gave with --set, and whether something on the way answers in the service's place.`,
  ),
  'dashboard-unbuilt': failure<object>(
    () => 'the dashboard could not be built; its message is above',
  ),
  'date-not-ahead': wrong<{ readonly option: string; readonly day: string }>(
    ({ option, day }) => `${option} "${day}" is not a day in the future (such as 2027-03-31)`,
  ),
  'definition-invalid': unusable<Mistakes>(mistakesText),
  'document-author': wrong<object>(() => '--by: who states it, in up to 200 characters'),
  'document-empty': wrong<{ readonly name: string }>(
    ({ name }) => `${name}: the file is empty; a statement rests on a document`,
  ),
  'document-end': wrong<{ readonly until: string; readonly furthest: string }>(
    ({ until, furthest }) =>
      `--until "${until}" is not a day between tomorrow and ${furthest}: ` +
      'a statement ends, and is looked at again',
  ),
  'document-too-large': {
    ...brought<{ readonly name: string; readonly bytes: number; readonly most: number }>(
      ({ name, bytes, most }) =>
        `${name}: ${bytes} bytes, and ${most} are the most: give the pages that show it`,
    ),
    status: 413,
  },
  'document-unreadable': brought<{ readonly name: string; readonly why: UnreadableCode }>(
    ({ name, why }) => `${name}: ${unreadableWords[why]}`,
  ),
  'entry-erased': wrong<{ readonly entry: number }>(
    ({ entry }) => `entry ${entry} is erased already`,
  ),
  'entry-gone': failure<{ readonly entry: number }>(
    ({ entry }) => `entry ${entry} is gone from the store: run "witnessmark verify"`,
  ),
  'entry-indispensable': wrong<{ readonly entry: number; readonly kind: string }>(
    ({ entry, kind }) =>
      `entry ${entry} is a "${kind}" entry: without it other entries could not be verified, ` +
      'and it names nobody',
  ),
  'entry-unknown': missing<{ readonly entry: number }>(
    ({ entry }) => `entry ${entry} is not in the log`,
  ),
  'erasure-finds-nothing': wrong<object>(() => 'nothing that is kept holds this text'),
  'erasure-held': wrong<object>(
    () => 'config.yaml: legalHold is true: nothing may be erased. End the hold there first.',
  ),
  'erasure-text-short': wrong<{ readonly text: string; readonly least: number }>(
    ({ text, least }) =>
      `"${text}" is too short: it would take out far more than one person's data ` +
      `(${least} characters at least)`,
  ),
  'evidence-unknown': missing<{ readonly index: number }>(
    ({ index }) => `no evidence ${index}, or it is erased`,
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
  'exception-file-missing': unusable<{ readonly id: string }>(
    ({ id }) =>
      'not there: what the log holds of it counts. Put the file back, ' +
      `or end the acceptance: witnessmark exception end ${id}`,
  ),
  'exception-over': wrong<{ readonly id: string; readonly until: string }>(
    ({ id, until }) =>
      `exceptions/${id}.yaml: until: ${until} is over: it would accept nothing. ` +
      'Give it a day to come, or delete the file.',
  ),
  'exception-unknown': missing<{ readonly id: string }>(({ id }) => `no exception "${id}"`),
  'export-unknown': missing<{ readonly name: string }>(({ name }) => `no export "${name}"`),
  'export-window-empty': wrong<{ readonly to: string; readonly begins: string }>(
    ({ to, begins }) => `nothing was sealed up to ${to}; the record begins ${begins}`,
  ),
  'export-window-reversed': wrong<{ readonly from: string; readonly to: string }>(
    ({ from, to }) => `the window ends (${to}) before it begins (${from})`,
  ),
  'extension-unbuilt': failure<{ readonly clone: boolean }>(({ clone }) =>
    clone
      ? 'the extension is not built yet: npm run build'
      : 'the extension is not in this package: install it again',
  ),
  'failed': failure<{ readonly detail: string }>(({ detail }) => detail),
  'file-irregular': brought<{ readonly file: string }>(({ file }) => `${file}: not a file`),
  'file-missing': {
    ...brought<{ readonly file: string }>(({ file }) => `${file}: not found`),
    status: 404,
  },
  'file-set-aside': unusable<{
    readonly kind: keyof typeof meanwhile
    readonly detail: string
  }>(({ kind, detail }) => `${detail}\nUntil it is mended, ${meanwhile[kind]}.`),
  'file-unreadable': brought<{ readonly file: string; readonly detail: string }>(
    ({ file, detail }) => `${file}: ${detail}`,
  ),
  'file-unwritable': failure<{
    readonly file: string
    readonly folder: string
    readonly because: WriteHindrance
  }>(
    ({ file, folder, because }) =>
      `${file} could not be written: ${writeHindrances[because](folder)}. What was there before still is.`,
  ),
  'finding-unknown': missing<{ readonly id: string }>(
    ({ id }) => `no finding "${id}" any more; its resource may be gone`,
  ),
  'folder-is-file': {
    ...wrong<{ readonly folder: string; readonly file: string }>(
      ({ folder, file }) =>
        `${folder} is no folder: ${file === folder ? 'it' : file} is a file. Name a folder, or one that is not there yet.`,
    ),
    status: 409,
  },
  'framework-shipped': wrong<{ readonly id: string }>(
    ({ id }) =>
      `"${id}" is shipped with its mappings: only a framework that you imported is mapped here (witnessmark framework import)`,
  ),
  'framework-taken': wrong<{ readonly id: string }>(
    ({ id }) => `"${id}" is a framework that is shipped: call it otherwise (--id)`,
  ),
  'framework-unknown': missing<{ readonly framework: string; readonly known: readonly string[] }>(
    ({ framework, known }) => `no framework "${framework}"; there are: ${listed(known, 'none')}`,
  ),
  'framework-unreadable': wrong<{ readonly name: string; readonly detail: string }>(
    ({ name, detail }) => `${name}: no framework can be made of it: ${detail}`,
  ),
  'group-unread': wrong<{
    readonly tenant: string
    readonly group: string
    readonly known: readonly string[]
  }>(({ tenant, group, known }) =>
    known.includes(group)
      ? `config.yaml: tenants.${tenant}.groups.${group}: the service's API has none of its settings`
      : `config.yaml: tenants.${tenant} has no group "${group}"; there are: ${listed(known, 'none')}`,
  ),
  'home-foreign': {
    ...unusable<{ readonly home: string }>(
      ({ home }) =>
        `${home} holds other files, and no config.yaml of Witnessmark: nothing was written there. ` +
        'Name an empty folder, or one that is not there yet: --home DIR.',
    ),
    status: 409,
  },
  'home-locked': {
    ...failure<{
      readonly home: string
      /** Null where who holds it has not said so yet. */
      readonly pid: number | null
      readonly url: string | null
      readonly since: string | null
    }>(
      ({ home, pid, url, since }) =>
        `${home} is in use by ${pid === null ? 'another process' : `process ${pid}`}${url === null ? '' : ` (${url})`}${since === null ? '' : ` since ${since}`}. ` +
        'Stop it first, or use another --home.',
    ),
    status: 409,
  },
  'home-occupied': {
    ...failure<{ readonly home: string }>(
      ({ home }) =>
        `${home} holds a record already. Restore into another --home, or say --replace: ` +
        'what is there is then moved aside, not deleted.',
    ),
    status: 409,
  },
  'host-foreign': {
    ...wrong<object>(() => 'this agent answers to its own loopback address only'),
    status: 421,
  },
  'import-cut-off': brought<{ readonly file: string; readonly section: string | null }>(
    ({ file, section }) =>
      `${file}: ends in the middle${section === null ? '' : ` of section "${section}"`}: ` +
      'the file is cut off, or empty',
  ),
  'import-encoding': brought<{
    readonly file: string
    readonly encoding: string
    readonly byte: number
  }>(({ file, encoding, byte }) => `${file}: not text in ${encoding}, around byte ${byte}`),
  'import-not-object': brought<{ readonly file: string }>(
    ({ file }) => `${file}: expected one JSON object`,
  ),
  'import-other-service': brought<{
    readonly tenant: string
    readonly service: string
    readonly importer: string
    readonly wanted: string
  }>(
    ({ tenant, service, importer, wanted }) =>
      `tenant "${tenant}" is of ${service}, but ${importer} exports speak of ${wanted}`,
  ),
  'import-other-tenant': brought<{
    readonly file: string
    readonly type: string
    readonly id: string
    readonly tenant: string
    readonly known: string
  }>(
    ({ file, type, id, tenant, known }) =>
      `${file} is of ${type} ${id}, but "${tenant}" is ${known}: import it under another tenant`,
  ),
  'import-section-invalid': brought<{
    readonly file: string
    readonly section: string
    readonly detail: string
  }>(({ file, section, detail }) => `${file}: section "${section}" is not JSON: ${detail}`),
  'import-syntax': brought<{
    readonly file: string
    readonly fault: keyof typeof syntaxFaults
    readonly section: string | null
  }>(
    ({ file, fault, section }) =>
      `${file}: ${syntaxFaults[fault]} ` +
      (section === null ? 'at the beginning' : `in or after section "${section}"`),
  ),
  'import-unfit': brought<{ readonly file: string; readonly detail: string }>(
    ({ file, detail }) => `${file}: ${detail}`,
  ),
  'importer-unknown': wrong<{ readonly tool: string; readonly known: readonly string[] }>(
    ({ tool, known }) => `no importer "${tool}"; there are: ${known.join(', ')}`,
  ),
  'input-invalid': wrong<{ readonly detail: string }>(({ detail }) => detail),
  'key-file-invalid': failure<{ readonly file: string }>(
    ({ file }) =>
      `${file}: not a key file of Witnessmark. Restore it from your backup, or move it away: ` +
      'the log then goes on under a new key, and says so.',
  ),
  'key-foreign': failure<{ readonly file: string }>(
    ({ file }) =>
      `${file}: not the key that signs this log, or changed since it was written. Nothing was signed with it. ` +
      'Restore it from your backup, or move it away: the log then goes on under a new key, and says so.',
  ),
  'key-head-invalid': failure<{ readonly file: string }>(
    ({ file }) =>
      `${file}: does not name the newest checkpoint that was signed, or was changed since it was written. Restore it, or move it away: ` +
      'whether the record is the newest is then not known, so it goes on under a new key and name, and says so.',
  ),
  'lesson-invalid': wrong<{ readonly detail: string }>(({ detail }) => detail),
  'lesson-known': wrong<{ readonly setting: string }>(
    ({ setting }) => `title: there is a setting "${setting}" already`,
  ),
  'log-forked': failure<{ readonly size: number }>(
    ({ size }) =>
      `the log no longer has the root that was signed at ${size} entries: run "witnessmark verify"`,
  ),
  'log-node-missing': failure<{ readonly level: number; readonly index: number }>(
    ({ level, index }) =>
      `the log's inner node ${level}/${index} is missing: run "witnessmark verify"`,
  ),
  'log-shorter': failure<{ readonly size: number; readonly signed: number }>(
    ({ size, signed }) => `the log has ${size} entries, but a checkpoint over ${signed} was signed`,
  ),
  'log-unsigned': unproven<{ readonly entry: number }>(
    ({ entry }) =>
      `entries from ${entry} on are in the database, and no checkpoint was signed over them: the agent did not write them, and signs nothing that stands on them. Restore a backup, or run "witnessmark verify" to see the rest`,
  ),
  'log-unsound': unproven<{ readonly entry: number; readonly detail: string }>(
    ({ entry, detail }) =>
      'the record does not verify, so nothing is made from it as if it did: ' +
      `entry ${entry}: ${detail}. Somebody edited the home: put a backup in its place`,
  ),
  'mapping-invalid': wrong<{ readonly detail: string }>(
    ({ detail }) => `nothing was accepted or refused: ${detail}`,
  ),
  'metric-unknown': missing<{ readonly metric: string; readonly like: string | null }>(
    ({ metric, like }) =>
      `no metric "${metric}" is held to a number${like === null ? '' : `; nearest is "${like}"`}`,
  ),
  'migrate-differs': failure<{ readonly what: string }>(
    ({ what }) =>
      `what was copied is not what was there: ${what}. Nothing was changed; the record stays where it was.`,
  ),
  'migrate-occupied': {
    ...failure<{ readonly store: string }>(
      ({ store }) =>
        `${store} holds a record already, which is not touched. Name another database, or let the schema "witnessmark" there be dropped by whoever may.`,
    ),
    status: 409,
  },
  'migrate-there': wrong<{ readonly store: string }>(
    ({ store }) =>
      `the record is kept by ${store === 'sqlite' ? 'a file in the home' : store}. It moves from there ${store === 'sqlite' ? 'to a database: --to postgres://USER@HOST/DATABASE' : 'into a file: --to sqlite'}.`,
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
  'nothing-recorded': missing<{ readonly home: string }>(
    ({ home }) => `${home}: nothing was scanned yet. ${FIRST_STEPS}`,
  ),
  'nothing-signed': failure<object>(() => `nothing was scanned yet. ${FIRST_STEPS}`),
  'nothing-to-scan': wrong<object>(
    () => 'no tenant is connected. Next: witnessmark connect SERVICE',
  ),
  'nothing-to-verify': missing<{ readonly file: string }>(({ file }) => `${file}: no such file`),
  'only-looking': failure<{ readonly home: string }>(
    ({ home }) => `${home} is only looked at here: what writes is for the agent that holds it`,
  ),
  'origin-foreign': {
    ...wrong<object>(() => 'a request that changes something must come from the dashboard itself'),
    status: 403,
  },
  'out-exists': {
    ...wrong<{ readonly file: string }>(
      ({ file }) =>
        `${file} is there already. Choose another name, or say --force: it is then replaced.`,
    ),
    status: 409,
  },
  'out-in-home': wrong<{ readonly file: string; readonly exports: string }>(
    ({ file, exports }) =>
      `${file} is in the home, where keys and configuration are. ` +
      `Write into ${exports}, or anywhere outside of the home.`,
  ),
  'page-not-of-tenant': foreign<{ readonly recipe: string; readonly tenant: string }>(
    ({ recipe, tenant }) => `the address is not one of ${recipe} for ${tenant}`,
  ),
  'passage-other': wrong<{
    readonly metric: string
    readonly operator: string
    readonly unit: string
  }>(
    ({ metric, operator, unit }) =>
      `the passage sets no limit for "${metric}", which is ${operator} so many ${unit}: name the metric that it is about`,
  ),
  'passage-unknown': wrong<{ readonly document: string; readonly section: string }>(
    ({ document, section }) =>
      `"${document}" does not say so in ${section}, in the version that counts: look at its passages again`,
  ),
  'passphrase-file-open': failure<{ readonly file: string }>(
    ({ file }) => `${file} holds a passphrase and can be read by others: chmod 600 it`,
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
  'policy-erased': wrong<{ readonly document: string }>(
    ({ document }) =>
      `the bytes of "${document}" are erased: read the document again with "witnessmark policy read FILE"`,
  ),
  'policy-other-service': brought<{ readonly tenant: string; readonly service: string }>(
    ({ tenant, service }) =>
      `tenant "${tenant}" is of ${service}: policies stand in a tenant of their own; give another name`,
  ),
  'policy-unknown': missing<{ readonly document: string; readonly known: readonly string[] }>(
    ({ document, known }) => `no policy "${document}"; there are: ${listed(known, 'none')}`,
  ),
  'port-taken': {
    ...failure<{ readonly port: number }>(
      ({ port }) =>
        `port ${port} on 127.0.0.1 is taken, perhaps by another agent. Stop it, or choose another: witnessmark serve --port ${port + 1}`,
    ),
    status: 409,
  },
  'proxy-invalid': failure<{ readonly detail: string }>(
    ({ detail }) =>
      `HTTP_PROXY or HTTPS_PROXY: not the address of a proxy, such as http://proxy:3128: ${detail}`,
  ),
  'proxy-unsupported': failure<{ readonly node: string }>(
    ({ node }) =>
      `HTTP_PROXY or HTTPS_PROXY is set, and Node ${node} cannot go by a proxy: use Node 24.14 or newer, or unset it`,
  ),
  'reason-names-person': wrong<object>(
    () => '--reason names the person, and it is kept for ever: say it without',
  ),
  'recipe-set-aside': failure<{
    readonly recipe: string
    readonly setting: string | null
    readonly files: readonly string[]
  }>(
    ({ recipe, setting, files }) =>
      `${setting === null ? recipe : `${setting} of ${recipe}`} is not known while ` +
      `${files.join(', ')} cannot be used: mend that first`,
  ),
  'recipe-unknown': {
    ...missing<{ readonly recipe: string }>(
      ({ recipe }) => `no recipe "${recipe}" of this service`,
    ),
    refusal: 'unknown-recipe',
  },
  'record-empty': wrong<object>(() => `nothing was scanned yet. ${FIRST_STEPS}`),
  'repair-needless': wrong<{ readonly tenant: string; readonly check: string }>(
    ({ tenant, check }) => `nothing of ${check} fails in ${tenant} that is not accepted`,
  ),
  'reperform-other': wrong<{ readonly theirs: string; readonly own: string }>(
    ({ theirs, own }) => `--as: the bundle's tenant is of ${theirs}, this one of ${own}`,
  ),
  'reperform-unverified': {
    ...wrong<{ readonly file: string; readonly problem: string }>(
      ({ file, problem }) => `nothing is compared with ${file}: ${problem}`,
    ),
    exit: exitCode.verification,
  },
  'requirement-unknown': missing<{ readonly framework: string; readonly requirement: string }>(
    ({ framework, requirement }) => `no "${requirement}" in ${framework}`,
  ),
  'resource-ambiguous': wrong<{ readonly resource: string; readonly ids: readonly string[] }>(
    ({ resource, ids }) =>
      `--resource: "${resource}" is the name of ${ids.length}: give the id, ${ids.join(' or ')}`,
  ),
  'resource-needless': wrong<{
    readonly setting: string
    readonly type: string
    readonly name: string
  }>(
    ({ setting, type, name }) =>
      `--resource: ${setting} is of the ${type} as a whole (${name}): leave --resource out`,
  ),
  'resource-unknown': wrong<{ readonly resource: string; readonly thing: string } & Things>(
    ({ resource, thing, ...things }) =>
      `--resource: no ${thing} "${resource}"; ${thingsText(things)}`,
  ),
  'resource-unnamed': wrong<{ readonly setting: string; readonly thing: string } & Things>(
    ({ setting, thing, ...things }) =>
      `--resource: ${setting} is of each ${thing}: say of which; ${thingsText(things)}`,
  ),
  'restore-unreadable': unusable<{ readonly folder: string }>(
    ({ folder }) =>
      `${folder}: what a restore that broke off was about to do cannot be read. Move the folder away: the home is then what it was before, or restore again.`,
  ),
  'review-there': wrong<{ readonly tenant: string; readonly review: string }>(
    ({ tenant, review }) => `a review "${review}" of ${tenant} is there already: give another id`,
  ),
  'review-unknown': missing<{ readonly tenant: string; readonly review: string }>(
    ({ tenant, review }) => `no review "${review}" of ${tenant}; see: witnessmark access list`,
  ),
  'review-unread': wrong<{ readonly tenant: string; readonly known: readonly string[] }>(
    ({ tenant, known }) =>
      `of ${tenant} no accounts are known: scan it first; they are read of ${known.join(', ')}`,
  ),
  'role-missing': {
    ...wrong<{ readonly role: string }>(({ role }) => `only a ${role} may`),
    status: 403,
  },
  'sample-unknown': missing<{ readonly name: string }>(
    ({ name }) =>
      `no "${name}" in this window: a thing is named by type and id ("repository acme/web"), a day as 2026-11-23`,
  ),
  'scope-alone': wrong<object>(
    () => '--scope: tenants, framework and level are those of the scope: leave the others out',
  ),
  'scope-missing': wrong<{ readonly framework: string }>(
    ({ framework }) =>
      `no scope of ${framework} is set: say first what a certificate is about (witnessmark scope set)`,
  ),
  'secrets-passphrase': failure<object>(
    () =>
      'The credentials are in secrets.age, since this machine has no keyring, and nobody gave its ' +
      'passphrase. Run this at a terminal, where it asks; an agent that runs already: stop it, and ' +
      'start it at a terminal (witnessmark serve). Set WITNESSMARK_PASSPHRASE where nobody can be ' +
      'asked (docs/service.md has safer ways for a service), or give the credential as ' +
      'WITNESSMARK_SECRET_<TENANT>.',
  ),
  'secrets-unreadable': failure<{ readonly file: string }>(
    ({ file }) =>
      `${file}: the passphrase does not open it, or the file is damaged. Try again, or delete ` +
      'the file and connect the tenants anew.',
  ),
  'seen-unreadable': wrong<{ readonly file: string }>(
    ({ file }) =>
      `${file}: no signed checkpoint, bundle, report or time stamp (.tsr) of a log. Name a file that was kept elsewhere.`,
  ),
  'sentence-invalid': wrong<{ readonly detail: string }>(({ detail }) => detail),
  'service-failed': failure<{ readonly command: string; readonly detail: string }>(
    ({ command, detail }) =>
      `"${command}" did not work: ${detail}. What was written stays; "witnessmark service ` +
      'uninstall" takes it away.',
  ),
  'service-unknown': missing<{
    readonly tenant: string
    readonly service: string
    readonly known: readonly string[]
  }>(
    ({ tenant, service, known }) =>
      `tenant "${tenant}": no service "${service}"; known are ${listed(known, 'none')}`,
  ),
  'service-unreached': {
    ...failure<{
      readonly address: string
      readonly detail: string
      readonly reason: string
      readonly hindrance: ReachHindrance
      /** By which requests go there. */
      readonly proxy: string | null
      /** It was given just now; else it was kept before. */
      readonly given: boolean
    }>(({ address, detail, reason, hindrance, proxy, given }) =>
      [
        hindrance === 'clear'
          ? `${address} was not asked: ${detail}.`
          : `${address} could not be reached: ${detail} (${reason}).`,
        `Whether the credential works is not known; ${given ? 'it was not kept' : 'it stays kept'}.`,
        ...(proxy === null ? [] : [`Requests to it go by the proxy ${proxy}.`]),
        reachHindrances[hindrance],
      ].join(' '),
    ),
    status: 503,
    exit: exitCode.unreached,
  },
  'session-missing': {
    ...wrong<object>(
      () => 'open the dashboard with an address that signs in: "witnessmark open" makes one',
    ),
    status: 401,
  },
  'session-used': {
    ...wrong<object>(
      () => 'this address was used already, or is too old: "witnessmark open" makes a new one',
    ),
    status: 401,
  },
  'setting-not-of-recipe': wrong<{ readonly setting: string; readonly recipe: string }>(
    ({ setting, recipe }) => `${setting} is not a setting of ${recipe}`,
  ),
  'setting-unknown': wrong<{
    readonly setting: string
    readonly service: string
    readonly like: readonly string[]
  }>(
    ({ setting, service, like }) =>
      `--setting: no setting "${setting}" in ${service}` +
      `${like.length > 0 ? `; perhaps ${like.join(' or ')}` : ''}. ` +
      '"witnessmark catalogue --json" lists them',
  ),
  'stamp-refused': failure<{ readonly url: string; readonly status: number }>(
    ({ url, status }) => `${url} answered ${status}`,
  ),
  'stamp-too-large': failure<{ readonly url: string; readonly bytes: number }>(
    ({ url, bytes }) => `${url} answered with ${bytes} bytes`,
  ),
  'stamp-unanswered': failure<{ readonly url: string; readonly detail: string }>(
    ({ url, detail }) => `${url} did not answer: ${detail}`,
  ),
  'stamp-unfit': failure<{ readonly url: string; readonly detail: string }>(
    ({ url, detail }) => `${url}: ${detail}`,
  ),
  'store-elsewhere': {
    ...failure<{ readonly store: string }>(
      ({ store }) =>
        `the record is kept by ${store}, and not in a file of the home. Let PostgreSQL's own tools back it up and put it back, and copy config.yaml and the folder "keys" beside it; or first move it here with "witnessmark migrate --to sqlite".`,
    ),
    status: 409,
  },
  'store-failed': {
    ...failure<{ readonly file: string; readonly because: StoreHindrance }>(
      ({ file, because }) => `${file}: ${storeHindrances[because]}`,
    ),
    status: 503,
  },
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
  'target-clear': wrong<{ readonly key: string; readonly given: string }>(
    ({ key, given }) =>
      `--set ${key}=${given}: the credential would cross the network in clear there, so nothing was asked. Give its address with https://`,
  ),
  'target-key-missing': wrong<{
    readonly title: string
    readonly key: string
    readonly means: string
  }>(
    ({ title, key, means }) =>
      `a tenant of ${title} needs "${key}", ${means}. Give it by --set ${key}=VALUE`,
  ),
  'target-key-unknown': wrong<{
    readonly title: string
    readonly key: string
    readonly known: readonly string[]
  }>(
    ({ title, key, known }) =>
      `--set ${key}=…: a tenant of ${title} takes no "${key}". It takes ${known.join(', ')}`,
  ),
  'target-no-address': wrong<{
    readonly key: string
    readonly given: string
    readonly meant: string | null
  }>(
    ({ key, given, meant }) =>
      `--set ${key}=${given} is no address: it begins with https://, or with http:// on this machine${meant === null ? '' : `. Perhaps --set ${key}=${meant}`}`,
  ),
  'target-not-set': missing<{ readonly metric: string }>(
    ({ metric }) => `no target of your own is sealed for "${metric}"`,
  ),
  'target-reason': wrong<{ readonly place: string }>(
    ({ place }) => `config.yaml: ${place}.reason: it asks for less than what counts now: say why`,
  ),
  'target-same': wrong<{ readonly place: string; readonly value: string }>(
    ({ place, value }) =>
      `config.yaml: ${place}.value: ${value} is what counts already: it changes nothing`,
  ),
  'target-unknown': missing<{ readonly place: string; readonly like: string | null }>(
    ({ place, like }) =>
      `config.yaml: ${place}: no such metric${like === null ? '' : `; nearest is "${like}"`}`,
  ),
  'target-unused': wrong<{ readonly place: string }>(
    ({ place }) =>
      `config.yaml: ${place}: no check of a connected tenant compares with it: it changes nothing`,
  ),
  'target-value': wrong<{ readonly place: string; readonly unit: string }>(
    ({ place, unit }) => `config.yaml: ${place}.value: a number of ${unit} is needed`,
  ),
  'taught-unknown': missing<{ readonly setting: string }>(
    ({ setting }) => `no setting "${setting}" was taught`,
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
  'usage': wrong<{ readonly usage: string; readonly wrong: string | null }>(({ usage, wrong }) =>
    wrong === null ? usage : `${wrong}.\nUsage: ${usage}`,
  ),
  'value-not-json': wrong<{ readonly text: string }>(
    ({ text }) =>
      `--value: ${text} is not JSON. A text is written in quotation marks: --value '"text"'; others: true, 12, '["a", "b"]'`,
  ),
  'value-secret': wrong<object>(
    () => '--value: this looks like a credential, which a setting never is: nothing was kept',
  ),
  'value-too-long': wrong<{ readonly most: number }>(
    ({ most }) => `--value: longer than ${most} characters`,
  ),
  'value-type': wrong<{
    readonly detail: string
    readonly setting: string
    readonly title: string
    readonly takes: string
    readonly example: Value
  }>(
    ({ detail, setting, title, takes, example }) =>
      `--value: ${detail}. ${setting} ("${title}") takes ${takes}, ` +
      `as JSON: ${JSON.stringify(example)}`,
  ),
  'view-exists': {
    ...wrong<{ readonly name: string }>(
      ({ name }) => `a view is called "${name}" already: choose another name, or delete that one`,
    ),
    status: 409,
  },
  'view-unknown': missing<{ readonly name: string }>(({ name }) => `no view is called "${name}"`),
  'views-full': wrong<{ readonly most: number }>(
    ({ most }) => `${most} views are kept: delete one first`,
  ),
  'views-unreadable': unusable<{ readonly file: string; readonly detail: string }>(
    ({ file, detail }) =>
      `${file} cannot be read: ${detail}. Put it right, or delete it: it holds the names of views alone`,
  ),
  'what-if-nothing': wrong<object>(
    () =>
      'nothing would be otherwise: name a finding or check that fails (repaired, accepted), or a metric with another target',
  ),
  'witness-ahead': failure<{
    readonly url: string
    readonly known: number | null
    readonly size: number
  }>(
    ({ url, known, size }) =>
      `${url} has already cosigned ${known === null ? 'another history' : `${known} entries`} ` +
      `of this log, this checkpoint has ${size}`,
  ),
  'witness-key-invalid': failure<{ readonly name: string }>(
    ({ name }) =>
      `config.yaml: witness.publicKey: not an Ed25519 public key of ${name} (32 bytes in base64)`,
  ),
  'witness-refused': failure<{ readonly url: string; readonly status: number }>(
    ({ url, status }) =>
      `${url} answered ${status}: ${witnessRefusals[status] ?? 'no reason known'}`,
  ),
  'witness-unanswered': failure<{ readonly url: string; readonly detail: string }>(
    ({ url, detail }) => `${url} did not answer: ${detail}`,
  ),
  'witness-unsigned': failure<{ readonly url: string; readonly name: string }>(
    ({ url, name }) => `${url} answered without a valid cosignature of ${name}`,
  ),
} satisfies Readonly<Record<string, Row<never>>>

export type ProblemCode = keyof typeof problems
export type ProblemParams<C extends ProblemCode> = Parameters<(typeof problems)[C]['words']>[0]
