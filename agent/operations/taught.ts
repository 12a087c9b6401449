import { z } from 'zod'
import { CatalogueId, KebabId } from '../../common/model/index.ts'
import { Claim, Lesson } from '../../common/protocol/message.ts'
import { metrics } from '../../common/metrics.ts'
import { comparisonsOf } from '../../common/words/english/comparisons.ts'
import { taughtSettings } from '../console/taught.ts'
import { answering, list } from './operation.ts'

/** The settings that were taught by pointing, and what each may be about. */
export const taught = answering({
  title: 'The settings that were taught',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'taught',
  output: z.strictObject({
    settings: list(
      z.strictObject({
        setting: CatalogueId,
        title: z.string(),
        service: KebabId,
        page: z.string(),
        url: z.string(),
        type: Lesson.shape.type,
        claim: Claim.nullable(),
        /** How it can be compared, in words. */
        comparisons: list(z.strictObject({ op: Claim.shape.op.nonoptional(), title: z.string() })),
        own: z.boolean(),
      }),
    ),
    metrics: list(z.strictObject({ id: KebabId, title: z.string() })),
  }),
  run: agent => ({
    settings: taughtSettings(agent).map(item => ({
      ...item,
      comparisons: comparisonsOf(item.type),
    })),
    metrics: metrics.map(({ id, title }) => ({ id, title })),
  }),
})
