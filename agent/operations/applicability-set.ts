import { z } from 'zod'
import { Applicability } from '../../common/model/index.ts'
import { scopedOf, setApplicability } from '../judge/scope.ts'
import { answering } from './operation.ts'
import { ApplicabilityShape, statedOf } from './scope-shapes.ts'

/** Seals whether a requirement applies, and why. */
export const applicabilitySet = answering({
  title: 'Say whether a requirement applies, and why',
  role: 'administrator',
  needs: 'record',
  input: Applicability,
  kind: 'applicability',
  output: z.strictObject({ applicability: ApplicabilityShape.nullable() }),
  async run(agent, actor, wanted) {
    await setApplicability(agent, actor, wanted)
    const scoped = await scopedOf(agent, wanted.framework)
    const { applicability } = statedOf(scoped, wanted.requirement, agent.clock())
    return { applicability }
  },
})
