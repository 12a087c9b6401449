import { z } from 'zod'
import { endOf } from '../store/store.ts'
import type { Store, StoredEvidence } from '../store/store.ts'
import { FINDINGS_TREE } from './finding-lines.ts'
import type { FindingsSeal } from './finding-lines.ts'
import { Erasure } from './key-history.ts'

/** Stands in an assessment's entry: what was current of the tenant when it was sealed. */
const Sealed = z.object({ current: z.string() })

/** A digest that the log sealed, and the entry that did. */
type SealedCurrent = { readonly entry: number; readonly digest: string }

/**
 * What the log last said of a tenant's current rows: its last assessment, or an erasure since, which
 * changes rows and seals what it left. Null where nothing did: up to version 0.1 nobody sealed them.
 */
export async function sealedCurrent(store: Store, tenant: string): Promise<SealedCurrent | null> {
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
  const heads = await Array.fromAsync(store.evidenceHeads({ kind: 'erasure', after }))
  for (const { index } of heads.toReversed()) {
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
 * @param how `anew`: from all rows, whatever the store has compared since it was opened
 */
export async function currentProblem(
  store: Store,
  tenant: string,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<{ readonly entry: number; readonly problem: string } | null> {
  const sealed = await sealedCurrent(store, tenant)
  if (!sealed) return null
  const now = await store.currentDigest(tenant, { like: sealed.digest, anew })
  if (now === sealed.digest) return null
  // Beside an agent that writes, a commit may have come in between: that is no contradiction.
  if ((await sealedCurrent(store, tenant))?.entry !== sealed.entry)
    return store.snapshot(moment => currentProblem(moment, tenant, { anew }))
  return {
    entry: sealed.entry,
    problem: `the current rows of ${tenant} are not the ones that this entry sealed`,
  }
}

const SealedFindings = z.object({
  tree: z.literal(FINDINGS_TREE),
  findings: z.string(),
  count: z.int(),
})

/**
 * The seal over the findings that are current of a tenant, as its last assessment has it: theirs as
 * long as `currentProblem` finds none. Null where an erasure changed rows since, or a version did not
 * make a tree, or where it left other rows than those of a digest that is given.
 */
export async function sealedFindings(
  store: Store,
  tenant: string,
  left?: string,
): Promise<Required<FindingsSeal> | null> {
  const assessment = await store.lastEvidence('assessment', tenant)
  const sealed = await sealedCurrent(store, tenant)
  if (!assessment || sealed?.entry !== assessment.index) return null
  if (left !== undefined && sealed.digest !== left) return null
  return SealedFindings.safeParse(bodyOf(assessment)).data ?? null
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

/** What the last run that finished sealed last, as JSON; null where none did, or it is gone. */
export async function lastManifest(store: Pick<Store, 'runs' | 'evidence'>): Promise<unknown> {
  const [run] = await store.runs({ status: 'finished', limit: 1 })
  return bodyOf(await store.evidence(endOf(run ?? {})))
}

/** A body as JSON; null where it is gone, or none. */
export function bodyOf(evidence: StoredEvidence | null): unknown {
  try {
    return evidence?.body ? JSON.parse(new TextDecoder().decode(evidence.body)) : null
  } catch {
    return null
  }
}
