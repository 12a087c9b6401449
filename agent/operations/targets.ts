import { z } from 'zod'
import { OwnTarget } from '../../common/model/index.ts'
import { ownTargets, targetProposals } from '../judge/targets.ts'
import { answering, list } from './operation.ts'

/** The owner's own targets that count, and what config.yaml proposes besides. */
export const targets = answering({
  title: "The owner's own targets",
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'targets',
  output: z.strictObject({
    targets: list(OwnTarget),
    proposals: list(
      z.strictObject({
        change: z.enum(['new', 'changed']),
        ...OwnTarget.pick({ metric: true, tenant: true, value: true, by: true, reason: true })
          .shape,
      }),
    ),
  }),
  run: async agent => ({
    targets: [...(await ownTargets(agent))],
    proposals: [...(await targetProposals(agent))],
  }),
})
