import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from './actor.ts'
import type { Agent } from './agent.ts'
import { catalogueReader } from './home/catalogue.ts'
import { configReader, emptyConfig } from './home/config.ts'
import { lock } from './home/lock.ts'
import { openLog } from './log/log.ts'
import { lookingLog } from './log/looking.ts'
import { Problem } from './problem.ts'
import { interrupt } from './record/run.ts'
import { openSecrets } from './home/secrets.ts'
import type { Secrets } from './home/secrets.ts'
import type { Store } from './store/store.ts'
import { openSqliteStore } from './store/sqlite/sqlite-store.ts'
import type { Upgrade } from './store/sqlite/upgrade.ts'
import { version } from './version.ts'

const DATABASE = 'witnessmark.sqlite'

export type OpenOptions = {
  readonly secrets?: Secrets
  readonly clock?: () => Date
  readonly onUpgraded?: (upgrade: Upgrade) => void
}

/** An agent that holds its home: the only writer. `announce` tells commands how to reach it. */
export type OpenAgent = {
  readonly agent: Agent
  announce(url: string, token: string): void
  close(): Promise<void>
}

/**
 * Opens the home for writing: lock, store, log; runs that a crash interrupted become gap entries.
 * @throws Problem `home-locked`, `config-missing`, `config-invalid`, `definition-invalid`,
 * `store-newer`, `store-upgrade-failed`, and as `openLog`
 */
export async function openAgent(home: string, options: OpenOptions = {}): Promise<OpenAgent> {
  const config = configReader(home)
  config()
  const held = lock(home)
  try {
    const clock = options.clock ?? (() => new Date())
    const loaded = catalogueReader(home, config)
    const store = openSqliteStore(join(home, DATABASE), {
      onUpgraded: options.onUpgraded ?? (() => undefined),
    })
    const log = await openLog(store, home, {
      by: `agent@${version}`,
      catalogue: () => loaded().digest,
      clock,
    })
    const agent: Agent = {
      home,
      config,
      store,
      log,
      clock,
      secrets: options.secrets ?? openSecrets(home, async () => null),
      catalogue: () => loaded().catalogue,
      catalogueDigest: () => loaded().digest,
      recipes: () => loaded().recipes,
      exceptions: () => loaded().exceptions,
      events: new EventEmitter(),
    }
    await closeInterrupted(agent)
    return {
      agent,
      announce: held.announce,
      async close() {
        await store.close()
        held.release()
      },
    }
  } catch (error) {
    held.release()
    throw error
  }
}

/** The home as it is, for looking beside whatever agent holds it. Nothing is opened before it is used. */
export type OpenHome = { readonly agent: Agent; close(): Promise<void> }

/**
 * Opens the home for looking: files of the home, credentials, and the store as it stands. What would
 * write to the record is refused: that is for the one agent that holds the home.
 * @throws Problem `nothing-recorded` once the store is touched where there is none
 */
export function openHome(home: string, options: OpenOptions = {}): OpenHome {
  const config = configReader(home)
  const made = (): boolean => existsSync(join(home, 'config.yaml'))
  const loaded = catalogueReader(home, () => (made() ? config() : emptyConfig()))
  const clock = options.clock ?? (() => new Date())
  const file = join(home, DATABASE)
  let store: Store | null = null
  const agent: Agent = {
    home,
    config,
    clock,
    get store() {
      if (!existsSync(file)) throw new Problem('nothing-recorded', { home })
      return (store ??= openSqliteStore(file, {
        onUpgraded: options.onUpgraded ?? (() => undefined),
      }))
    },
    log: lookingLog(home),
    secrets: options.secrets ?? openSecrets(home, async () => null),
    catalogue: () => loaded().catalogue,
    catalogueDigest: () => loaded().digest,
    recipes: () => loaded().recipes,
    exceptions: () => loaded().exceptions,
    events: new EventEmitter(),
  }
  return {
    agent,
    async close() {
      await store?.close()
    },
  }
}

/**
 * Tells first of a home that is none, or holds nothing for a reader to look at.
 * @throws Problem `config-missing`, `config-invalid`, `nothing-recorded`
 */
export function assertHome(agent: Agent, role: Role): void {
  agent.config()
  if (role === 'reader') void agent.store
}

/** A run still "running" while nobody holds the home was killed: the record says so. */
async function closeInterrupted(agent: Agent): Promise<void> {
  for (const run of await agent.store.runs({ status: 'running' }))
    await interrupt(agent, run, 'the process was stopped in the middle')
}
