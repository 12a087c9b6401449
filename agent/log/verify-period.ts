import { z } from 'zod'
import { toHex } from '../../common/log/bytes.ts'
import { canonicalBytes } from '../../common/log/canonical.ts'
import { leafHash, rootOf } from '../../common/log/merkle.ts'
import type { Finding } from '../../common/model/index.ts'
import type { Place, Store } from '../store/store.ts'
import { sha256 } from './crypto.ts'
import { FINDINGS_TREE, isSealed } from './finding-lines.ts'
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
 */
export async function periodProblem(
  store: Store,
  tenant: string,
  entries: readonly Place[],
  changed: Place,
): Promise<{ readonly problem: Problem | null; readonly whole: boolean }> {
  const lines = new Lines()
  let before: Place | null = null
  for (const entry of entries.filter(place => place >= changed)) {
    if (lines.hashed > MOST_LINES) return { problem: null, whole: false }
    const stored = (await store.evidence(entry))?.body
    const seal = AssessmentBody.safeParse(stored ? parseBody(stored) : null).data
    if (!seal) continue
    await lines.moveTo(store, tenant, before, entry)
    before = entry
    const fits =
      seal.tree === undefined
        ? await isSealed(seal, store.eachFinding(tenant, entry)).catch(() => false)
        : lines.root() === seal.findings && lines.count === seal.count
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

/** The leaves of the findings that stood at one place, moved on to the next. */
class Lines {
  hashed = 0
  readonly #leaves = new Map<string, Uint8Array>()
  /** By id as the store sorts them: by bytes. */
  #sorted: readonly string[] | null = null
  #root: string | null = null

  get count(): number {
    return this.#leaves.size
  }

  async moveTo(store: Store, tenant: string, from: Place | null, to: Place): Promise<void> {
    if (from === null) {
      for await (const finding of store.eachFinding(tenant, to)) this.#put(finding)
      return
    }
    const { before, after } = await store.findingsBetween(tenant, from, to)
    const stay = new Set(after.map(({ id }) => id))
    for (const { id } of before) if (!stay.has(id) && this.#leaves.delete(id)) this.#forget()
    for (const finding of after) this.#put(finding)
  }

  root(): string {
    if (this.#root !== null) return this.#root
    this.#sorted ??= [...this.#leaves.keys()]
      .map(id => ({ id, bytes: Buffer.from(id) }))
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
      .map(({ id }) => id)
    this.hashed += this.#sorted.length
    const leaves = this.#sorted.flatMap(id => this.#leaves.get(id) ?? [])
    return (this.#root = toHex(rootOf(sha256, leaves)))
  }

  #put(finding: Finding): void {
    if (!this.#leaves.has(finding.id)) this.#forget()
    this.#leaves.set(finding.id, leafHash(sha256, canonicalBytes(finding)))
    this.#root = null
    this.hashed++
  }

  #forget(): void {
    this.#sorted = null
    this.#root = null
  }
}
