import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { addressOf, DATABASE, isRecorded, STORE_SECRET } from '../home/engine.ts'
import { editConfig } from '../home/config.ts'
import type { Config } from '../home/config.ts'
import type { Secrets } from '../home/secrets.ts'
import { flushFolder } from '../files.ts'
import { verifyLog } from '../log/verify.ts'
import { Problem } from '../problem.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { sqliteSource, sqliteTarget } from '../store/sqlite/moving.ts'
import { NOTHING_ENDED } from '../store/store.ts'
import type { Store } from '../store/store.ts'
import { tables } from '../store/tables.ts'
import type { Source, Table, Target } from '../store/tables.ts'

/** A store that is being made; it has its name only when it is whole. */
const MOVING = `${DATABASE}.moving`

export type Migrated = {
  /** An address, or `sqlite`. */
  readonly from: string
  readonly to: string
  readonly entries: number
  readonly rows: number
  /** Where the file went that the record was in; null where it was in none. */
  readonly moved: string | null
}

/** One end of the move: how it is read, made, and opened. */
type End = {
  readonly source: () => Promise<Source>
  readonly target: () => Promise<Target>
  readonly open: () => Promise<Store>
}

/**
 * Moves the record of a home that no agent holds from one engine to the other. The source is verified
 * first, and is read as of one moment; each row is read back from the target and compared, then all that
 * is sealed is, and the log is verified there. Only then does config.yaml name the target, by one
 * renaming: whenever it breaks off, the home is whole at one end, and what was begun at the other is begun
 * anew.
 * @param to an address, or `sqlite` @param options `password` of the database, kept as secrets are
 * @throws Problem `nothing-recorded`, `migrate-there`, `migrate-occupied`, `migrate-differs`, `log-unsound`,
 * `store-failed`
 */
export async function migrate(
  home: string,
  config: Pick<Config, 'store'>,
  to: string,
  options: {
    readonly secrets: Pick<Secrets, 'get' | 'set'>
    readonly now: Date
    readonly password?: string | undefined
    readonly progress?: (text: string) => void
    /** Called between two steps: where a test breaks it off. */
    readonly step?: (name: string) => Promise<void> | void
  },
): Promise<Migrated> {
  const { secrets, now, password, progress = () => undefined, step = () => undefined } = options
  const from = config.store ?? 'sqlite'
  if (from === to || (from !== 'sqlite' && to !== 'sqlite'))
    throw new Problem('migrate-there', { store: from })
  if (!isRecorded(home, config)) throw new Problem('nothing-recorded', { home })
  if (password !== undefined) await secrets.set(STORE_SECRET, password)
  const there = from === 'sqlite' ? to : from
  const [file, part] = [join(home, DATABASE), join(home, MOVING)]
  const database = await postgresEnd(there, secrets)
  const [old, made] =
    from === 'sqlite' ? [fileEnd(file, file), database] : [database, fileEnd(part, part)]

  const before = await verified(old, progress)
  await step('verified')
  const rows = await copied(old, made, progress, step)
  await step('copied')
  const after = await verified(made, progress)
  const differs = Object.keys({ ...before, ...after }).find(name => before[name] !== after[name])
  if (differs) throw new Problem('migrate-differs', { what: differs })
  await step('compared')

  if (to === 'sqlite') renameSync(part, file)
  await database.mark('verified')
  flushFolder(home)
  await step('named')
  editConfig(home, ['store'], to === 'sqlite' ? undefined : to)
  await step('switched')
  const moved = from === 'sqlite' ? setAside(home, now) : null
  await database.mark(to === 'sqlite' ? 'left' : null)
  return { from, to, entries: Number(before['entries']), rows, moved }
}

/** The file is no record any more: it goes aside, so that nobody takes it for one. */
function setAside(home: string, now: Date): string {
  const folder = join(home, `replaced-${now.toISOString().replaceAll(/[:.]/g, '-')}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(join(home, DATABASE + suffix)))
      renameSync(join(home, DATABASE + suffix), join(folder, DATABASE + suffix))
  return folder
}

function fileEnd(file: string, made: string): End {
  return {
    source: async () => {
      // One of an earlier version is brought to the present one, and its write-ahead log into it.
      await openSqliteStore(file).close()
      return sqliteSource(file)
    },
    target: async () => sqliteTarget(made),
    open: async () => openSqliteStore(file),
  }
}

async function postgresEnd(
  url: string,
  secrets: Pick<Secrets, 'get'>,
): Promise<End & { mark(state: 'verified' | 'left' | null): Promise<void> }> {
  const engine = await import('../store/postgres/moving.ts')
  const { openPostgresStore } = await import('../store/postgres/postgres-store.ts')
  const address = await addressOf(url, secrets)
  return {
    source: () => engine.postgresSource(address),
    target: () =>
      engine.postgresTarget(address, () => new Problem('migrate-occupied', { store: url })),
    async open() {
      const store = await openPostgresStore(address, { unfinished: true })
      if (!store) throw new Problem('migrate-differs', { what: url })
      return store
    },
    mark: state => engine.markStore(address, state),
  }
}

/** Copies all rows, reads them back, and compares. @returns how many @throws Problem `migrate-differs` */
async function copied(
  from: End,
  to: End,
  progress: (text: string) => void,
  step: (name: string) => Promise<void> | void,
): Promise<number> {
  const source = await from.source()
  const digests = new Map<string, string>()
  let count = 0
  try {
    const target = await to.target()
    try {
      for (const table of tables) {
        const hash = digest()
        for await (const rows of source.rows(table)) {
          await target.put(table, rows)
          for (const row of rows) hash.add(row)
          count += rows.length
          progress(`copying ${table.name}: ${count} rows`)
          await step(`copying ${table.name}`)
        }
        digests.set(table.name, hash.end())
      }
      await target.finish()
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
  const back = await to.source()
  try {
    for (const table of tables)
      if ((await digestOf(back, table, progress)) !== digests.get(table.name))
        throw new Problem('migrate-differs', { what: table.name })
  } finally {
    await back.close()
  }
  return count
}

async function digestOf(
  source: Source,
  table: Table,
  progress: (text: string) => void,
): Promise<string> {
  const hash = digest()
  progress(`comparing ${table.name}`)
  for await (const rows of source.rows(table)) for (const row of rows) hash.add(row)
  return hash.end()
}

function digest() {
  const hash = createHash('sha256')
  return {
    add(row: readonly unknown[]): void {
      const values = row.map(value =>
        value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value,
      )
      hash.update(`${JSON.stringify(values)}\n`)
    },
    end: (): string => hash.digest('hex'),
  }
}

/** All that is sealed at one end, by what it is of. @throws Problem `log-unsound` */
async function verified(
  end: End,
  progress: (text: string) => void,
): Promise<Readonly<Record<string, string | number>>> {
  const store = await end.open()
  try {
    const { first, entries, pruned } = await verifyLog(store, {
      onProgress: (done, total) => progress(`verifying ${done} of ${total} entries`),
    })
    if (first) throw new Problem('log-unsound', { entry: first.entry, detail: first.problem })
    const seals: Record<string, string | number> = { entries: entries + pruned }
    const [last] = await store.checkpoints({ last: true })
    seals['root'] = last?.root ?? ''
    for (const tenant of await store.tenants()) {
      seals[`current ${tenant}`] = await store.currentDigest(tenant, { anew: true })
      seals[`ended ${tenant}`] = (
        await store.endedChain(tenant, NOTHING_ENDED, { anew: true })
      ).chain
    }
    return seals
  } finally {
    await store.close()
  }
}

/** What a migration that broke off left in the home. */
export function removeMoving(home: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(home, MOVING + suffix), { force: true })
}
