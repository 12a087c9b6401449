import { z } from 'zod'
import { AccessDecision } from '../../common/model/index.ts'
import { decideAccess } from '../judge/access-reviews.ts'
import { AccessReviewShape, shapeOfReview } from './access-reviews.ts'
import { answering } from './operation.ts'

/** Seals whether an account of a review stays, changes or goes; the next scan says whether it did. */
export const accessDecide = answering({
  title: 'Decide of one account in a review',
  role: 'administrator',
  needs: 'record',
  input: AccessDecision,
  kind: 'access-review',
  output: z.strictObject({ review: AccessReviewShape }),
  run: async (agent, actor, wanted) => ({
    review: shapeOfReview(await decideAccess(agent, actor, wanted)),
  }),
})
