import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { editConfig, initHome } from '../../agent/home/config.ts'
import { openAgent } from '../../agent/open-agent.ts'
import type { OpenAgent } from '../../agent/open-agent.ts'
import { STORE_SECRET } from '../../agent/home/engine.ts'
import { memorySecrets } from '../../agent/home/secrets.ts'
import type { Secrets } from '../../agent/home/secrets.ts'
import { databaseOf } from './postgres/database.ts'

/** A folder that goes with the test. */
export function temporaryFolder(context: Pick<TestContext, 'after'>): string {
  const path = mkdtempSync(join(tmpdir(), 'witnessmark-test-'))
  context.after(() => {
    rmSync(path, { recursive: true, force: true })
  })
  return path
}

/** PostgreSQL in place of the file in the home. */
export type Database = { readonly url: string; readonly password?: string }

/** The server whose databases take the place of files, where tests are asked to run over one. */
const SERVER = process.env['WITNESSMARK_TEST_STORE']

/** What opens a home that keeps its record there. */
export async function secretsFor(database?: Database): Promise<Secrets> {
  const secrets = memorySecrets()
  if (database?.password !== undefined) await secrets.set(STORE_SECRET, database.password)
  return secrets
}

/**
 * A real agent over a real store in a folder of its own, with the given tenants and their secrets;
 * closed with the test.
 */
export async function testAgent(
  context: Pick<TestContext, 'after'>,
  tenants: Readonly<
    Record<
      string,
      {
        readonly service: string
        readonly target: Readonly<Record<string, string>>
        readonly secret?: string
        readonly consoles?: readonly string[]
      }
    >
  >,
  clock?: () => Date,
  given?: Database,
): Promise<OpenAgent & { readonly home: string }> {
  const home = temporaryFolder(context)
  initHome(home)
  const made = given || !SERVER ? null : await databaseOf(SERVER)
  const database = made ? { url: made.url } : given
  const secrets = await secretsFor(database)
  if (database) editConfig(home, ['store'], database.url)
  for (const [id, { secret, ...config }] of Object.entries(tenants)) {
    editConfig(home, ['tenants', id], { ...config, schedule: 'off' })
    if (secret) await secrets.set(id, secret)
  }
  const open = await openAgent(home, { secrets, ...(clock ? { clock } : {}) })
  let closed = false
  const close = async (): Promise<void> => {
    if (!closed) {
      closed = true
      await open.close()
    }
  }
  context.after(async () => {
    await close()
    await made?.drop()
  })
  return { ...open, close, home }
}
