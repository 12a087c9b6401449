import { z } from 'zod'
import { AccessDecision, AccessReview, Account, Time } from '../../common/model/index.ts'
import { accessWords, notReadWords } from '../../common/words/english/access.ts'
import { accessReviews as found, accessStates } from '../judge/access-reviews.ts'
import type { Reviewed } from '../judge/access-reviews.ts'
import { assertNames } from '../judge/names.ts'
import { standingOf } from '../judge/standing.ts'
import { Problem } from '../problem.ts'
import { answering, list } from './operation.ts'
import { standing } from './shapes.ts'

export const AccessReviewShape = z.strictObject({
  ...AccessReview.omit({ accounts: true, missing: true, reasons: true }).shape,
  missing: list(AccessReview.shape.missing.element),
  /** The same in words, with why. */
  notRead: list(z.string()),
  /** When it began, who sealed it, and where. */
  at: Time,
  actor: z.string().nullable(),
  entry: z.int(),
  overdue: z.boolean(),
  accounts: list(
    z.strictObject({
      /** From 1: what a decision names. */
      place: z.int(),
      ...Account.omit({ id: true, roles: true, listedBy: true, enabled: true }).shape,
      enabled: z.boolean().nullable(),
      roles: list(z.string()),
      state: z.enum(accessStates),
      /** The same in words. */
      says: z.string(),
      decision: z
        .strictObject({
          decision: AccessDecision.shape.decision,
          by: z.string(),
          reason: z.string().nullable(),
          at: Time,
          actor: z.string().nullable(),
          entry: z.int(),
        })
        .nullable(),
      /** Places in the log of the readings that say that it is done. */
      proof: list(z.int()),
    }),
  ),
  /** Accounts that came since: nobody looked at them. */
  since: list(z.string()),
})

/** Reviews of who has access, the last one first: accounts, decisions, and what is measured since. */
export const accessReviews = answering({
  title: 'Reviews of who has access',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().optional(),
    /** Of one id only. */
    review: z.string().optional(),
  }),
  kind: 'access-reviews',
  output: z.strictObject({ ...standing, reviews: list(AccessReviewShape) }),
  async run(agent, _, { tenant, review }) {
    assertNames(agent, { tenant }, { tenants: await agent.store.tenants() })
    const reviews = (await found(agent, tenant)).filter(
      item => review === undefined || item.review.said.id === review,
    )
    if (review !== undefined && reviews.length === 0)
      throw new Problem('review-unknown', { tenant: tenant ?? 'any tenant', review })
    return { ...(await standingOf(agent)), reviews: reviews.map(shapeOfReview) }
  },
})

export function shapeOfReview({
  review: {
    said: { reasons, ...said },
    at,
    actor,
    entry,
  },
  accounts,
  since,
  overdue,
}: Reviewed): z.input<typeof AccessReviewShape> {
  return {
    ...said,
    missing: [...said.missing],
    notRead: said.missing.map(setting => notReadWords(setting, reasons?.[setting])),
    at,
    actor,
    entry,
    overdue,
    accounts: accounts.map(({ place, account, decision, state, proof }) => ({
      place,
      name: account.name,
      roles: [...account.roles],
      enabled: account.enabled ?? null,
      secondFactor: account.secondFactor,
      lastUse: account.lastUse,
      state,
      says: accessWords[state],
      decision: decision && {
        decision: decision.said.decision,
        by: decision.said.by,
        reason: decision.said.reason ?? null,
        at: decision.at,
        actor: decision.actor,
        entry: decision.entry,
      },
      proof: [...proof],
    })),
    since: [...since],
  }
}
