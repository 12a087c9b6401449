import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

/**
 * A database of its own on a server that is there already, by whose password the environment knows
 * (PGPASSWORD).
 * @param server the address of any database on it
 */
export async function databaseOf(
  server: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const name = `home_${randomUUID().replaceAll('-', '')}`
  const run = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: server })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await run(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`DROP DATABASE ${name} WITH (FORCE)`) }
}
