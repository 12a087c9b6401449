import { z } from 'zod'
import type { Collector } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { boundSecret, boundText, mayGoTo } from '../home/bound-secrets.ts'
import { provenBody } from '../log/proven.ts'
import { Problem } from '../problem.ts'

type Target = Readonly<Record<string, string>>
type Addressed = Pick<Collector, 'endpoint'>

/**
 * Every origin (scheme, host, port) to which requests with a tenant's credential may go, sorted: where
 * its service is, what stands beside it, and who signs it in.
 * @throws Unreadable, TypeError for a target that is no address
 */
export function originsOf(collector: Addressed, target: Target): string[] {
  const { baseUrl, graphqlPath, otherOrigins = [] } = collector.endpoint(target)
  const addresses = [new URL(graphqlPath ?? '', baseUrl).href, baseUrl, ...otherOrigins]
  const signsIn = target['authority']
  if (signsIn !== undefined) addresses.push(signsIn)
  return [...new Set(addresses.map(address => new URL(address).origin))].sort()
}

/** Keeps what `connect` tested, for where it was tested and nowhere else. */
export async function keepCredential(
  { secrets }: Pick<Agent, 'secrets'>,
  tenant: string,
  secret: string,
  origins: readonly string[],
): Promise<void> {
  await secrets.set(tenant, boundText(secret, origins))
}

/**
 * A tenant's credential, for where its target is now; null where none is kept, or the target is no
 * address. `replace` keeps what a service hands out in its place, for the same origins. One that an
 * earlier version kept is bound at its first use: to the service's own addresses and to those that a
 * signed entry says the last scan asked.
 * @throws Problem `credential-elsewhere`: it was entered for other origins, and is not sent
 */
export async function tenantCredential(
  agent: Pick<Agent, 'secrets' | 'store' | 'log'>,
  tenant: string,
  collector: Addressed,
  target: Target,
): Promise<{ readonly secret: string; replace(fresh: string): Promise<void> } | null> {
  const wanted = addressed(collector, target)
  const bound = await boundSecret(agent.secrets, tenant)
  if (!bound || !wanted) return null
  const known = bound.origins ?? (await knownOrigins(agent, tenant, collector, target))
  if (known !== 'any' && !mayGoTo({ ...bound, origins: known }, wanted))
    throw new Problem('credential-elsewhere', {
      tenant,
      entered: bound.origins === null ? [] : [...known],
      wanted: wanted.filter(origin => !known.includes(origin)),
    })
  const origins = bound.origins === null || bound.origins === 'any' ? wanted : bound.origins
  if (bound.origins === null) await agent.secrets.set(tenant, boundText(bound.secret, origins))
  const replace = async (fresh: string): Promise<void> =>
    agent.secrets.replace?.(tenant, bound.origins === 'any' ? fresh : boundText(fresh, origins))
  return { secret: bound.secret, replace }
}

function addressed(collector: Addressed, target: Target): string[] | null {
  try {
    return originsOf(collector, target)
  } catch {
    return null
  }
}

const Requests = z.object({ requests: z.array(z.object({ request: z.string() })) })

async function knownOrigins(
  { store, log }: Pick<Agent, 'store' | 'log'>,
  tenant: string,
  collector: Addressed,
  target: Target,
): Promise<string[]> {
  const plain = Object.fromEntries(
    Object.entries(target).filter(([, value]) => !value.includes('://')),
  )
  const [last] = await store.runs({ tenant, kind: 'scan', status: 'finished', limit: 1 })
  const { checkpoint } = last ?? {}
  const manifest = checkpoint ? await provenBody(store, log, 'run', checkpoint - 1) : null
  const { requests = [] } = Requests.safeParse(manifest).data ?? {}
  const asked = requests.flatMap(({ request }) => /https?:\/\/[^\s]+/.exec(request)?.[0] ?? [])
  return [
    ...(addressed(collector, plain) ?? []),
    ...asked.filter(address => URL.canParse(address)).map(address => new URL(address).origin),
  ]
}
