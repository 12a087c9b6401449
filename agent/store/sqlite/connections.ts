import { AsyncLocalStorage } from 'node:async_hooks'
import { statSync } from 'node:fs'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { TransactionError } from '../store.ts'
import type { Store, Thing } from '../store.ts'
import type { Context, Statement } from './context.ts'
import { inWords, storeFailure } from './failure.ts'
import { askedAside, isLarge } from './sound.ts'

/** Whatever is started inside a transaction carries it, also beyond its end. */
type Transaction = {
  over: boolean
  /** Joined to it and not yet at an end. */
  joined: number
  /** By tenant: the settings of which it wrote readings, with their things; null where it wrote more. */
  readonly touched: Map<string, Map<string, Thing[]> | null>
  /** It wrote something of the record. */
  recorded: boolean
  /** What went wrong in a part of it, also where somebody caught it. */
  failure: { readonly cause: unknown } | null
}

/** After so many rows of a walk it is somebody else's turn. */
const TURN = 64

/** Stands for all tenants: none has this name. */
const EVERY = ''

/** Who may see what: a transaction its own rows, everybody else what is committed. */
export type Connections = Context & {
  readonly transaction: Store['transaction']
  /** Behind every transaction. @throws TransactionError inside one */
  readonly alone: (work: (writer: DatabaseSync) => void) => Promise<void>
  /** Opens one more, which reads: what that leaves in the file system is this store's own doing. */
  readonly another: () => DatabaseSync
  readonly close: () => Promise<void>
}

/**
 * Two connections to one file (named in problems) in WAL mode: transactions stand in a queue before the writer, and
 * what is read outside of them is the reader's, which sees what is committed at that moment. A
 * queue of reads behind the writer was measured too (ARCHITECTURE.md, "Reads see what is
 * committed"): a read then takes as long as the transaction before it, and one that is awaited
 * inside a transaction never ends.
 */
export function connect(
  file: string,
  writer: DatabaseSync,
  openReader: () => DatabaseSync,
): Connections {
  const reader = begunReading(openReader())
  const inside = new AsyncLocalStorage<Transaction | undefined>()
  let last: Promise<unknown> = Promise.resolve()
  // Removals: when one begins, and again where it was committed, as others see it only then.
  let [commits, rollbacks, removals] = [0, 0, 0]
  // As this store left the files; and how often they were found otherwise.
  let [left, strange] = [stampOf(file), 0]
  const others = writer.prepare('PRAGMA data_version')

  /** Not while a transaction is open: what it writes on its way is no stranger's. */
  const lookAtFiles = (): void => {
    if (writer.isTransaction) return
    const now = stampOf(file)
    if (now !== left) strange++
    left = now
  }
  const current = (): Transaction | undefined => {
    const mine = inside.getStore()
    if (mine?.over)
      throw new TransactionError(
        'the transaction in which this was started has ended: await it inside, or start it outside',
      )
    return mine
  }
  const queued = <T>(work: () => Promise<T> | T): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  const begin = async <T>(work: () => Promise<T> | T): Promise<T> => {
    const mine: Transaction = {
      over: false,
      joined: 0,
      touched: new Map(),
      recorded: false,
      failure: null,
    }
    try {
      lookAtFiles()
      writer.exec('BEGIN IMMEDIATE')
      const result = await inside.run(mine, work)
      if (mine.failure) throw new TransactionError('a part of the transaction failed', mine.failure)
      if (mine.joined > 0)
        throw new TransactionError('a part of the transaction goes on after its end: await it')
      writer.exec('COMMIT')
      left = stampOf(file)
      if (mine.recorded) commits++
      if (mine.touched.has(EVERY)) removals++
      return result
    } catch (error) {
      rollbacks++
      // Where the disk is full, SQLite has rolled back already.
      if (writer.isTransaction) writer.exec('ROLLBACK')
      throw storeFailure(file, error)
    } finally {
      mine.over = true
    }
  }
  const join = async <T>(outer: Transaction, work: () => Promise<T> | T): Promise<T> => {
    outer.joined++
    try {
      return await work()
    } catch (cause) {
      outer.failure ??= { cause }
      throw cause
    } finally {
      outer.joined--
    }
  }
  const transaction: Store['transaction'] = async work => {
    const outer = current()
    return outer ? join(outer, work) : queued(() => begin(work))
  }

  return {
    transaction,
    write:
      method =>
      (...args) =>
        transaction(() => {
          const mine = current()
          if (mine) mine.recorded = true
          return method(...args)
        }),
    writeAside:
      method =>
      (...args) =>
        transaction(() => method(...args)),
    isInside: () => current() !== undefined,
    atOnce(work) {
      if (current() || reader.isTransaction) return work()
      reader.exec('BEGIN')
      try {
        return work()
      } finally {
        reader.exec('COMMIT')
      }
    },
    touch(tenant, setting, thing) {
      const touched = current()?.touched
      const settings = touched?.get(tenant) === undefined ? new Map() : touched.get(tenant)
      if (setting === null || !settings) touched?.set(tenant, null)
      else {
        touched?.set(tenant, settings)
        const things = settings.get(setting) ?? []
        settings.set(setting, things)
        if (thing) things.push(thing)
      }
    },
    touchAll() {
      const touched = current()?.touched
      touched?.set(EVERY, null)
      removals++
    },
    removals: () => removals,
    touched(tenant) {
      const touched = current()?.touched
      if (!touched || touched.has(EVERY)) return null
      const settings = touched.get(tenant)
      return settings === undefined ? new Map() : settings
    },
    written() {
      lookAtFiles()
      const version = String(others.get()?.['data_version'])
      return { others: `${version}.${strange}`, commits, rollbacks, removals }
    },
    prepare: sql => prepared(file, sql, () => (current() ? writer : reader)),
    async aside(sql) {
      if (!isLarge(statSync(file).size)) {
        const asked = prepared(file, sql, () => (current() ? writer : reader))
        return asked.all()
      }
      lookAtFiles()
      return askedAside(file, sql, () => {
        if (!writer.isTransaction) left = stampOf(file)
      })
    },
    walk:
      method =>
      (...args) => ({
        // A generator runs in the context of whoever asks for its next row.
        [Symbol.asyncIterator]() {
          const here = current()
          const rows = method(...args)
          let passed = 0
          return {
            async next() {
              // However long it is, others are served in between.
              if (++passed % TURN === 0) await turn()
              return inside.run(here, () => {
                current()
                return rows.next()
              })
            },
            return: () => rows.return(undefined),
          }
        },
      }),
    async alone(work) {
      if (current()) throw new TransactionError('this cannot be done inside a transaction')
      commits++
      return queued(() => {
        inWords(file, () => work(writer))
        left = stampOf(file)
      })
    },
    another() {
      lookAtFiles()
      const opened = begunReading(openReader())
      if (!writer.isTransaction) left = stampOf(file)
      return opened
    },
    async close() {
      await last
      // The last to close takes the write-ahead log with it, which only a writer can.
      reader.close()
      writer.close()
    },
  }
}

/**
 * SQLite opens the write-ahead log with the first read, and where the user is root gives it to the
 * owner of the database each time: its time of change is another then.
 */
function begunReading(reader: DatabaseSync): DatabaseSync {
  reader.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
  return reader
}

/**
 * What the file system says of the database and its write-ahead log: whoever writes there past SQLite
 * can set the time of writing back, and not that of the change.
 */
function stampOf(file: string): string {
  return [file, `${file}-wal`]
    .map(name => statSync(name, { bigint: true, throwIfNoEntry: false }))
    .map(found => (found ? `${found.ino}.${found.size}.${found.ctimeNs}` : '-'))
    .join(' ')
}

/** Compiled once for each connection, when it is first run there. */
export function prepared(file: string, sql: string, connection: () => DatabaseSync): Statement {
  const compiled = new Map<DatabaseSync, StatementSync>()
  const { text, order } = inOrder(sql)
  const bound = (values: readonly SQLInputValue[]): readonly SQLInputValue[] =>
    order ? order.map(place => values[place - 1] ?? null) : values
  const here = (): StatementSync => {
    const database = connection()
    const known = compiled.get(database)
    if (known) return known
    const statement = database.prepare(text)
    compiled.set(database, statement)
    return statement
  }
  return {
    run: (...values: SQLInputValue[]) => inWords(file, () => here().run(...bound(values))),
    get: (...values: SQLInputValue[]) => inWords(file, () => here().get(...bound(values))),
    all: (...values: SQLInputValue[]) => inWords(file, () => here().all(...bound(values))),
    lists: (...values: SQLInputValue[]) =>
      inWords(file, () => {
        const statement = here()
        statement.setReturnArrays(true)
        return statement.all(...bound(values)) as unknown as unknown[][]
      }),
    iterate: (...values: SQLInputValue[]) => here().iterate(...bound(values)),
  }
}

/**
 * The statement with `?` in place of `?1`, `?2` ..., and which value each of them takes: Node 24.0
 * holds numbered parameters for named ones, and binds nothing to them. @throws TypeError for both in one
 */
function inOrder(sql: string): { readonly text: string; readonly order: readonly number[] | null } {
  const order = [...sql.matchAll(/\?(\d+)/g)].map(match => Number(match[1]))
  if (order.length === 0) return { text: sql, order: null }
  if (/\?(?!\d)/.test(sql)) throw new TypeError(`numbered parameters and others: ${sql}`)
  return { text: sql.replaceAll(/\?\d+/g, '?'), order }
}
