import { AsyncLocalStorage } from 'node:async_hooks'
import type { Exception } from '../../common/model/index.ts'
import { notScanned } from '../../common/words/headline.ts'
import type { Agent, Unsealed } from '../agent.ts'
import type { Proposal } from '../home/exceptions.ts'
import { decidingProblem } from '../log/deciding-entries.ts'
import { rowsProblem } from '../log/ended-rows.ts'
import { firstUnsigned, UNSIGNED } from '../log/unsigned.ts'
import { perAgent } from '../per-agent.ts'
import type { Store } from '../store/store.ts'
import { editedSections } from './edited-configuration.ts'
import { baselinesOf } from './exceptions.ts'
import { leftTenants } from './left-tenants.ts'

/** What must be said beside whatever is shown of the record, in every view. */
export type Standing = {
  /** Tenants whose rows contradict the log: what is shown of them proves nothing. */
  readonly unsealed: readonly Unsealed[]
  /** Acceptances that a file of the home says, and the log does not: they count for nothing. */
  readonly proposals: readonly Proposal[]
  /** Tenants that the configuration has no more, and that nobody ended. */
  readonly left: readonly string[]
  /** Sections of config.yaml that are not as the last run sealed them. */
  readonly edited: readonly string[]
  /** Baselines in force: what stood at their beginning and still does raises no alarm. */
  readonly baselines: readonly Pick<Exception, 'id' | 'tenant' | 'covers' | 'until'>[]
  /** How many tenants are connected. */
  readonly connected: number
  /** Those of them of which nothing was read yet: that nothing fails there is not known. */
  readonly unseen: readonly string[]
  /** Says so, where nothing is known of some tenant, or there is none. */
  readonly unread: string | null
  /** Channels that did not take what they were to tell. */
  readonly undelivered: readonly Undelivered[]
}

/** What of a channel did not arrive, and why. */
type Undelivered = {
  readonly channel: string
  /** Tried, and tried again. */
  readonly waiting: number
  /** Given up, until `alert resend`. */
  readonly dead: number
  readonly problem: string
}

export async function standingOf(agent: Agent): Promise<Standing> {
  const connected = Object.keys(agent.config().tenants).sort()
  const unseen = await unseenOf(agent.store, connected)
  const recorded = (await agent.store.tenants()).length > 0
  return {
    connected: connected.length,
    unseen,
    unread: notScanned({ connected: connected.length, unseen, recorded }),
    unsealed: await unsealedOf(agent)(),
    proposals: await agent.proposals(),
    left: await leftTenants(agent),
    edited: (await editedSections(agent)) ?? [],
    baselines: (await baselinesOf(agent)).map(({ id, tenant, covers, until }) => ({
      id,
      tenant,
      covers,
      until,
    })),
    undelivered: await undeliveredOf(agent.store),
  }
}

async function unseenOf(
  store: Pick<Store, 'runs'>,
  connected: readonly string[],
): Promise<readonly string[]> {
  const unseen: string[] = []
  for (const tenant of connected)
    if ((await store.runs({ tenant, status: 'finished', limit: 1 })).length === 0)
      unseen.push(tenant)
  return unseen
}

async function undeliveredOf(store: Pick<Store, 'deliveries'>): Promise<Undelivered[]> {
  const waiting = (await store.deliveries({ state: 'waiting' })).filter(item => item.tries > 0)
  const open = [...waiting, ...(await store.deliveries({ state: 'dead' }))]
  return [...Map.groupBy(open, item => item.channel)]
    .map(([channel, items]) => ({
      channel,
      waiting: items.filter(item => item.state === 'waiting').length,
      dead: items.filter(item => item.state === 'dead').length,
      problem: items.at(-1)?.problem ?? '',
    }))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}

/** Compared anew once anything was committed, by whoever: a dashboard asks with every page. */
export const unsealedOf = perAgent(agent => {
  let known: { readonly version: string; readonly found: Promise<readonly Unsealed[]> } | null =
    null
  // What a transaction sees of its own may be rolled back, and would be kept here.
  const outside = AsyncLocalStorage.snapshot()
  return async () => {
    const version = await agent.store.version()
    if (known?.version !== version) {
      const found = outside(compare, agent)
      known = { version, found }
      found.catch(() => {
        known = null
      })
    }
    return known.found
  }
})

async function compare(agent: Agent): Promise<readonly Unsealed[]> {
  const asked = await agent.askUnsealed?.()
  if (asked) return asked
  const found: Unsealed[] = []
  const unsigned = await firstUnsigned(agent.store)
  const deciding = await decidingProblem(agent.store, agent.log)
  for (const tenant of await agent.store.tenants()) {
    const problem =
      unsigned === null
        ? ((await rowsProblem(agent.store, tenant)) ?? deciding)
        : { entry: unsigned, problem: UNSIGNED }
    if (problem) found.push({ tenant, ...problem })
  }
  return found
}
