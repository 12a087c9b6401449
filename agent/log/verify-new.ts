import { NOTHING_ENDED } from '../store/store.ts'
import type { Store } from '../store/store.ts'
import { sealedCurrent } from './current-rows.ts'
import { sealedEnded } from './ended-rows.ts'
import type { Verified } from './verified.ts'
import { newRunProblem } from './verify-judged.ts'

type Problem = { readonly entry: number; readonly problem: string }

/**
 * What does not fit of the rows that came or went since a state that was verified, or null: they make,
 * with what is kept of all others, the digests that the log sealed last; and each run since is as its
 * manifest says. Rows of before are not read.
 */
export async function newRowsProblem(store: Store, since: Verified): Promise<Problem | null> {
  for (const tenant of await store.tenants()) {
    const current = await sealedCurrent(store, tenant)
    if (current) {
      const how = { like: current.digest, since: since.size }
      if ((await store.currentDigest(tenant, how)) !== current.digest)
        return {
          entry: current.entry,
          problem: `the current rows of ${tenant} are not the ones that this entry sealed`,
        }
    }
    const ended = await sealedEnded(store, tenant)
    const before = since.ended[tenant] ?? NOTHING_ENDED
    if (ended && (await store.endedChain(tenant, before)).chain !== ended.chain)
      return {
        entry: ended.place,
        problem: `the rows of ${tenant} that had ended are not the ones that this entry sealed`,
      }
  }
  return newRunProblem(store, since.size)
}
