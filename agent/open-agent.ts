import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Role } from './actor.ts'
import type { Agent } from './agent.ts'
import { exportedHeads } from './export/seen.ts'
import { removeUnfinished } from './files.ts'
import { catalogueReader } from './home/catalogue.ts'
import type { Loaded } from './home/catalogue.ts'
import { configReader, emptyConfig } from './home/config.ts'
import type { ConfigReader } from './home/config.ts'
import { wrongSchedules } from './home/cron.ts'
import { idleAudits } from './home/idle-audits.ts'
import { lookingStoreOf, openStoreOf } from './home/engine.ts'
import { acceptedOf, sealedReader } from './home/exceptions.ts'
import { lock } from './home/lock.ts'
import { openLog } from './log/log.ts'
import { takeOverExceptions } from './judge/exceptions.ts'
import { finishRestore, isRestoring } from './keep/restoring.ts'
import { interruptedRuns } from './log/interrupted-runs.ts'
import { lookingLog } from './log/looking.ts'
import { interrupt, tellUntold } from './record/run.ts'
import { openSecrets } from './home/secrets.ts'
import type { Secrets } from './home/secrets.ts'
import type { Store } from './store/store.ts'
import type { Upgrade } from './store/sqlite/upgrade.ts'
import { version } from './version.ts'

/** In which something may be written when the process ends. */
const folders = ['keys', 'exports', 'checks', 'recipes', 'exceptions', 'frameworks', 'schemas']

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
 * @throws Problem `home-locked`, `config-missing`, `config-invalid`, `store-newer`,
 * `store-upgrade-failed`, and as `openLog`
 */
export async function openAgent(home: string, options: OpenOptions = {}): Promise<OpenAgent> {
  finishWhatBrokeOff(home)
  const config = configReader(home)
  config.read()
  const held = lock(home)
  let opened: Store | null = null
  try {
    for (const folder of [home, ...folders.map(name => join(home, name))]) removeUnfinished(folder)
    const clock = options.clock ?? (() => new Date())
    const loaded = catalogueReader(home, config.read)
    const secrets = options.secrets ?? openSecrets(home, async () => null)
    const onUpgraded = options.onUpgraded ?? (() => undefined)
    const store = await openStoreOf({ home, config: config.read(), secrets, onUpgraded })
    opened = store
    const log = await openLog(store, home, {
      by: `agent@${version}`,
      catalogue: () => loaded().digest,
      clock,
      elsewhere: await exportedHeads(home),
    })
    const agent: Agent = {
      store,
      log,
      secrets,
      ...filesOfHome({ home, clock, config, loaded, store: () => store }),
    }
    await closeInterrupted(agent)
    await takeOverExceptions(agent)
    return {
      agent,
      announce: held.announce,
      async close() {
        await store.close()
        held.release()
      },
    }
  } catch (error) {
    // What holds a connection would keep the process.
    if (config.read().store !== undefined) await opened?.close()
    held.release()
    throw error
  }
}

/** `ask…`: the agent that holds the home, where one runs. */
export type LookOptions = OpenOptions & {
  readonly askUnsealed?: Agent['askUnsealed'] | undefined
  readonly askCredentials?: Agent['askCredentials'] | undefined
}

/** The home as it is, for looking beside whatever agent holds it. Nothing is opened before it is used. */
export type OpenHome = { readonly agent: Agent; close(): Promise<void> }

/**
 * Opens the home for looking: files of the home, credentials, and the store as it stands. What would
 * write to the record is refused: that is for the one agent that holds the home.
 * @throws Problem `nothing-recorded` once the store is touched where there is none
 */
export function openHome(home: string, options: LookOptions = {}): OpenHome {
  finishWhatBrokeOff(home)
  const config = configReader(home)
  const made = (): boolean => existsSync(join(home, 'config.yaml'))
  const loaded = catalogueReader(home, () => (made() ? config.read() : emptyConfig()))
  const clock = options.clock ?? (() => new Date())
  const secrets = options.secrets ?? openSecrets(home, async () => null)
  let store: Store | null = null
  const agent: Agent = {
    // What asks for a home has opened its store; what needs none leaves it closed.
    ...filesOfHome({ home, clock, config, loaded, store: () => store }),
    get store() {
      return (store ??= lookingStoreOf({
        home,
        config: made() ? config.read() : emptyConfig(),
        secrets,
        onUpgraded: options.onUpgraded ?? (() => undefined),
      }))
    },
    log: lookingLog(home),
    ...(options.askUnsealed && { askUnsealed: options.askUnsealed }),
    ...(options.askCredentials && { askCredentials: options.askCredentials }),
    secrets,
  }
  return {
    agent,
    async close() {
      await store?.close()
    },
  }
}

/** A restore that a crash interrupted, unless whoever restores still holds the home. */
function finishWhatBrokeOff(home: string): void {
  if (!isRestoring(home)) return
  const held = lock(home)
  try {
    if (isRestoring(home)) finishRestore(home)
  } finally {
    held.release()
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

type Files = {
  readonly home: string
  readonly clock: () => Date
  readonly config: ConfigReader
  readonly loaded: () => Loaded
  /** Null where nothing is recorded yet, or it is not looked at. */
  readonly store: () => Store | null
}

/** What an agent has of the files in its home, and of the log where one of them is broken. */
function filesOfHome({
  home,
  clock,
  config,
  loaded,
  store,
}: Files): Omit<Agent, 'store' | 'log' | 'secrets'> {
  const events: Agent['events'] = new EventEmitter()
  const sealed = sealedReader(store)
  const spoken: ReadonlySet<string> = new Set(['exception', 'erasure', 'retention'])
  events.on('committed', ({ kind }) => {
    if (spoken.has(kind)) sealed.forget()
  })
  const made = (): boolean => existsSync(join(home, 'config.yaml'))
  const accepted = async () => acceptedOf(home, loaded(), await sealed.read(), clock())
  return {
    home,
    clock,
    events,
    config: config.read,
    catalogue: () => loaded().catalogue,
    catalogueDigest: () => loaded().digest,
    recipes: () => loaded().recipes(),
    exceptions: async () => (await accepted()).exceptions,
    proposals: async () => (await accepted()).proposals,
    async setAside() {
      const configured = config.setAside()
      const written = made() ? [wrongSchedules, idleAudits].flatMap(of => of(config.read())) : []
      const own = [...written, ...loaded().setAside, ...(await accepted()).setAside]
      return configured ? [configured, ...own] : own
    },
  }
}

/** A run still "running" while nobody holds the home was killed: the record says so. */
async function closeInterrupted(agent: Agent): Promise<void> {
  const { untold } = await interruptedRuns(agent.store)
  for (const run of untold) await tellUntold(agent, run)
  for (const run of await agent.store.runs({ status: 'running' }))
    await interrupt(agent, run, 'the process was stopped in the middle')
}
