import { z } from 'zod'
import { planRepair } from '../judge/non-conformities.ts'
import { NonConformityShape, shapeOfNonConformity } from './non-conformities.ts'
import { answering } from './operation.ts'

/** Seals who repairs what fails of a check, and until when; measurement says whether it is. */
export const repairPlan = answering({
  title: 'Say who repairs what fails of a check, and until when',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    tenant: z.string(),
    check: z.string(),
    owner: z.string().min(1),
    /** A day in the future. */
    until: z.string(),
    note: z.string().min(1).optional(),
  }),
  kind: 'non-conformity',
  output: z.strictObject({ item: NonConformityShape }),
  run: async (agent, actor, wanted) => ({
    item: (await shapeOfNonConformity(agent))(await planRepair(agent, actor, wanted)),
  }),
})
