import { AsyncLocalStorage } from 'node:async_hooks'
import { hash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Pool } from 'pg'
import type { ClientConfig, PoolClient, QueryResult } from 'pg'
import { Problem } from '../../problem.ts'
import type { Row } from '../row.ts'
import { TransactionError } from '../store.ts'
import type { Store, Thing } from '../store.ts'
import type { Context } from './context.ts'
import { storeFailure } from './failure.ts'
import { foreignWrites } from './foreign.ts'
import { SCHEMA } from './migrations.ts'
import { encoded, reading } from './values.ts'
import type { Value } from './values.ts'

/** Whatever is started inside a transaction, or at a moment, carries it, also beyond its end. */
type Inside = {
  readonly client: Client | PoolClient
  readonly writes: boolean
  over: boolean
  /** Joined to it and not yet at an end. */
  joined: number
  /** Methods that write go one after the other: each is several statements. */
  turn: Promise<unknown>
  /** By tenant: the settings of which it wrote readings, with their things; null where it wrote more. */
  readonly touched: Map<string, Map<string, Thing[]> | null>
  /** It wrote something of the record. */
  recorded: boolean
  /** It changed or took out what had ended. */
  removed: boolean
  /** What went wrong in a part of it, also where somebody caught it. */
  failure: { readonly cause: unknown } | null
}

/** Stands for all tenants: none has this name. */
const EVERY = ''
/** By which the one agent that writes holds the database; of this program's own choice. */
const LOCK = 7_117_001
/** Connections that read what is committed. */
const READERS = 4
/** Milliseconds after which a server that does not answer is none. */
const PATIENCE = 10_000
/** Where a connection broke, its other end may hold the store for a while: looked at so often, at once. */
const TRIES = 20

/** Who may see what: a transaction its own rows, everybody else what is committed. */
export type Connections = Context & {
  readonly transaction: Store['transaction']
  /** Behind every transaction, on the connection that writes. @throws TransactionError inside one */
  readonly alone: (statements: readonly string[]) => Promise<void>
  /** One more connection, which reads what was committed at one moment. */
  readonly moment: <T>(work: (context: Context) => Promise<T>) => Promise<T>
  /** Takes the store: before it, nothing is written. */
  readonly hold: () => Promise<void>
  readonly close: () => Promise<void>
}

/** How to get there. @param shown the address as a person is told it */
export type Address = { readonly url: string; readonly shown: string; readonly password?: string }

export function configOf({ url, password }: Address): ClientConfig {
  // A password is never part of the address: given here, or found by the driver (PGPASSFILE).
  return {
    connectionString: withPassword(url, password),
    types: reading as NonNullable<ClientConfig['types']>,
    application_name: 'witnessmark',
    connectionTimeoutMillis: PATIENCE,
    keepAlive: true,
    keepAliveInitialDelayMillis: PATIENCE,
    // What was acknowledged is on disk there, whatever the server's default is.
    options: `-c search_path=${SCHEMA} -c synchronous_commit=on`,
  }
}

/** As the driver takes it: what it is given beside the address would count for nothing. */
function withPassword(url: string, password?: string): string {
  if (password === undefined) return url
  const address = new URL(url)
  address.password = encodeURIComponent(password)
  return address.href
}

/**
 * One connection that writes, in whose queue transactions stand, and some that read what is committed
 * when they are asked. Where one broke, the next use makes it anew; what was acknowledged is never lost by
 * that, and a commit whose answer did not come is asked for.
 */
export function connect(address: Address): Connections {
  const inside = new AsyncLocalStorage<Inside | undefined>()
  const config = configOf(address)
  const pool = new Pool({ ...config, max: READERS, idleTimeoutMillis: 60_000 })
  pool.on('error', () => undefined)
  const foreign = foreignWrites()
  const token = randomUUID()
  let last: Promise<unknown> = Promise.resolve()
  let [commits, rollbacks, removals] = [0, 0, 0]
  let writer: { readonly client: Client; readonly pid: number } | null = null
  let pid: number | null = null

  const inWords = (error: unknown, gone = false): unknown =>
    storeFailure(address.shown, error, gone)

  /** One connection at a time holds the store, by a lock that ends with it. */
  const held = async (client: Client): Promise<number> => {
    const ask = async (sql: string, ...values: unknown[]) =>
      (await client.query<Row>(sql, values)).rows[0] ?? {}
    for (let tries = 0; ; tries++) {
      if ((await ask(`SELECT pg_try_advisory_lock(${LOCK}) AS held`))['held'] === true) break
      // Only what was left of this store's own connection is ended.
      const left = pid === null ? {} : await ask(LEFT, pid, token)
      if (left['ended'] !== true || tries > TRIES)
        throw new Problem('store-failed', { file: address.shown, because: 'held' })
      await delay(100)
    }
    const { token: known } = await ask('SELECT token FROM holder')
    // Somebody else wrote meanwhile: what is known here of the log is not what it is.
    if (pid !== null && known !== token)
      throw new Problem('store-failed', { file: address.shown, because: 'held' })
    if (pid === null)
      await ask(
        'INSERT INTO holder (one, token) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET token = excluded.token',
        token,
      )
    return Number((await ask('SELECT pg_backend_pid() AS pid'))['pid'])
  }
  const writing = async (): Promise<Client> => {
    if (writer) return writer.client
    const client = new Client(config)
    const lost = (): void => {
      if (writer?.client === client) writer = null
    }
    client.on('error', lost)
    client.on('end', lost)
    try {
      await client.connect()
      pid = await held(client)
      writer = { client, pid }
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      throw inWords(error, true)
    }
  }

  const current = (): Inside | undefined => {
    const mine = inside.getStore()
    if (mine?.over)
      throw new TransactionError(
        'the transaction in which this was started has ended: await it inside, or start it outside',
      )
    return mine
  }
  const ask = async (
    sql: string,
    values: readonly Value[],
    rowMode?: 'array',
  ): Promise<unknown> => {
    const mine = current()
    const statement = {
      name: nameOf(sql),
      text: sql,
      values: values.map(encoded),
      ...(rowMode && { rowMode }),
    }
    if (mine)
      try {
        return (await mine.client.query(statement)).rows
      } catch (error) {
        throw inWords(error, mine.writes && writer === null)
      }
    try {
      return (await pool.query(statement)).rows
    } catch (error) {
      // A connection that stood idle may have broken meanwhile: another one is made, once.
      const failed = inWords(error, true)
      if (!(failed instanceof Problem)) throw failed
      try {
        return (await pool.query(statement)).rows
      } catch (again) {
        throw inWords(again, true)
      }
    }
  }
  const query: Context['query'] = async (sql, values = []) => (await ask(sql, values)) as Row[]
  const lists: Context['lists'] = async (sql, values = []) =>
    (await ask(sql, values, 'array')) as unknown[][]

  const queued = <T>(work: () => Promise<T> | T): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  /** What became of a commit whose answer did not come. @throws Problem where that cannot be told */
  const committed = async (xid: bigint): Promise<boolean> => {
    const client = await writing()
    const { rows } = await client.query<Row>('SELECT pg_xact_status($1::text::xid8) AS status', [
      String(xid),
    ])
    return rows[0]?.['status'] === 'committed'
  }
  const commit = async (client: Client, xid: bigint): Promise<void> => {
    let ended: string
    try {
      ended = (await client.query('COMMIT')).command
    } catch (error) {
      if (await committed(xid)) return
      throw error
    }
    // A statement failed, and somebody caught it.
    if (ended !== 'COMMIT') throw new TransactionError('a part of the transaction failed')
  }
  const begin = async <T>(work: () => Promise<T> | T): Promise<T> => {
    const client = await writing()
    const mine = insideOf(client, true)
    try {
      const xid = await begun(client)
      const result = await inside.run(mine, work)
      mine.over = true
      if (mine.failure) throw new TransactionError('a part of the transaction failed', mine.failure)
      if (mine.joined > 0)
        throw new TransactionError('a part of the transaction goes on after its end: await it')
      await commit(client, xid)
      if (mine.recorded) commits++
      return result
    } catch (error) {
      rollbacks++
      mine.over = true
      const gone = writer?.client !== client
      if (!gone) await client.query('ROLLBACK').catch(() => undefined)
      throw inWords(error, gone)
    } finally {
      if (mine.removed) removals++
    }
  }
  const begun = async (client: Client): Promise<bigint> => {
    const [, first] = (await client.query(
      'BEGIN; SELECT pg_current_snapshot()::text AS seen, pg_current_xact_id()::text AS xid',
    )) as unknown as readonly [QueryResult<Row>, QueryResult<Row>]
    const { seen, xid } = first.rows[0] ?? {}
    foreign.look(String(seen))
    foreign.own(BigInt(String(xid)))
    return BigInt(String(xid))
  }
  const join = async <T>(outer: Inside, work: () => Promise<T> | T): Promise<T> => {
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
    if (outer && !outer.writes) throw new TransactionError('a snapshot is only read')
    return outer ? join(outer, work) : queued(() => begin(work))
  }
  const inTurn =
    (recorded: boolean): Context['write'] =>
    method =>
    (...args) =>
      transaction(() => {
        const mine = current()
        if (!mine) throw new TransactionError('nothing is written outside of a transaction')
        if (recorded) mine.recorded = true
        const done = mine.turn.then(() => method(...args))
        mine.turn = done.catch(() => undefined)
        return done
      })
  const seen = async (client: Client | Pool): Promise<string> =>
    String((await client.query<Row>(SEEN)).rows[0]?.['seen'])

  return {
    query,
    lists,
    transaction,
    write: inTurn(true),
    writeAside: inTurn(false),
    isInside: () => current()?.writes === true,
    async atOnce(work) {
      if (current()) return work()
      const client = await pool.connect().catch((error: unknown) => {
        throw inWords(error, true)
      })
      const mine = insideOf(client, false)
      let failed = true
      try {
        await client.query(AT_ONCE)
        const result = await inside.run(mine, work)
        await client.query('COMMIT')
        failed = false
        return result
      } catch (error) {
        throw inWords(error)
      } finally {
        mine.over = true
        client.release(failed)
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
      const mine = current()
      mine?.touched.set(EVERY, null)
      if (mine) mine.removed = true
      removals++
    },
    touched(tenant) {
      const mine = current()
      if (!mine?.writes || mine.touched.has(EVERY)) return null
      const settings = mine.touched.get(tenant)
      return settings === undefined ? new Map() : settings
    },
    removals: () => removals,
    async written() {
      // What a transaction writes on its way is no stranger's: it looked as it began.
      if (!current()) {
        const [row] = await query(SEEN)
        foreign.look(String(row?.['seen']))
      }
      return { others: String(foreign.count()), commits, rollbacks, removals }
    },
    walk:
      method =>
      (...args) => ({
        // A generator runs in the context of whoever asks for its next row.
        [Symbol.asyncIterator]() {
          const mine = current()
          const rows = method(...args)
          return {
            next: async () =>
              inside.run(mine, () => {
                current()
                return rows.next()
              }),
            return: () => rows.return(undefined),
          }
        },
      }),
    async alone(statements) {
      if (current()) throw new TransactionError('this cannot be done inside a transaction')
      return queued(async () => {
        const client = await writing()
        try {
          foreign.look(await seen(client))
          for (const sql of statements) await client.query(sql)
          foreign.forgive(await seen(client))
          commits++
          removals++
        } catch (error) {
          throw inWords(error, writer?.client !== client)
        }
      })
    },
    async moment(work) {
      const client = new Client(config)
      client.on('error', () => undefined)
      try {
        await client.connect()
        await client.query(AT_ONCE)
        // The transaction stands on what is committed when it first reads.
        await client.query('SELECT 1')
        return await work(onlyReading(address, client))
      } catch (error) {
        throw inWords(error)
      } finally {
        await client.end().catch(() => undefined)
      }
    },
    async hold() {
      await queued(writing)
    },
    async close() {
      await last
      if (!pool.ended) await pool.end()
      await writer?.client.end().catch(() => undefined)
    },
  }
}

/** Ends a connection that still holds the store under this store's own token. */
const LEFT = `SELECT pg_terminate_backend(pid) AS ended FROM pg_locks
  WHERE locktype = 'advisory' AND objid = ${LOCK} AND pid = $1 AND EXISTS (SELECT 1 FROM holder WHERE token = $2)`
const AT_ONCE = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'
const SEEN = 'SELECT pg_current_snapshot()::text AS seen'

function insideOf(client: Client | PoolClient, writes: boolean): Inside {
  return {
    client,
    writes,
    over: false,
    joined: 0,
    turn: Promise.resolve(),
    touched: new Map(),
    recorded: false,
    removed: false,
    failure: null,
  }
}

/** What a snapshot's statements run on. */
function onlyReading(address: Address, client: Client): Context {
  const refuse = () => async (): Promise<never> => {
    throw new TransactionError('a snapshot is only read')
  }
  const ask = async (
    sql: string,
    values: readonly Value[],
    rowMode?: 'array',
  ): Promise<unknown> => {
    try {
      const text = { name: nameOf(sql), text: sql, values: values.map(encoded) }
      return (await client.query({ ...text, ...(rowMode && { rowMode }) })).rows
    } catch (error) {
      throw storeFailure(address.shown, error, true)
    }
  }
  return {
    query: async (sql, values = []) => (await ask(sql, values)) as Row[],
    lists: async (sql, values = []) => (await ask(sql, values, 'array')) as unknown[][],
    write: refuse,
    writeAside: refuse,
    isInside: () => false,
    atOnce: work => work(),
    touch: () => undefined,
    touchAll: () => undefined,
    touched: () => null,
    removals: () => 0,
    // Of one moment: whatever is written meanwhile.
    written: async () => ({ others: '', commits: 0, rollbacks: 0, removals: 0 }),
    walk: method => method,
  }
}

const names = new Map<string, string>()

/** Prepared once for each connection, under a name that follows from its text. */
function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known) return known
  const name = hash('sha256', sql, 'base64url').slice(0, 32)
  names.set(sql, name)
  return name
}
