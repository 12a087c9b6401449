import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../problem.ts'
import { deferredStore } from '../store/deferred.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { OpenOptions } from '../store/sqlite/open.ts'
import type { Store } from '../store/store.ts'
import type { Config } from './config.ts'
import type { Secrets } from './secrets.ts'

/** The store of a home whose configuration names no other. */
export const DATABASE = 'witnessmark.sqlite'
/** The name under which the password of the database is kept: no tenant is called so. */
export const STORE_SECRET = 'store:postgres'

export type HomeOfStore = Pick<OpenOptions, 'onUpgraded'> & {
  readonly home: string
  readonly config: Pick<Config, 'store'>
  readonly secrets: Pick<Secrets, 'get'>
}

/** Whether there may be anything to look at. */
export function isRecorded(home: string, { store }: Pick<Config, 'store'>): boolean {
  return store !== undefined || existsSync(join(home, DATABASE))
}

/** What keeps a home's store from being looked at: nothing there yet, or an engine that does not answer. */
export async function storeProblem(agent: {
  readonly home: string
  readonly config: () => Pick<Config, 'store'>
  readonly store: Store
}): Promise<Problem | null> {
  const { home } = agent
  if (!isRecorded(home, agent.config())) return new Problem('nothing-recorded', { home })
  // A file says itself what is wrong with it, to whoever reads it.
  if (agent.config().store === undefined) return null
  try {
    await agent.store.logSize()
    return null
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/**
 * Opens the store that the configuration names, for writing. @throws Problem `store-failed`,
 * `store-newer`, `store-upgrade-failed`, and as secrets
 */
export async function openStoreOf(of: HomeOfStore): Promise<Store> {
  const { home, config, onUpgraded } = of
  if (config.store === undefined)
    return openSqliteStore(join(home, DATABASE), onUpgraded && { onUpgraded })
  return openPostgres(of, config.store, false)
}

/** The same for looking, beside whoever writes. @throws Problem `nothing-recorded` where there is none */
export function lookingStoreOf(of: HomeOfStore): Store {
  const { home, config, onUpgraded } = of
  if (!isRecorded(home, config)) throw new Problem('nothing-recorded', { home })
  const { store } = config
  if (store !== undefined) return deferredStore(() => openPostgres(of, store, true))
  return openSqliteStore(join(home, DATABASE), onUpgraded && { onUpgraded })
}

/** What speaks to PostgreSQL is loaded where a home is kept there, and nowhere else. */
async function openPostgres(
  { home, secrets }: HomeOfStore,
  url: string,
  looking: boolean,
): Promise<Store> {
  const { openPostgresStore } = await import('../store/postgres/postgres-store.ts')
  const store = await openPostgresStore(await addressOf(url, secrets), { looking })
  if (!store) throw new Problem('nothing-recorded', { home })
  return store
}

/** The address with its password, where the driver does not find one by itself. */
export async function addressOf(
  url: string,
  secrets: Pick<Secrets, 'get'>,
): Promise<{ readonly url: string; readonly shown: string; readonly password?: string }> {
  const given = process.env['PGPASSWORD'] ?? process.env['PGPASSFILE']
  const password = given === undefined ? await secrets.get(STORE_SECRET) : null
  return { url, shown: url, ...(password === null ? {} : { password }) }
}
