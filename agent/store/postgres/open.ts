import { Client } from 'pg'
import { messageOf, Problem } from '../../problem.ts'
import type { Row } from '../row.ts'
import { configOf } from './connections.ts'
import type { Address } from './connections.ts'
import { storeFailure } from './failure.ts'
import { FIRST, migrations as released, newest, SCHEMA } from './migrations.ts'

/** A table that is there until a record that was copied counts. */
export const UNSETTLED = 'moving'

/** Held while the schema is made or changed, by whoever comes first. */
const LOCK = 7_117_002

/**
 * Makes the schema, or brings it to the newest version, all or nothing.
 * @param make whether it is made where there is none
 * @param options `unfinished`: also what was only copied there
 * @returns whether it is there
 * @throws Problem `store-newer`, `store-upgrade-failed`, `store-failed`
 */
export async function prepareDatabase(
  address: Address,
  make: boolean,
  { migrations = released, unfinished = false } = {},
): Promise<boolean> {
  const client = new Client(configOf(address))
  client.on('error', () => undefined)
  try {
    await client.connect()
    const one = async (sql: string, ...values: unknown[]): Promise<Row | undefined> =>
      (await client.query<Row>(sql, values)).rows[0]
    const [encoding] = [await one('SHOW server_encoding')]
    if (encoding?.['server_encoding'] !== 'UTF8')
      throw new Problem('store-failed', { file: address.shown, because: 'encoding' })
    const version = await versionOf(one)
    if (version !== null && !unfinished) await settle(one, address, make)
    if (version === newest(migrations)) return true
    if (version !== null && version > newest(migrations)) throw newer(address, version, migrations)
    if (version === null && !make) return false
    await upgraded(client, one, address, migrations)
    return true
  } catch (error) {
    throw storeFailure(address.shown, error, true)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/**
 * What was copied and found whole counts from when a home names it, and is a record as any once somebody
 * writes there; what broke off before, and what was moved elsewhere, does not.
 */
async function settle(one: One, address: Address, make: boolean): Promise<void> {
  const there = await one(
    `SELECT 1 AS there FROM information_schema.tables WHERE table_schema = $1 AND table_name = '${UNSETTLED}'`,
    SCHEMA,
  )
  if (!there) return
  if ((await one(`SELECT state FROM ${UNSETTLED}`))?.['state'] !== 'verified')
    throw new Problem('store-failed', { file: address.shown, because: 'unfinished' })
  if (make) await one(`DROP TABLE ${UNSETTLED}`)
}

type One = (sql: string, ...values: unknown[]) => Promise<Row | undefined>

async function versionOf(one: One): Promise<number | null> {
  const table = await one(
    `SELECT 1 AS there FROM information_schema.tables WHERE table_schema = $1 AND table_name = 'version'`,
    SCHEMA,
  )
  return table ? Number((await one(`SELECT version FROM ${SCHEMA}.version`))?.['version']) : null
}

async function upgraded(
  client: Client,
  one: One,
  address: Address,
  migrations: readonly string[],
): Promise<void> {
  const to = newest(migrations)
  await client.query('BEGIN')
  await one(`SELECT pg_advisory_xact_lock(${LOCK})`)
  // Somebody else may have been quicker.
  const from = await versionOf(one)
  try {
    if (from === null)
      await client.query(
        `CREATE SCHEMA IF NOT EXISTS ${SCHEMA}; CREATE TABLE ${SCHEMA}.version (version INTEGER NOT NULL); INSERT INTO ${SCHEMA}.version VALUES (0)`,
      )
    for (const sql of migrations.slice(from === null ? 0 : from - FIRST + 1))
      await client.query(sql)
    await one(`UPDATE ${SCHEMA}.version SET version = $1`, to)
    await client.query('COMMIT')
  } catch (error) {
    const failed = storeFailure(address.shown, error)
    if (from === null || failed instanceof Problem) throw failed
    throw new Problem(
      'store-upgrade-failed',
      { file: address.shown, from, to, backup: null, detail: messageOf(error) },
      { cause: error },
    )
  }
}

function newer(address: Address, version: number, migrations: readonly string[]): Problem {
  return new Problem('store-newer', { file: address.shown, version, known: newest(migrations) })
}
