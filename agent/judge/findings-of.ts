import type { Finding } from '../../common/model/index.ts'
import type { Store } from '../store/store.ts'

/** Read together. */
const PAGE = 500

/** Findings of some checks, one after the other: none of others is read, however many there are. */
export async function* findingsOf(
  store: Pick<Store, 'findingGroups' | 'findingPage'>,
  tenant: string,
  checks: ReadonlySet<string>,
): AsyncGenerator<Finding> {
  for (const group of await store.findingGroups(tenant))
    if (checks.has(group.check))
      for (let from = 0; from < group.count; from += PAGE)
        yield* await store.findingPage(tenant, group, { from, limit: PAGE })
}
