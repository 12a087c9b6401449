import { z } from 'zod'
import { NOTHING_ENDED } from '../store/store.ts'
import type { Ended, Store } from '../store/store.ts'
import { bodyOf, currentProblem, resealedCurrent, restatedSince } from './current-rows.ts'

/** Stands in a run's manifest: all that had ended of the tenant by then. */
const Sealed = z.object({ ended: z.string() })

/**
 * What the log last said had ended of a tenant: its last run, or what took rows out since. Null where
 * nothing did: earlier versions sealed only what was current.
 */
export async function sealedEnded(store: Store, tenant: string): Promise<Ended | null> {
  const manifest = await store.lastEvidence('run', tenant)
  const place = manifest?.index ?? -1
  const restated = await restatedSince(store, place, erasure => erasure.ended?.[tenant])
  if (restated) return { place: restated.entry, chain: restated.said }
  const sealed = Sealed.safeParse(bodyOf(manifest))
  return sealed.success ? { place, chain: sealed.data.ended } : null
}

/** `anew`: from all rows, whatever the store has compared since it was opened. */
type Comparing = { readonly anew?: boolean }

type Problem = { readonly entry: number; readonly problem: string }

/**
 * What is wrong with the rows of the past, or null: coverage, history and what changed are drawn from
 * them, and whoever edits the database could put one where no scan or assessment looked.
 * @param since only what ended after that is looked at, of which all before was compared already
 */
export async function endedProblem(
  store: Store,
  tenant: string,
  since: Ended = NOTHING_ENDED,
  how: Comparing = {},
): Promise<Problem | null> {
  const sealed = await sealedEnded(store, tenant)
  if (!sealed) return null
  if ((await store.endedChain(tenant, since, how)).chain === sealed.chain) return null
  // Beside an agent that writes, a commit may have come in between: that is no contradiction.
  if ((await sealedEnded(store, tenant))?.place !== sealed.place)
    return store.snapshot(moment => endedProblem(moment, tenant, since, how))
  return {
    entry: sealed.place,
    problem: `the rows of ${tenant} that had ended are not the ones that this entry sealed`,
  }
}

/** What is wrong with any row of a tenant, open or ended, or null. */
export async function rowsProblem(
  store: Store,
  tenant: string,
  how: Comparing = {},
): Promise<Problem | null> {
  return (
    (await currentProblem(store, tenant, how)) ??
    (await endedProblem(store, tenant, NOTHING_ENDED, how))
  )
}

/**
 * Tenants of which each row is the one that the log sealed: only of these may rows that are changed by
 * right be sealed anew, or an erasure would make true what somebody wrote there.
 */
export async function soundTenants(store: Store): Promise<string[]> {
  const sound: string[] = []
  for (const tenant of await store.tenants())
    if ((await rowsProblem(store, tenant, { anew: true })) === null) sound.push(tenant)
  return sound
}

/** What an entry says that took something out: how the rows of those tenants are since. */
export async function resealed(
  store: Store,
  tenants: readonly string[],
): Promise<{ readonly current: Record<string, string>; readonly ended: Record<string, string> }> {
  const ended: Record<string, string> = {}
  for (const tenant of tenants)
    if (await sealedEnded(store, tenant))
      ended[tenant] = (await store.endedChain(tenant, NOTHING_ENDED, { anew: true })).chain
  return { current: await resealedCurrent(store, tenants), ended }
}
