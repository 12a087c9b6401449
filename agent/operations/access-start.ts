import { z } from 'zod'
import { KebabId } from '../../common/model/index.ts'
import { startReview } from '../judge/access-reviews.ts'
import { AccessReviewShape, shapeOfReview } from './access-reviews.ts'
import { answering } from './operation.ts'

/** Begins a review of who has access: seals the accounts as they were read last. */
export const accessStart = answering({
  title: 'Begin a review of who has access',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenant: z.string(),
    id: KebabId,
    reviewer: z.string().min(1),
    /** A day in the future. */
    due: z.string(),
  }),
  kind: 'access-review',
  output: z.strictObject({ review: AccessReviewShape }),
  run: async (agent, actor, wanted) => ({
    review: shapeOfReview(await startReview(agent, actor, wanted)),
  }),
})
