import { Undetermined } from '../../../model/index.ts'
import type { Predicate, Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'

type Protection = {
  readonly requiresReviews: boolean
  readonly adminsIncluded: boolean
  readonly bypassReviews: number | null
}
type Rule = { readonly type: string; readonly ruleset: number | null }
type Ruleset = {
  readonly id: number
  readonly enforcement: string
  readonly bypass: readonly { readonly mode: string }[] | null
}

export const predicates: readonly Predicate[] = [
  {
    signature: 'reviewCannotBeBypassed(dyn, list, list): bool',
    description:
      'Pull requests are required by a rule that nobody bypasses: the classic rule with administrators included and no allowances, or an organization ruleset without bypass actors. Rulesets of the repository itself do not show all bypass actors to GraphQL: undetermined.',
    run: (classic, rules, rulesets) =>
      reviewCannotBeBypassed(
        classic as Protection | null,
        rules as unknown as readonly Rule[],
        rulesets as unknown as readonly Ruleset[],
      ),
  },
]

function reviewCannotBeBypassed(
  classic: Protection | null,
  rules: readonly Rule[],
  rulesets: readonly Ruleset[],
): Value {
  if (classic?.requiresReviews && classic.adminsIncluded && classic.bypassReviews === 0) return true
  const found = rules
    .filter(rule => rule.type === 'PULL_REQUEST')
    .map(rule => rulesets.find(ruleset => ruleset.id === rule.ruleset) ?? null)
  if (found.some(ruleset => ruleset?.enforcement === 'active' && ruleset.bypass?.length === 0))
    return true
  if (found.some(ruleset => ruleset === null || ruleset.bypass === null))
    throw new Undetermined('not-readable-by-api', said('bypass-not-shown'))
  if (classic?.requiresReviews && classic.adminsIncluded && classic.bypassReviews === null)
    throw new Undetermined('forbidden', said('bypass-forbidden'))
  return false
}
