import { EventEmitter } from 'node:events'
import type { Catalogue } from '../common/catalogue.ts'
import type { Exception, Service } from '../common/model/index.ts'
import type { Recipe } from '../common/capture/recipe.ts'
import type { Config } from './home/config.ts'
import type { Proposal } from './home/exceptions.ts'
import type { SetAside } from './home/set-aside.ts'
import type { Log } from './log/log.ts'
import type { Secrets } from './home/secrets.ts'
import { Problem } from './problem.ts'
import type { Changes } from './changes.ts'
import type { RunKind, Store } from './store/store.ts'

/** One commit of the record: what alerts, views and paired browsers listen to. */
export type Committed = {
  readonly kind:
    | RunKind
    | 'erasure'
    | 'retention'
    | 'gap'
    | 'key'
    | 'export'
    | 'target'
    | 'pairing'
    | 'decision'
  /** Null where it is about the agent as a whole. */
  readonly tenant: string | null
  readonly run: string | null
  /** Who asked: an actor's id. */
  readonly actor: string
  readonly changes: Changes
}

type AgentEvents = {
  /** After the commit, once for each. */
  committed: [Committed]
  /** A file that the user may edit (configuration, checks, recipes, exceptions) was seen to change. */
  configured: []
  progress: [{ readonly tenant: string; readonly run: string; readonly text: string }]
}

/** Rows of a tenant that are not the ones which an entry sealed. */
export type Unsealed = { readonly tenant: string; readonly entry: number; readonly problem: string }

/** The composition passed around: everything that a handler, a command or a run may use. */
export type Agent = {
  readonly home: string
  /**
   * Read anew when the file changed; the last valid version counts. @throws Problem
   * `config-missing`, `config-invalid` where there was none
   */
  readonly config: () => Config
  readonly store: Store
  readonly log: Log
  readonly secrets: Secrets
  /**
   * Shipped services, metrics and frameworks with the user's own checks, compiled. Reloaded when
   * the user's files change.
   */
  readonly catalogue: () => Catalogue
  readonly catalogueDigest: () => string
  /** Shipped and the user's own recipes. */
  readonly recipes: () => readonly Recipe[]
  /** As the log sealed them, whatever their files say. */
  readonly exceptions: () => Promise<readonly Exception[]>
  /** What the files say otherwise: nothing of it counts before `exception apply` seals it. */
  readonly proposals: () => Promise<readonly Proposal[]>
  /** Files of the user's that cannot be used as they stand. */
  readonly setAside: () => Promise<readonly SetAside[]>
  readonly clock: () => Date
  readonly events: EventEmitter<AgentEvents>
  /**
   * Where this one only looks: what the agent that holds the home found when it compared the rows with
   * the log; it goes on from there, and starts anew after whatever another program wrote. Null where
   * none runs.
   */
  readonly askUnsealed?: () => Promise<readonly Unsealed[] | null>
  /** Where this one only looks: what the credentials do of the agent that holds the home. Null likewise. */
  readonly askCredentials?: () => Promise<readonly CheckedItem[] | null>
}

/** One thing that `doctor` looked at: in order, or not and what helps. */
export type CheckedItem = { readonly what: string; readonly ok: boolean; readonly detail: string }

/** @throws Problem `tenant-unknown`, `service-unknown` */
export function tenantOf(
  agent: Pick<Agent, 'config' | 'catalogue'>,
  id: string,
): {
  readonly id: string
  readonly config: Config['tenants'][string]
  readonly service: Service
} {
  const { tenants } = agent.config()
  const config = tenants[id]
  if (!config) throw new Problem('tenant-unknown', { tenant: id, known: Object.keys(tenants) })
  const { services } = agent.catalogue()
  const service = services.find(item => item.id === config.service)
  if (!service)
    throw new Problem('service-unknown', {
      tenant: id,
      service: config.service,
      known: services.map(item => item.id),
    })
  return { id, config, service }
}
