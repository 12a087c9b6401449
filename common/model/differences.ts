import type { Difference } from './check.ts'

/** A difference with the policies that it is about: by id, or by what their ids begin with (`MS.EXO.4.`). */
export type PolicyDifference = Difference & { readonly policies: readonly string[] }

/** Those of one policy. */
export function differencesFrom(
  differences: readonly PolicyDifference[],
  policy: string,
): readonly Difference[] {
  return differences
    .filter(({ policies }) =>
      policies.some(id => (id.endsWith('.') ? policy.startsWith(id) : policy === id)),
    )
    .map(({ policies: _, ...difference }) => difference)
}
