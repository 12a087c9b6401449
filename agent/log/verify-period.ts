import { z } from 'zod'
import type { Place, Store } from '../store/store.ts'
import { FINDINGS_TREE, isSealed } from './finding-lines.ts'
import { FindingTree } from './finding-tree.ts'
import { parseBody } from './key-history.ts'

const AssessmentBody = z.object({
  at: z.string(),
  tree: z.literal(FINDINGS_TREE).optional(),
  findings: z.string(),
  count: z.int().optional(),
})

/** Lines and nodes that are hashed of one tenant before the rest is left to `verify --every`. */
const MOST_HASHES = 20_000_000

/** What is wrong with the findings that assessments sealed, or null; `whole` is false where they are too many. */
export type PeriodSoundness = {
  readonly problem: { readonly entry: number; readonly problem: string } | null
  readonly whole: boolean
}

/**
 * Compares the findings that stood at each of a tenant's assessments with what it sealed: numbers of a
 * period rest on each of them, not on the last one alone. From one to the one before only lines that
 * changed are read; an assessment at which none did costs nothing. The first that does not fit is told.
 * @param entries places of the assessments, ascending
 * @param changed of what was sealed before this place, a person's erasure or retention changed rows
 * @param known the tree at a place where the findings are known to be the sealed ones: it is moved
 */
export async function periodProblem(
  store: Store,
  tenant: string,
  entries: readonly Place[],
  changed: Place,
  known: { readonly tree: FindingTree; readonly at: Place } | null = null,
): Promise<PeriodSoundness> {
  let tree = known?.tree ?? null
  let problem: PeriodSoundness['problem'] = null
  const wanted = entries.filter(entry => entry >= changed && entry !== known?.at)
  for (const entry of wanted.toReversed()) {
    if (tree && tree.hashed > MOST_HASHES) return { problem, whole: false }
    const stored = (await store.evidence(entry))?.body
    const seal = AssessmentBody.safeParse(stored ? parseBody(stored) : null).data
    if (!seal) continue
    if (seal.tree !== undefined) {
      if (tree) await tree.moveTo(entry)
      else tree = await FindingTree.at(store, tenant, entry)
    }
    const fits =
      seal.tree === undefined
        ? await isSealed(seal, store.eachFinding(tenant, entry)).catch(() => false)
        : tree?.fits(seal)
    if (!fits)
      problem = {
        entry,
        problem: `the findings of ${tenant} at ${seal.at} are not the ones that this assessment sealed`,
      }
  }
  return { problem, whole: true }
}
