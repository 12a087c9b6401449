import { z } from 'zod'
import { OwnTarget } from '../../common/model/index.ts'
import { applyTargets } from '../judge/targets.ts'
import { answering, list } from './operation.ts'

/** Seals targets that config.yaml proposes: they count from now on, never before. */
export const targetApply = answering({
  title: 'Seal targets that config.yaml proposes',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    /** Of one metric; else all. */
    metric: z.string().optional(),
    /** Of one tenant; else of all, and of everybody's. */
    tenant: z.string().optional(),
  }),
  kind: 'targets-sealed',
  output: z.strictObject({ targets: list(OwnTarget) }),
  run: async (agent, actor, wanted) => ({
    targets: [...(await applyTargets(agent, actor, wanted))],
  }),
})
