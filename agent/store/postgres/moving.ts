import { Client } from 'pg'
import type { Finding } from '../../../common/model/index.ts'
import type { Row } from '../row.ts'
import { tables } from '../tables.ts'
import type { ColumnType, Source, Table, Target, Values } from '../tables.ts'
import { configOf } from './connections.ts'
import type { Address } from './connections.ts'
import { inserting } from './context.ts'
import { storeFailure } from './failure.ts'
import { columnsOf, derived, lowestOf } from './finding-columns.ts'
import { migrations, newest, SCHEMA } from './migrations.ts'
import { UNSETTLED } from './open.ts'
import { renewParts } from './parts.ts'
import { encoded } from './values.ts'

/** Rows that are read together. */
const TOGETHER = 500

async function connected(address: Address): Promise<Client> {
  const client = new Client(configOf(address))
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    throw storeFailure(address.shown, error, true)
  }
}

/** Reads a store of the present version as a whole. */
export async function postgresSource(address: Address): Promise<Source> {
  const client = await connected(address)
  const ask = async (text: string): Promise<readonly Values[]> => {
    try {
      return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows as unknown as Values[]
    } catch (error) {
      throw storeFailure(address.shown, error, true)
    }
  }
  await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  return {
    async *rows({ name, columns, order }) {
      const sorted = (order ?? ['row_id']).map(column => `"${column}"`).join(', ')
      const selected = Object.keys(columns).map(column => `"${column}"`)
      await ask(
        `DECLARE each CURSOR FOR SELECT ${selected.join(', ')} FROM ${name} ORDER BY ${sorted}`,
      )
      for (;;) {
        const rows = await ask(`FETCH ${TOGETHER} FROM each`)
        if (rows.length > 0) yield rows
        if (rows.length < TOGETHER) break
      }
      await ask('CLOSE each')
    },
    async close() {
      await client.end().catch(() => undefined)
    },
  }
}

/**
 * Makes a store that does not count yet, all of it in one transaction: what breaks off leaves nothing. What
 * an earlier attempt finished, and nobody took up, goes.
 * @param occupied what is thrown where another record is there
 */
export async function postgresTarget(address: Address, occupied: () => Error): Promise<Target> {
  const client = await connected(address)
  const query = async (sql: string, values: readonly Values[number][][] = []): Promise<Row[]> => {
    try {
      return (await client.query<Row>(sql, values.map(encoded))).rows
    } catch (error) {
      throw storeFailure(address.shown, error, true)
    }
  }
  const there = async (table: string): Promise<boolean> =>
    (
      await query(
        `SELECT 1 AS there FROM information_schema.tables WHERE table_schema = '${SCHEMA}' AND table_name = '${table}'`,
      )
    ).length > 0
  await query('BEGIN')
  if (
    (await there('leaf')) &&
    !(await there(UNSETTLED)) &&
    (await query('SELECT 1 AS one FROM leaf LIMIT 1')).length > 0
  ) {
    await client.end()
    throw occupied()
  }
  await query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`)
  await query(`CREATE SCHEMA ${SCHEMA}`)
  await query(
    `CREATE TABLE ${UNSETTLED} (state TEXT NOT NULL); INSERT INTO ${UNSETTLED} VALUES ('copied'); CREATE TABLE version (version INTEGER NOT NULL); INSERT INTO version VALUES (${newest()})`,
  )
  for (const sql of migrations) await query(sql)
  return {
    async put(table, rows) {
      const { columns, more } = withDerived(table)
      const insert = inserting(
        (sql, values = []) => query(sql, values as Values[number][][]),
        table.name,
        columns,
        '',
        table.name === 'subject' ? 'OVERRIDING SYSTEM VALUE' : '',
      )
      await insert(rows.map(row => [...row, ...more(row)]))
    },
    async finish() {
      const [row] = await query('SELECT coalesce(max(id) + 1, 1) AS next FROM subject')
      await query(`ALTER TABLE subject ALTER COLUMN id RESTART WITH ${Number(row?.['next'])}`)
      for (const { name } of tables) await query(`ANALYZE ${name}`)
      await renewParts({ query: (sql, values = []) => query(sql, values as Values[number][][]) })
      await query('COMMIT')
    },
    async close() {
      await client.end().catch(() => undefined)
    },
  }
}

/** Columns of this engine besides: what follows from a row. */
function withDerived({ name, columns }: Table): {
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly more: (row: Values) => Values
} {
  const place = (column: string): number => Object.keys(columns).indexOf(column)
  const parsed = (row: Values, column: string): unknown => JSON.parse(String(row[place(column)]))
  if (name === 'evidence')
    return {
      columns: { ...columns, recorded_at: 'text' },
      more: row => [(parsed(row, 'ipe') as { readonly recordedAt: string }).recordedAt],
    }
  if (name === 'observation')
    return {
      columns: { ...columns, lowest: 'bigint' },
      more: row => [lowestOf(parsed(row, 'evidence') as { readonly index: number }[])],
    }
  if (name === 'finding')
    return {
      columns: { ...columns, ...derived },
      more: row => columnsOf(parsed(row, 'finding') as Finding),
    }
  return { columns, more: () => [] }
}

/**
 * Says what is there: `verified` counts where a home names it, and else gives way to whatever is moved there;
 * `left` counts no more; null is a record as any.
 */
export async function markStore(
  address: Address,
  state: 'verified' | 'left' | null,
): Promise<void> {
  await once(
    address,
    state === null
      ? `DROP TABLE IF EXISTS ${UNSETTLED}`
      : `CREATE TABLE IF NOT EXISTS ${UNSETTLED} (state TEXT NOT NULL); DELETE FROM ${UNSETTLED}; INSERT INTO ${UNSETTLED} VALUES ('${state}')`,
  )
}

async function once(address: Address, sql: string): Promise<void> {
  const client = await connected(address)
  try {
    await client.query(sql)
  } catch (error) {
    throw storeFailure(address.shown, error, true)
  } finally {
    await client.end().catch(() => undefined)
  }
}
