import { z } from 'zod'
import type { CurrentForm, Store, StoredEvidence } from '../store/store.ts'
import { Erasure } from './key-history.ts'

/** Stands in an assessment's entry: what was current of the tenant when it was sealed. */
const Sealed = z.object({ current: z.string() })

/** A digest that the log sealed, and the entry that did. */
type SealedCurrent = { readonly entry: number; readonly digest: string }

/**
 * What the log last said of a tenant's current rows: its last assessment, or an erasure since, which
 * changes rows and seals what it left. Null where nothing did: up to version 0.1 nobody sealed them.
 */
async function sealedCurrent(store: Store, tenant: string): Promise<SealedCurrent | null> {
  const assessment = await store.lastEvidence('assessment', tenant)
  const after = assessment?.index ?? -1
  const restated = await restatedSince(store, after, erasure => erasure.current?.[tenant])
  if (restated) return { entry: restated.entry, digest: restated.said }
  const sealed = Sealed.safeParse(bodyOf(assessment))
  return sealed.success ? { entry: after, digest: sealed.data.current } : null
}

/** What the last erasure or retention after an entry sealed of rows that it left changed, or null. */
export async function restatedSince(
  store: Store,
  after: number,
  of: (erasure: Erasure) => string | undefined,
): Promise<{ readonly entry: number; readonly said: string } | null> {
  for (const { index } of (
    await Array.fromAsync(store.evidenceHeads({ kind: 'erasure' }))
  ).toReversed()) {
    if (index < after) break
    const erasure = Erasure.safeParse(bodyOf(await store.evidence(index))).data
    const said = erasure && of(erasure)
    if (said !== undefined) return { entry: index, said }
  }
  return null
}

/**
 * What is wrong with the rows that are current of a tenant, or null: they are kept beside the log,
 * and whoever edits the database could turn a verdict with them. Nothing is judged, shown as proven
 * or taken out of the house on rows that are not the ones the log sealed.
 */
export async function currentProblem(
  store: Store,
  tenant: string,
): Promise<{ readonly entry: number; readonly problem: string } | null> {
  for (;;) {
    const sealed = await sealedCurrent(store, tenant)
    if (!sealed) return null
    const now = await store.currentDigest(tenant, formOf(sealed.digest))
    if (now === sealed.digest) return null
    // Beside an agent that writes, a commit may have come in between: that is no contradiction.
    if ((await sealedCurrent(store, tenant))?.entry === sealed.entry)
      return {
        entry: sealed.entry,
        problem: `the current rows of ${tenant} are not the ones that this entry sealed`,
      }
  }
}

/** Whether a tenant was judged, and only by a version that did not seal its rows. */
export async function isOfEarlierVersion(store: Store, tenant: string): Promise<boolean> {
  const assessed = await store.lastEvidence('assessment', tenant)
  return assessed !== null && (await sealedCurrent(store, tenant)) === null
}

/** The digests of those tenants that had one, after their rows were changed by right. */
export async function resealedCurrent(
  store: Store,
  tenants: readonly string[],
): Promise<Record<string, string>> {
  const sealed: Record<string, string> = {}
  for (const tenant of tenants)
    if (await sealedCurrent(store, tenant)) sealed[tenant] = await store.currentDigest(tenant)
  return sealed
}

/** Entries of before say nothing of the rows' places, and their digest has no number before it. */
function formOf(digest: string): CurrentForm {
  return digest.startsWith('2:') ? 2 : 1
}

/** A body as JSON; null where it is gone, or none. */
export function bodyOf(evidence: StoredEvidence | null): unknown {
  try {
    return evidence?.body ? JSON.parse(new TextDecoder().decode(evidence.body)) : null
  } catch {
    return null
  }
}
