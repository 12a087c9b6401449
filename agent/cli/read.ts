import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { catalogueReader } from '../home/catalogue.ts'
import type { Loaded } from '../home/catalogue.ts'
import { configReader } from '../home/config.ts'
import type { Config } from '../home/config.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Store } from '../store/store.ts'
import { sayUpgraded, UsageError } from './context.ts'
import type { Context } from './context.ts'

/** What commands that only look need: they work beside a running agent. */
export type Home = {
  readonly config: Config
  readonly store: Store
  readonly loaded: () => Loaded
  readonly tenants: readonly string[]
}

/**
 * Opens the home for looking. @throws UsageError when nothing has been kept there yet, Problem
 * `store-newer`, `store-upgrade-failed`
 */
export async function withHome<T>(context: Context, work: (home: Home) => Promise<T>): Promise<T> {
  const config = configReader(context.home)
  config()
  const file = join(context.home, 'witnessmark.sqlite')
  if (!existsSync(file))
    throw new UsageError(`${context.home}: nothing was scanned yet. Run "witnessmark scan".`)
  const store = openSqliteStore(file, { onUpgraded: sayUpgraded(context) })
  try {
    return await work({
      config: config(),
      store,
      loaded: catalogueReader(context.home, config),
      tenants: Object.keys(config().tenants).sort(),
    })
  } finally {
    await store.close()
  }
}
