import { Undetermined } from '../../../model/index.ts'
import type { Predicate, Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'

type Protection = {
  readonly requiresReviews: boolean
  readonly reviewCount?: number | null
  readonly adminsIncluded: boolean
  readonly bypassReviews?: number | null
  readonly restrictsDismissals?: boolean
}
type Rule = {
  readonly type: string
  readonly ruleset: number | null
  readonly reviewCount?: number | null
}
type Ruleset = {
  readonly id: number
  readonly enforcement: string
  readonly bypass?: readonly { readonly mode: string }[] | null
  readonly restrictsDismissals?: boolean | null
}

export const predicates: readonly Predicate[] = [
  {
    signature: 'reviewCannotBeBypassed(dyn, list, list): bool',
    description:
      'At least one approval is asked for by a rule that nobody bypasses: the classic rule with administrators included and no allowances, or an organization ruleset without bypass actors. Rulesets of the repository itself do not show all bypass actors to GraphQL: undetermined.',
    run: (classic, rules, rulesets) =>
      reviewCannotBeBypassed(
        classic as Protection | null,
        rules as unknown as readonly Rule[],
        rulesets as unknown as readonly Ruleset[],
      ),
  },
  {
    signature: 'dismissalRestricted(dyn, list, list): bool',
    description:
      'Only named people dismiss reviews: by the classic rule, or by an organization ruleset. GraphQL does not show it of rulesets of the repository itself: undetermined.',
    run: (classic, rules, rulesets) =>
      dismissalRestricted(
        classic as Protection | null,
        rules as unknown as readonly Rule[],
        rulesets as unknown as readonly Ruleset[],
      ),
  },
]

/** A rule that asks for no approval is no review; a number that is not shown may be any. */
function asksForApproval({ reviewCount }: Pick<Rule, 'reviewCount'>): boolean {
  return typeof reviewCount !== 'number' || reviewCount >= 1
}

/** How many are asked for is shown. */
function showsCount({ reviewCount }: Pick<Rule, 'reviewCount'>): boolean {
  return typeof reviewCount === 'number'
}

function reviewCannotBeBypassed(
  classic: Protection | null,
  rules: readonly Rule[],
  rulesets: readonly Ruleset[],
): Value {
  const own = classic?.requiresReviews && classic.adminsIncluded && asksForApproval(classic)
  if (own && showsCount(classic) && classic.bypassReviews === 0) return true
  const found = rulesOfReview(rules, rulesets).filter(({ rule }) => asksForApproval(rule))
  const unbypassed = found.filter(
    ({ ruleset }) => ruleset?.enforcement === 'active' && ruleset.bypass?.length === 0,
  )
  if (unbypassed.some(({ rule }) => showsCount(rule))) return true
  if (found.some(({ ruleset }) => !Array.isArray(ruleset?.bypass)))
    throw new Undetermined('not-readable-by-api', said('bypass-not-shown'))
  if (own && typeof classic.bypassReviews !== 'number')
    throw new Undetermined('forbidden', said('bypass-forbidden'))
  if (unbypassed.length > 0 || (own && classic.bypassReviews === 0))
    throw new Undetermined('forbidden', said('value-left-out'))
  return false
}

function dismissalRestricted(
  classic: Protection | null,
  rules: readonly Rule[],
  rulesets: readonly Ruleset[],
): Value {
  if (classic?.requiresReviews && classic.restrictsDismissals) return true
  const found = rulesOfReview(rules, rulesets).map(({ ruleset }) => ruleset)
  if (found.some(ruleset => ruleset?.enforcement === 'active' && ruleset.restrictsDismissals))
    return true
  if (found.some(ruleset => typeof ruleset?.restrictsDismissals !== 'boolean'))
    throw new Undetermined('not-readable-by-api', said('dismissal-not-shown'))
  if (classic?.requiresReviews && classic.restrictsDismissals === undefined)
    throw new Undetermined('never-captured', said('dismissal-not-shown'))
  return false
}

/** The pull request rules, each with its ruleset where that is one of the organization's. */
function rulesOfReview(
  rules: readonly Rule[],
  rulesets: readonly Ruleset[],
): readonly { readonly rule: Rule; readonly ruleset: Ruleset | null }[] {
  return rules
    .filter(({ type }) => type === 'PULL_REQUEST')
    .map(rule => ({ rule, ruleset: rulesets.find(({ id }) => id === rule.ruleset) ?? null }))
}
