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

/** Lines that are hashed of one tenant before the rest is left to `verify --every`. */
const MOST_LINES = 20_000_000

type Problem = { readonly entry: number; readonly problem: string }

/**
 * What is wrong with the findings that assessments of a tenant sealed, or null: numbers of a period
 * rest on each of them, not on the last one alone. From one to the next only lines that changed are
 * read; an assessment at which none did costs nothing. `whole` is false where they are too many.
 * @param entries places of the assessments, ascending
 * @param changed of what was sealed before this place, a person's erasure or retention changed rows
 * @param matched of those, whose findings were compared with what they sealed just now
 */
export async function periodProblem(
  store: Store,
  tenant: string,
  entries: readonly Place[],
  changed: Place,
  matched: ReadonlySet<Place> = new Set(),
): Promise<{ readonly problem: Problem | null; readonly whole: boolean }> {
  const wanted = entries.filter(place => place >= changed)
  // To be moved on from, the first is read again.
  if (wanted.every(place => matched.has(place))) return { problem: null, whole: true }
  const tree = new FindingTree(store, tenant)
  for (const entry of wanted) {
    if (tree.hashed > MOST_LINES) return { problem: null, whole: false }
    const stored = (await store.evidence(entry))?.body
    const seal = AssessmentBody.safeParse(stored ? parseBody(stored) : null).data
    if (!seal) continue
    await tree.moveTo(entry)
    const fits =
      seal.tree === undefined
        ? await isSealed(seal, store.eachFinding(tenant, entry)).catch(() => false)
        : tree.root() === seal.findings && tree.count === seal.count
    if (!fits)
      return {
        problem: {
          entry,
          problem: `the findings of ${tenant} at ${seal.at} are not the ones that this assessment sealed`,
        },
        whole: true,
      }
  }
  return { problem: null, whole: true }
}
