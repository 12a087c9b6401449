import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { assertFolder, writeAtomically } from '../files.ts'
import { z } from 'zod'
import { isMap } from 'yaml'
import { impacts } from '../../common/assess/non-conformity.ts'
import { KebabId, ServiceId, Value } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'
import { fileStamp, LOCK } from './files.ts'
import { setAside, unreadable } from './set-aside.ts'
import type { SetAside } from './set-aside.ts'
import { parseYaml, yamlDocument } from './yaml.ts'

// Every key has its meaning in one sentence: `docs/configuration.md` and the editor show it.

/**
 * A declared exclusion: whoever or whatever a policy may leave out, why, and until when. In a list
 * each entry has both of its own.
 */
const Reasoned = z
  .object({
    reason: z.string().min(1).describe('Why it may be left out.'),
    until: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()])
      .describe('The day or time after which it no longer counts, such as `2027-06-30`.'),
  })
  .catchall(Value)
const Declaration = z.union(
  [Reasoned, z.array(Reasoned)],
  'an exclusion needs "reason" and "until" (2027-06-30): it ends, and is shown with the finding',
)

/** Settings that are read more often than all of a tenant, or at other times. */
const Group = z.strictObject({
  settings: z
    .array(z.string().regex(/^[a-z0-9.-]+(?:\.\*)?$/, 'a setting id, or its beginning and `.*`'))
    .min(1)
    .describe('Which: an id, or its beginning such as `github.organization.*`.'),
  schedule: z.string().describe('When they are read: a cron expression in local time, or `off`.'),
})

const Target = z.strictObject({
  value: Value.describe('What is wanted, in place of the value that the metric has.'),
  by: z.string().describe('Who decided it.'),
  reason: z.string().min(1).optional().describe('Why; needed where it asks for less.'),
  at: z.iso.datetime().optional().describe('When it was decided, in UTC: for people, and no more.'),
})

/** One tenant in config.yaml. Never holds a secret. */
const TenantConfig = z.strictObject({
  service: ServiceId.describe('The service that it is a tenant of: one we know, or your own.'),
  title: z.string().optional().describe('What people read; its name in this file where none is.'),
  target: z
    .record(z.string(), z.string())
    .default({})
    .describe('How it is found: `organization`, `url`, `domain`, as its service asks.'),
  impact: z
    .enum(impacts)
    .default('medium')
    .describe('How much depends on it: counts in what to repair first.'),
  exposure: z
    .enum(impacts)
    .default('medium')
    .describe(
      'From where it is reached: `low` from inside alone, `high` by anybody. It makes what fails more likely to be used.',
    ),
  assets: z
    .array(
      z.strictObject({
        name: z.string().min(1).describe('What it is: data, a process, a product.'),
        impact: z.enum(impacts).describe('How much is lost with it.'),
      }),
    )
    .default([])
    .describe('What depends on it: the highest impact among them stands in place of `impact`.'),
  schedule: z
    .string()
    .default('0 6 * * *')
    .describe('When it is scanned: a cron expression in local time, or `off`.'),
  groups: z
    .record(KebabId, Group)
    .default({})
    .describe(
      'Settings that are read besides, by a name of your choice, each on a schedule of its own.',
    ),
  credentialUntil: z.iso
    .date()
    .optional()
    .describe(
      'The day on which its credential ends: `connect` writes it where the service says so. It is told of 14 days before.',
    ),
  audit: z
    .boolean()
    .optional()
    .describe(
      "Whether the service's own audit log is asked who made a change that a scan saw, and from where: Ghost, GitHub, Google Workspace and Microsoft 365 have one. It names people.",
    ),
  consoles: z
    .array(z.url())
    .default([])
    .describe("Addresses of its admin pages, where they differ from the service's own."),
  accepted: z
    .record(z.string(), Declaration)
    .default({})
    .describe(
      'Declared exclusions by check id or outside policy id, each with its reason and end: ' +
        '`accepted` in expressions.',
    ),
  targets: z
    .record(KebabId, Target)
    .optional()
    .describe('Its own target values, by metric id, in place of those of all: proposed alike.'),
})

const ClockTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as 07:30')

/** Where news goes. Never holds a secret: that is kept like a credential, by `alert secret NAME`. */
const Alert = z
  .strictObject({
    name: KebabId.describe('What it is called here.'),
    to: z
      .enum([
        'webhook',
        'slack',
        'teams',
        'email',
        'syslog',
        'ocsf',
        'desktop',
        'jira',
        'github-issues',
        'tickets',
      ])
      .describe(
        'How it is told. The address of a Slack or Teams webhook is a secret, and kept as one. `desktop` shows it in ' +
          'paired browsers, by titles and counts alone. `jira`, ' +
          '`github-issues` and `tickets` (a webhook) keep a ticket for what is to be repaired, and hear of nothing else.',
      ),
    url: z
      .url()
      .optional()
      .describe(
        'Where a `webhook` or `tickets` goes, by https; the site of `jira`; of `github-issues` the API, where it is not github.com.',
      ),
    project: z
      .string()
      .regex(/^[\w.-]+(?:\/[\w.-]+)?$/)
      .optional()
      .describe(
        'Where tickets go: a project key of `jira`, an `owner/repository` of `github-issues`.',
      ),
    issueType: z
      .string()
      .min(1)
      .optional()
      .describe('What a ticket of `jira` is: a type that its project has; else `Task`.'),
    host: z.string().min(1).optional().describe('The server of `email` or `syslog`.'),
    port: z
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe('Its port; else 587 for `email`, 6514 for `syslog`.'),
    user: z
      .string()
      .optional()
      .describe(
        'Who signs in to the server of `email`, or to `jira`; the password, or the API token, is the secret.',
      ),
    sender: z.email().optional().describe('From whom an `email` comes.'),
    recipients: z.array(z.email()).optional().describe('To whom an `email` goes.'),
    authority: z
      .string()
      .optional()
      .describe(
        'A PEM file of the authority that vouches for the server, where the system does not know it.',
      ),
    file: z
      .string()
      .optional()
      .describe('The file to which `ocsf` adds events, with its whole path.'),
    private: z
      .boolean()
      .default(false)
      .describe('Whether its address may be one of this machine or of a private network.'),
    from: z
      .enum(['low', 'medium', 'high', 'critical'])
      .default('high')
      .describe('The lowest severity that is told at once.'),
    tenants: z
      .array(KebabId)
      .optional()
      .describe('Only news of these tenants; of all where none are named.'),
    owners: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'Only news of what these look after, as `owners` says; of all where none are named.',
      ),
    quiet: z
      .strictObject({
        from: ClockTime.describe('When it begins, in local time.'),
        to: ClockTime.describe('When it ends.'),
      })
      .optional()
      .describe('Hours in which only what is critical is told; the rest waits for their end.'),
    secretUntil: z.iso
      .date()
      .optional()
      .describe('The day on which its secret ends. It is told of 14 days before.'),
    digest: ClockTime.optional().describe(
      'When, once a day in local time, good news and what is below `from` is told together; ' +
        'without it they are not.',
    ),
  })
  .superRefine((channel, context) => {
    for (const key of wanted[channel.to])
      if (channel[key] === undefined)
        context.addIssue({ code: 'custom', path: [key], message: `${channel.to} needs "${key}"` })
    if (channel.url?.startsWith('https:') === false && !channel.private)
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'it must begin with https: (or be private, and say "private: true")',
      })
  })
/** What each kind of channel cannot do without. */
const wanted = {
  'webhook': ['url'],
  'slack': [],
  'teams': [],
  'email': ['host', 'sender', 'recipients'],
  'syslog': ['host'],
  'ocsf': ['file'],
  'desktop': [],
  'jira': ['url', 'user', 'project'],
  'github-issues': ['project'],
  'tickets': ['url'],
} as const

/** Who looks after what. */
const Owner = z
  .strictObject({
    owner: z.string().min(1).describe('Who looks after it: a person or a team.'),
    tenants: z.array(KebabId).min(1).optional().describe('Of these tenants; else of all.'),
    checks: z
      .array(z.string().regex(/^[a-z0-9.-]+(?:\.\*)?$/, 'a check id, or its beginning and `.*`'))
      .min(1)
      .optional()
      .describe('These checks: an id, or its beginning such as `github.organization.*`; else all.'),
    areas: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'What counts for these requirements: `eucs`, `eucs:IAM`, `iso-27001-2022:A.5.17`; else all.',
      ),
  })
  .refine(
    ({ tenants, checks, areas }) => tenants ?? checks ?? areas,
    'an owner needs "tenants", "checks" or "areas"',
  )

const days = (by: number) =>
  z.int().min(1).max(3650).default(by).describe(`Of what is of this severity.`)

const Witness = z.strictObject({
  url: z.url().describe('Where it is asked.'),
  name: z.string().describe('The name under which it signs.'),
  publicKey: z.string().describe('Its Ed25519 key: 32 bytes in base64.'),
})

/** Where PostgreSQL keeps the record. A password is never part of it. */
export const StoreAddress = z.string().superRefine((address, context) => {
  const url = URL.canParse(address) ? new URL(address) : null
  const issue = (message: string): void => context.addIssue({ code: 'custom', message })
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol) || url.pathname.length < 2)
    issue('an address such as postgres://witnessmark@db.example.com/witnessmark')
  else if (url.password !== '' || url.searchParams.has('password'))
    issue(
      'a password does not belong into this file: take it out, and name a password file by PGPASSFILE, or let "witnessmark migrate" keep it',
    )
})

/** config.yaml: the whole of what a user sets. */
export const Config = z
  .strictObject({
    version: z.literal(1).describe("The version of this file's form."),
    port: z
      .int()
      .min(1)
      .max(65535)
      .default(7117)
      .describe('The port on 127.0.0.1 of dashboard, API and extension socket.'),
    store: StoreAddress.optional().describe(
      'The PostgreSQL database that keeps the record, `postgres://USER@HOST/DATABASE`; without it the record ' +
        'is a file in the home. `migrate` moves it and writes here: [postgresql.md](postgresql.md).',
    ),
    tenants: z
      .record(KebabId, TenantConfig)
      .default({})
      .describe('What is looked at, by a name of your choice; `connect` writes here.'),
    targets: z
      .record(KebabId, Target)
      .default({})
      .describe(
        "The owner's own target values, by metric id: proposed here, counting from when " +
          '`target apply` seals them.',
      ),
    alerts: z
      .array(Alert)
      .default([])
      .refine(
        channels => new Set(channels.map(item => item.name)).size === channels.length,
        'two channels have the same name',
      )
      .describe('Who is told of news, and how: [alerts.md](alerts.md).'),
    owners: z
      .array(Owner)
      .default([])
      .describe('Who looks after what: the first counts of whom everything fits.'),
    dueDays: z
      .strictObject({
        critical: days(7),
        high: days(30),
        medium: days(90),
        low: days(180),
      })
      .prefault({})
      .describe(
        'Days after which what fails is due to be repaired, by severity, where nobody planned another day.',
      ),
    logKeyMonths: z
      .int()
      .min(1)
      .max(120)
      .optional()
      .describe(
        'Months for which a key of the log signs until it is to be handed over (`key rotate`): told of 14 days before. It signs on where nobody does.',
      ),
    scheduleJitterMinutes: z
      .int()
      .min(0)
      .max(120)
      .default(0)
      .describe('Minutes by which a planned scan may begin later, at random.'),
    requestsPerMinute: z
      .record(ServiceId, z.int().min(1).max(60_000))
      .default({})
      .describe(
        'How many requests may go to a service in a minute, by its id, whichever of its tenants they are ' +
          'for; as many as it takes where it is not named.',
      ),
    staleAfterDays: z
      .int()
      .min(1)
      .default(35)
      .describe('Days after which what a page or an import said is too old to rely on.'),
    frequencies: z
      .record(
        KebabId,
        z
          .int()
          .min(1)
          .max(24 * 366),
      )
      .default({})
      .describe(
        'How often what a metric asks for has to be read at least, in hours, by metric id, or `default` for ' +
          'all others; else once a day (24). What is later by half as long again is a gap in the period.',
      ),
    retentionMonths: z
      .int()
      .min(1)
      .default(13)
      .describe('Months after which entries of the record are taken out, daily or by `prune`.'),
    timestampAuthority: z
      .url()
      .optional()
      .describe('The address of an RFC 3161 authority that stamps what was signed.'),
    witness: Witness.optional().describe(
      'Who cosigns that the log only grew (https://c2sp.org/tlog-witness).',
    ),
    legalHold: z
      .boolean()
      .default(false)
      .describe(
        'While it is true, neither retention nor erasure takes anything out of the record.',
      ),
  })
  .superRefine(({ alerts, owners }, context) => {
    const known = new Set(owners.map(item => item.owner))
    for (const [index, channel] of alerts.entries())
      for (const [place, owner] of (channel.owners ?? []).entries())
        if (!known.has(owner))
          context.addIssue({
            code: 'custom',
            path: ['alerts', index, 'owners', place],
            message: `nobody of "owners" is called "${owner}"`,
          })
  })
export type Config = z.infer<typeof Config>

const first = `# yaml-language-server: $schema=./schemas/config.schema.json
# Witnessmark's configuration. Comments you add survive. Secrets are never in this file.
version: 1
tenants: {}
`

/**
 * Whether a home may be made or used here: a folder that is not there, is empty but for `checks/`,
 * `recipes/` and `exceptions/`, or holds our configuration or record. @throws Problem `home-foreign`; nothing was written then
 */
export function assertHomeOrEmpty(home: string): void {
  if (!existsSync(home)) return
  const file = join(home, 'config.yaml')
  const folder = statSync(home).isDirectory()
  const ours = existsSync(file)
    ? /^version:\s*1\s*(?:#|$)/m.test(readFileSync(file, 'utf8'))
    : folder && (existsSync(join(home, 'witnessmark.sqlite')) || isPrepared(home))
  if (!folder || !ours) throw new Problem('home-foreign', { home })
}

/** Empty, or with nothing in it but what a person put there for us beforehand. */
function isPrepared(home: string): boolean {
  return readdirSync(home).every(
    name =>
      ['checks', 'recipes', 'exceptions', 'frameworks', LOCK].includes(name) ||
      // Left by a restore that broke off.
      name.startsWith('.restore-'),
  )
}

/**
 * Makes the home, for its user alone (0700), with an empty configuration where there is none.
 * @returns the path of config.yaml
 * @throws Problem `home-foreign`
 */
export function initHome(home: string): { readonly file: string; readonly created: boolean } {
  assertFolder(home)
  assertHomeOrEmpty(home)
  if (existsSync(home) && (statSync(home).mode & 0o077) !== 0) chmodSync(home, 0o700)
  for (const folder of ['', 'checks', 'recipes', 'exceptions', 'frameworks', 'keys', 'exports'])
    mkdirSync(join(home, folder), { recursive: true, mode: 0o700 })
  const file = join(home, 'config.yaml')
  if (existsSync(file)) return { file, created: false }
  writeAtomically(file, first)
  return { file, created: true }
}

/** What holds where nothing is configured yet. */
export function emptyConfig(): Config {
  return Config.parse({ version: 1 })
}

/** What of a configuration is not as in an empty one, by section: what a run seals. */
export function sectionsOf(config: Config): Readonly<Record<string, unknown>> {
  const empty = new Map<string, unknown>(Object.entries(emptyConfig()))
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !isDeepStrictEqual(value, empty.get(name))),
  )
}

/** @throws Problem `config-missing`, `config-invalid` with each place and what was expected */
function readConfig(home: string): Config {
  const file = join(home, 'config.yaml')
  if (!existsSync(file)) {
    assertFolder(home)
    throw new Problem('config-missing', { file })
  }
  return parseConfig(readFileSync(file, 'utf8'), file)
}

/** @throws Problem `config-invalid` */
export function parseConfig(source: string, file: string): Config {
  return parseYaml('config-invalid', file, source, Config)
}

/**
 * Sets (or with undefined: removes) one place in config.yaml, keeping comments and order; the file
 * is replaced as a whole or not at all.
 * @throws Problem `config-invalid` when it is not YAML, or the result would not be valid; the file
 * then stays as it was
 */
export function editConfig(home: string, path: readonly string[], value: unknown): Config {
  const file = join(home, 'config.yaml')
  const document = yamlDocument('config-invalid', file, readFileSync(file, 'utf8'))
  if (value === undefined) document.deleteIn(path)
  else {
    // "tenants: {}" is written in flow style; what is put into it reads better as a block.
    const parent: unknown = document.getIn(path.slice(0, -1))
    if (isMap(parent) && parent.items.length === 0) parent.flow = false
    document.setIn(path, document.createNode(value))
  }
  const text = document.toString({ lineWidth: 0 })
  const config = parseConfig(text, file)
  writeAtomically(file, text)
  return config
}

/** The configuration as it counts now, and what of it does not. */
export type ConfigReader = {
  /** @throws Problem `config-missing`, `config-invalid` where it was not valid before either */
  read(): Config
  setAside(): SetAside | null
}

/**
 * A reader that parses again only when the file changed: commands may edit it while the agent runs.
 * Once it was valid its last valid version counts.
 */
export function configReader(home: string): ConfigReader {
  const file = join(home, 'config.yaml')
  let seen = ''
  let config: Config | null = null
  let problem: Problem | null = null
  const read = (): Config => {
    const stamp = fileStamp(file)
    if (config && stamp === seen) return config
    try {
      config = readConfig(home)
      problem = null
    } catch (error) {
      problem = unreadable(file, error)
      if (!config) throw problem
    }
    seen = stamp
    return config
  }
  return {
    read,
    setAside() {
      if (!config) return null
      read()
      return problem && setAside(home, 'config', file, problem, false)
    },
  }
}
