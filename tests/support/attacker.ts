import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue } from 'node:sqlite'
import type { TestContext } from 'node:test'
import type { Agent } from '../../agent/agent.ts'
import { addPairing, endPairing } from '../../agent/console/pairings.ts'
import { demoToken } from '../../agent/demo/github.ts'
import { exportTo } from '../../agent/export/export.ts'
import type { Format } from '../../agent/export/formats.ts'
import { seenIn } from '../../agent/export/seen.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import { editConfig } from '../../agent/home/config.ts'
import { erase } from '../../agent/keep/erasure.ts'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { inOutbox, NEWS_PLACE } from '../../agent/log/sealed-outbox.ts'
import { alertOf } from '../../agent/notify/news.ts'
import { recordClockStep } from '../../agent/record/gap.ts'
import { openAgent, openHome } from '../../agent/open-agent.ts'
import { perform } from '../../agent/operations/perform.ts'
import { Problem } from '../../agent/problem.ts'
import { scan } from '../../agent/collect/scan.ts'
import type { Capture } from '../../common/protocol/message.ts'
import { ingestCapture, tester } from './actor.ts'
import { temporaryFolder } from './agent.ts'
import { recorded } from './export.ts'
import type { Recorded } from './export.ts'

const DATABASE = 'witnessmark.sqlite'
/** Exports that are the same of the same record: the others carry signatures, or a time of their own. */
const compared = ['csv', 'html', 'requirements', 'sarif', 'ocsf', 'oscal', 'xlsx'] as const
/** Findings whose own page is looked at, too. */
const OPENED = 5
const NEXT = Date.parse('2026-03-20T06:00:00Z')

/** A home that is attacked, what it was yesterday, and one of somebody else with a key of his own. */
export type Ground = {
  readonly home: string
  readonly yesterday: string
  readonly other: string
  /** A folder for the copies that are attacked. */
  readonly folder: string
}

/** Made once; each attack is on a copy. */
export async function attackGround(context: Pick<TestContext, 'after'>): Promise<Ground> {
  const folder = temporaryFolder(context)
  const [home, yesterday, other] = ['home', 'yesterday', 'other'].map(name => join(folder, name))
  for (const into of [home, other] as string[]) {
    const world = await recorded(context, { sameClock: true })
    await addPairing(world.agent, tester, {
      id: BROWSER,
      name: 'A browser',
      origin: 'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
      publicKey: 'A'.repeat(43),
      pairedAt: '2026-03-13T07:00:00.000Z',
    })
    ownFiles(world.home)
    await allKinds(world)
    await world.scanOn('2026-03-14')
    await world.close()
    // What stands in the home at night; the rest is of the next day.
    if (into === home) cpSync(world.home, yesterday as string, { recursive: true })
    const again = await openAgent(world.home, await options())
    await exportTo(again.agent, {
      format: 'bundle',
      out: join(world.home, 'exports', 'today.zip'),
      days: ['2026-03-12'],
    })
    await again.close()
    cpSync(world.home, into, { recursive: true })
  }
  return { home: home as string, yesterday: yesterday as string, other: other as string, folder }
}

/** A row of each kind that a home can have: what is not there is not attacked. */
async function allKinds({ agent, home, at }: Recorded): Promise<void> {
  at('2026-03-13')
  const target = { url: 'https://cms.example' }
  editConfig(home, ['tenants', 'content'], { service: 'directus', target, schedule: 'off' })
  for (const value of [true, false]) await ingestCapture(agent, pageRead(agent, value), BROWSER)
  const ended = { origin: 'chrome-extension://bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', publicKey: 'B' }
  await addPairing(agent, tester, {
    ...ended,
    id: '00000000-0000-4000-8000-000000000002',
    name: 'One that was sent away',
    pairedAt: '2026-03-13T07:00:00.000Z',
  })
  await endPairing(agent, tester, '00000000-0000-4000-8000-000000000002')
  const ops = { name: 'ops', to: 'webhook', url: 'http://127.0.0.1:9/', private: true, from: 'low' }
  editConfig(home, ['alerts'], [ops])
  await inOutbox(agent, async () => {
    await agent.store.set(NEWS_PLACE, String((await agent.store.logSize()) - 1))
    for (const [id, state] of [
      ['sent', 'sent'],
      ['given up', 'dead'],
      ['put off', 'waiting'],
    ] as const) {
      const tenant = 'aurora-labs'
      const about = { kind: 'new-failing', severity: 'low', tenant, count: 1 } as const
      const words = { title: 'Newly failing', text: 'Newly failing' }
      const alert = alertOf(agent, id, { ...about, words })
      const row = { id: alert.id, channel: 'ops', alert: JSON.stringify(alert) }
      await agent.store.putDeliveries([{ ...row, state, madeAt: alert.at, dueAt: alert.at }])
    }
  })
  const [{ index } = assert.fail()] = await Array.fromAsync(
    agent.store.evidenceHeads({ kind: 'evidence' }),
  )
  await erase(agent, tester, { entries: [index], reason: 'A request' })
  await recordClockStep(agent, '2026-03-13T08:00:00.000Z')
  await agent.store.startRun({
    id: '00000000-0000-4000-8000-000000000003',
    kind: 'scan',
    tenant: 'aurora-labs',
    startedAt: agent.clock().toISOString(),
    catalogue: agent.catalogueDigest(),
  })
}

const BROWSER = '00000000-0000-4000-8000-000000000001'

function pageRead(agent: Agent, value: boolean): Capture {
  const recipe = agent.recipes().find(item => item.id === 'directus-policy')
  return {
    id: `00000000-0000-4000-8000-00000000001${value ? 1 : 0}`,
    tenant: 'content',
    recipe: 'directus-policy',
    recipeVersion: recipe?.version ?? 0,
    address: 'https://cms.example/admin/settings/policies/one',
    title: '',
    heading: null,
    language: 'en',
    account: null,
    tenantShown: null,
    seenAt: agent.clock().toISOString(),
    readings: [{ setting: 'directus.policy.admin-access', reading: { state: 'observed', value } }],
  } as Capture
}

function ownFiles(home: string): void {
  writeFileSync(
    join(home, 'checks', 'own.yaml'),
    `service: { id: github }
checks:
  - id: github.organization.own-two-factor
    metric: mfa-enforced
    title: Members sign in with two factors
    resource: organization
    reads: [github.organization.two-factor-required]
    expect: { op: equals, value: true }
    expected: required
    severity: medium
    remediation: { steps: [Ask the platform team], url: https://github.com, seen: documented }
`,
  )
}

async function options() {
  const secrets = memorySecrets()
  await secrets.set('aurora-labs', demoToken)
  let now = NEXT
  return { secrets, clock: () => new Date((now += 7)) }
}

/** What somebody sees of a home, and what its next scan makes of it; or by whom the attack was found. */
type Outcome =
  | { readonly found: string; readonly words: string }
  | { readonly found: null; readonly shown: Readonly<Record<string, string>> }

const found = (by: string, error: unknown): Outcome => {
  if (!(error instanceof Problem)) throw error
  return { found: by, words: error.message }
}

/** Looks at a home as auditor, user and agent do, until somebody finds something. */
async function looked(
  home: string,
  before: Baseline | null,
  wanted: readonly Format[],
): Promise<Outcome> {
  try {
    const { agent, close } = openHome(home, await options())
    try {
      const { first } = await verifyHome(agent)
      if (first) return { found: 'verify', words: first.problem }
    } finally {
      await close()
    }
  } catch (error) {
    return found('verify', error)
  }
  let open: Awaited<ReturnType<typeof openAgent>>
  try {
    open = await openAgent(home, await options())
  } catch (error) {
    return found('start', error)
  }
  const { agent } = open
  const shown: Record<string, string> = {}
  try {
    if (before && agent.log.origin !== before.origin)
      return { found: 'start', words: 'it goes on under a new key and name' }
    const digest = agent.catalogueDigest()
    const standing = await perform(agent, tester, 'status', {})
    const said = JSON.stringify([
      standing.unsealed,
      standing.proposals,
      standing.left,
      standing.edited,
      standing.setAside,
    ])
    if (before && said !== before.said) return { found: 'views', words: said }
    shown['views'] = await views(agent)
    for (const format of wanted) {
      const out = join(home, '..', `${format}.out`)
      try {
        await exportTo(agent, { format, out, to: '2026-03-19T00:00:00.000Z' })
      } catch (error) {
        return found('export', error)
      }
      shown[format] = readFileSync(out, 'latin1').replaceAll(digest, 'DIGEST')
    }
    try {
      await scan(agent, tester, 'aurora-labs', {
        transport: {
          sleep: async () => undefined,
          timeoutMs: 5000,
          random: () => 0,
          maxWaitMs: 10,
        },
      })
    } catch (error) {
      return found('next scan', error)
    }
    const [run] = await agent.store.runs({ tenant: 'aurora-labs', status: 'finished', limit: 1 })
    if (before && digest !== before.digest && run?.catalogue === digest)
      return { found: 'digest', words: 'another digest of what judges is sealed' }
    shown['next'] = JSON.stringify(
      (await agent.store.findings('aurora-labs')).map(item => [
        item.id,
        item.outcome,
        item.reason,
        item.grade,
        item.exception,
      ]),
    )
    shown['said'] = said
    shown['digest'] = digest
    shown['origin'] = agent.log.origin
    return { found: null, shown }
  } finally {
    await open.close()
  }
}

async function views(agent: Awaited<ReturnType<typeof openAgent>>['agent']): Promise<string> {
  const answers = []
  for (const view of [
    'status',
    'findings-whole',
    'frameworks',
    'exceptions',
    'changes',
    'tenants',
    'alert-list',
    'targets',
    'drift',
    'period',
    'taught',
    'key',
  ] as const)
    answers.push(await perform(agent, tester, view, {}))
  answers.push(await perform(agent, tester, 'diff', { tenant: 'aurora-labs' }))
  const listed = await agent.store.findings('aurora-labs')
  for (const { id } of listed.slice(0, OPENED)) {
    const { now: _now, ...one } = await perform(agent, tester, 'finding', { id })
    answers.push(one)
  }
  const { at: _, ...overview } = await perform(agent, tester, 'overview', {})
  const { pairings } = await perform(agent, tester, 'pairings', {})
  const { gaps, checkpoints } = await perform(agent, tester, 'log', {})
  const paired = pairings.map(({ lastSeen: _seen, ...pairing }) => pairing)
  return JSON.stringify([answers, overview, paired, gaps, checkpoints])
}

export type Baseline = {
  readonly origin: string
  readonly digest: string
  readonly said: string
  /** A file with the newest checkpoint, and the key, as an auditor has them. */
  readonly kept: { readonly checkpoint: string; readonly key: string }
  readonly shown: Readonly<Record<string, string>>
}

/** What an auditor kept elsewhere shows of a home that was set back, or is another one altogether. */
async function foundElsewhere(home: string, kept: Baseline['kept']): Promise<string | null> {
  const { agent, close } = openHome(home, await options())
  try {
    const { first } = await verifyHome(agent, {
      seen: await seenIn(kept.checkpoint),
      pinned: kept.key,
    })
    return first?.problem ?? null
  } finally {
    await close()
  }
}

/** What an untouched copy shows. @throws Error where something is found in it */
export async function baselineOf(ground: Ground): Promise<Baseline> {
  const copy = copied(ground, 'baseline')
  const outcome = await looked(copy, null, compared)
  rmSync(copy, { recursive: true })
  if (outcome.found !== null) throw new Error(`the untouched home: ${outcome.words}`)
  const { origin = '', digest = '', said = '' } = outcome.shown
  // What is said already hides what an attack would have said.
  if (said !== '[[],[],[],[],[]]') throw new Error(`the untouched home: ${said}`)
  const { agent, close } = openHome(ground.home, await options())
  const [last] = await agent.store.checkpoints({ last: true })
  const kept = { checkpoint: join(ground.folder, 'kept.txt'), key: agent.log.verifierKey() }
  writeFileSync(kept.checkpoint, last?.note ?? '')
  await close()
  return { origin, digest, said, kept, shown: outcome.shown }
}

function copied({ home, folder }: Ground, name: string): string {
  const copy = join(folder, name)
  rmSync(copy, { recursive: true, force: true })
  cpSync(home, copy, { recursive: true })
  return copy
}

export type Attack = (on: {
  readonly home: string
  readonly ground: Ground
  readonly random: () => number
}) => string

const pick = <T>(items: readonly T[], random: () => number): T => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Every kind of attack by somebody who may write all of the home and has not its keys. */
export const attacks: Readonly<Record<string, Attack>> = {
  'flip a cell': on =>
    inTable(on, ({ table, column, row }) => {
      const value = row[column] ?? null
      return [`UPDATE "${table}" SET "${column}" = ? WHERE ${keyOf(row)}`, [flip(value, on.random)]]
    }),
  'replace a cell': on =>
    inTable(on, ({ database, table, column, row }) => {
      const others = database.prepare(`SELECT "${column}" AS value FROM "${table}"`).all()
      const value = on.random() < 0.2 ? null : (pick(others, on.random)['value'] ?? null)
      return [`UPDATE "${table}" SET "${column}" = ? WHERE ${keyOf(row)}`, [value]]
    }),
  'delete rows': on =>
    inTable(on, ({ table, column, row }) =>
      on.random() < 0.5
        ? [`DELETE FROM "${table}" WHERE ${keyOf(row)}`, []]
        : [`DELETE FROM "${table}" WHERE "${column}" IS ?`, [row[column] ?? null]],
    ),
  'insert a row': on =>
    inTable(on, ({ database, table, row }) => {
      const columns = Object.keys(row).filter(name => !name.startsWith('_'))
      const changed = pick(columns, on.random)
      const from = on.random() < 0.5 ? row : otherRow(on.ground, table, database, on.random)
      const values = columns.map(name => {
        const value = (from ?? row)[name] ?? null
        if (name !== changed) return value
        return typeof value === 'number'
          ? value + 1 + Math.floor(on.random() * 1000)
          : `${String(value)}x`
      })
      const names = columns.map(name => `"${name}"`).join(', ')
      return [
        `INSERT INTO "${table}" (${names}) VALUES (${values.map(() => '?').join(', ')})`,
        values,
      ]
    }),
  'turn a verdict': on =>
    inDatabase(on.home, database => {
      const sql = pick(verdicts, on.random)
      const parts = on.random() < 0.5 ? '' : ` AND rowid % ${2 + Math.floor(on.random() * 5)} = 0`
      return `${sql}${parts}: ${database.prepare(sql + parts).run().changes}`
    }),
  'swap bodies': on =>
    inDatabase(on.home, database => {
      const rows = database.prepare('SELECT idx, body, salt FROM evidence').all()
      const [one, two] = [pick(rows, on.random), pick(rows, on.random)]
      const put = database.prepare('UPDATE evidence SET body = ?, salt = ? WHERE idx = ?')
      put.run(two['body'] ?? null, two['salt'] ?? null, one['idx'] ?? null)
      if (on.random() < 0.5) put.run(one['body'] ?? null, one['salt'] ?? null, two['idx'] ?? null)
      return `bodies of ${String(one['idx'])} and ${String(two['idx'])}`
    }),
  'roll back': ({ home, ground, random }) => {
    const given = [DATABASE, 'keys/head.json', 'exports', 'exceptions', 'checks'].filter(
      () => random() < 0.5,
    )
    const names = given.length === 0 ? [DATABASE] : given
    const gone = random() < 0.3 ? ['keys/head.json'] : []
    for (const name of names) replace(join(ground.yesterday, name), join(home, name))
    for (const name of gone) rmSync(join(home, name), { force: true })
    return `yesterday's ${names.join(', ')}${gone.length > 0 ? ', no head file' : ''}`
  },
  'swap files of another home': ({ home, ground, random }) => {
    const all = filesIn(ground.other)
    const names = [
      ...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(all, random))),
    ]
    for (const name of names) replace(join(ground.other, name), join(home, name))
    return names.join(', ')
  },
  'edit a file': ({ home, random }) => {
    const name = pick(
      filesIn(home).filter(
        file => /\.(ya?ml|json|lock)$/.test(file) && !file.startsWith('schemas'),
      ),
      random,
    )
    const file = join(home, name)
    const text = readFileSync(file, 'utf8')
    const lines = text.split('\n')
    const line = Math.floor(random() * lines.length)
    const at = Math.floor(random() * Math.max(1, text.length))
    const edited = pick(
      [
        () =>
          text.slice(0, at) +
          String.fromCharCode(33 + Math.floor(random() * 90)) +
          text.slice(at + 1),
        () => text.slice(0, at) + text.slice(at + 1),
        () => lines.filter((_, index) => index !== line).join('\n'),
        () => lines.toSpliced(line, 0, lines[Math.floor(random() * lines.length)] ?? '').join('\n'),
        () =>
          text.replace(/\b(true|false|\d+)\b/, found_ =>
            found_ === 'true' ? 'false' : found_ === 'false' ? 'true' : `${found_}1`,
          ),
      ],
      random,
    )()
    writeFileSync(file, edited)
    return `${name}: ${JSON.stringify(edited.slice(Math.max(0, at - 10), at + 20))}`
  },
  'take files away': ({ home, random }) => {
    const name = pick(
      [...filesIn(home), 'keys', 'exports', 'exceptions', 'checks', 'recipes'],
      random,
    )
    rmSync(join(home, name), { recursive: true, force: true })
    return name
  },
  'bring files in': ({ home, ground, random }) => {
    const from = pick(filesIn(ground.other), random)
    const to = pick(
      [
        'keys/log.next.json',
        'keys/head.json.tmp',
        'checks/more.yaml',
        'recipes/more.yaml',
        'exceptions/more.yaml',
        'exports/more.zip',
        `${DATABASE}-wal`,
        `${DATABASE}-journal`,
        'agent.lock',
        'keys/metrics.token',
        'keys/extension.key',
        'backups/store-6.sqlite',
        'schemas/checks.json',
        '.restored/restore.json',
        '.restored/config.yaml',
        'restore.json',
      ],
      random,
    )
    replace(join(ground.other, from), join(home, to))
    return `${from} as ${to}`
  },
}

const verdicts = [
  `UPDATE finding SET finding = json_set(finding, '$.outcome', 'pass') WHERE finding ->> 'outcome' = 'fail'`,
  `UPDATE finding SET finding = json_set(finding, '$.severity', 'low') WHERE finding ->> 'severity' <> 'low'`,
  `UPDATE observation SET value = 'true' WHERE value = 'false'`,
  `UPDATE observation SET valid_to = '2026-03-13T06:00:00.000Z' WHERE valid_to IS NULL`,
  `UPDATE observation SET valid_from = '2026-03-01T06:00:00.000Z' WHERE valid_from > '2026-03-02'`,
  `UPDATE observation SET valid_to = '2026-03-13T00:00:00.000Z' WHERE valid_to < '2026-03-13'`,
  `UPDATE observation SET state = 'observed', value = 'true' WHERE state = 'unobserved'`,
  `UPDATE evidence SET body = CAST(replace(CAST(body AS TEXT), 'fail', 'pass') AS BLOB) WHERE kind <> 'run'`,
  `UPDATE run SET finished_at = '2026-03-08T06:00:00.000Z' WHERE kind = 'scan'`,
  `UPDATE cache SET evidence = (SELECT min(idx) FROM evidence WHERE kind = 'evidence') WHERE 1`,
  `UPDATE resource SET valid_to = '2026-03-13T06:00:00.000Z' WHERE valid_to IS NULL`,
  `UPDATE named SET value = '1' WHERE 1`,
]

type Row = Record<string, SQLInputValue>
type Place = {
  readonly database: DatabaseSync
  readonly table: string
  readonly column: string
  readonly row: Row
}

export function inDatabase(home: string, work: (database: DatabaseSync) => string): string {
  const database = new DatabaseSync(join(home, DATABASE))
  try {
    return work(database)
  } catch (error) {
    return `refused by the database: ${String(error)}`
  } finally {
    database.close()
  }
}

/** A random cell of a random table: small tables are as likely as large ones. */
function inTable(
  { home, random }: { readonly home: string; readonly random: () => number },
  statement: (place: Place) => readonly [string, readonly SQLInputValue[]],
): string {
  return inDatabase(home, database => {
    const tables = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .all()
      .map(row => String(row['name']))
      .filter(name => database.prepare(`SELECT 1 FROM "${name}"`).get() !== undefined)
    const table = pick(tables, random)
    const columns = database.prepare(`SELECT name FROM pragma_table_info(?)`).all(table)
    const column = String(pick(columns, random)['name'])
    const row = pick(database.prepare(`SELECT * FROM "${table}"`).all() as Row[], random)
    const [sql, values] = statement({ database, table, column, row })
    const { changes } = database.prepare(sql).run(...values)
    return `${table}.${column}: ${sql.slice(0, 60)} (${changes})`
  })
}

/** By all of its columns: some tables have no rowid. */
function keyOf(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => `"${name}" IS ${literal(value)}`)
    .join(' AND ')
}

function literal(value: SQLInputValue | undefined): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Uint8Array) return `X'${Buffer.from(value).toString('hex')}'`
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
}

function otherRow(
  ground: Ground,
  table: string,
  _: DatabaseSync,
  random: () => number,
): Row | null {
  const database = new DatabaseSync(join(ground.other, DATABASE), { readOnly: true })
  try {
    const rows = database.prepare(`SELECT * FROM "${table}"`).all() as Row[]
    return rows.length === 0 ? null : pick(rows, random)
  } finally {
    database.close()
  }
}

function flip(value: SQLInputValue, random: () => number): SQLInputValue {
  if (value === null) return 1
  if (typeof value === 'number') return value ^ (1 << Math.floor(random() * 20))
  const bytes = Buffer.from(value instanceof Uint8Array ? value : String(value))
  if (bytes.length === 0) return 'x'
  const at = Math.floor(random() * bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 7))
  return typeof value === 'string' ? bytes.toString() : new Uint8Array(bytes)
}

export function filesIn(home: string): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter(name => statSync(join(home, name)).isFile())
    .sort()
}

function replace(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true })
  if (existsSync(from)) cpSync(from, to, { recursive: true })
}

export type Attacked = {
  readonly kind: string
  readonly what: string
  readonly outcome: string
  readonly words: string
}

/**
 * One attack, as its seed has it, on a copy of the home.
 * @returns who found it, `without effect`, or `NEITHER` with what is another
 */
export async function attacked(
  ground: Ground,
  before: Baseline,
  random: () => number,
  { kind = pick(Object.keys(attacks), random) }: { readonly kind?: string } = {},
): Promise<Attacked> {
  const attack = attacks[kind] ?? (() => '')
  // Each recomputes the same window: over many seeds every format is looked at.
  return attackedBy(ground, before, {
    kind,
    attack,
    random,
    formats: () => [pick(compared, random)],
  })
}

/** The same with an attack of one's own, and all formats. */
export async function attackedBy(
  ground: Ground,
  before: Baseline,
  {
    kind,
    attack,
    random = () => 0,
    formats = () => compared,
  }: {
    readonly kind: string
    readonly attack: Attack
    readonly random?: () => number
    readonly formats?: () => readonly Format[]
  },
): Promise<Attacked> {
  const home = copied(ground, 'copy')
  const what = attack({ home, ground, random })
  try {
    const outcome = await looked(home, before, formats())
    if (outcome.found !== null) return { kind, what, outcome: outcome.found, words: outcome.words }
    const other = Object.keys(outcome.shown).filter(
      part => outcome.shown[part] !== before.shown[part],
    )
    if (other.length === 0) return { kind, what, outcome: 'without effect', words: '' }
    const kept = setBack.has(kind) ? await foundElsewhere(home, before.kept) : null
    if (kept !== null) return { kind, what, outcome: 'with what was kept elsewhere', words: kept }
    const words = other
      .map(part => difference(before.shown[part] ?? '', outcome.shown[part] ?? '', part))
      .join('; ')
    return { kind, what, outcome: 'NEITHER', words }
  } catch (error) {
    return {
      kind,
      what,
      outcome: 'NEITHER',
      words: `an error that is no Problem: ${String(error)} ${error instanceof Error ? (error.stack ?? '').split('\n')[1] : ''}`,
    }
  }
}

/** Of these, all that knows better may have gone: an auditor has what was kept elsewhere. */
const setBack: ReadonlySet<string> = new Set(['roll back', 'swap files of another home'])

function difference(one: string, two: string, part: string): string {
  let at = 0
  while (at < one.length && one[at] === two[at]) at++
  return `${part}: ${JSON.stringify(one.slice(Math.max(0, at - 60), at + 40))} -> ${JSON.stringify(two.slice(Math.max(0, at - 60), at + 40))}`
}
