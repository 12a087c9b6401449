import { z } from 'zod'
import { MappingDecision } from '../../common/model/index.ts'
import { mapRequirement } from '../judge/mappings.ts'
import { answering } from './operation.ts'

/** A person accepts a metric for a requirement of an imported framework, as proposed or otherwise, or refuses it. */
export const frameworkMap = answering({
  title: 'Accept or refuse that a metric speaks for a requirement of your framework',
  role: 'administrator',
  needs: 'record',
  input: MappingDecision,
  kind: 'framework-mapped',
  output: z.strictObject({ file: z.string() }),
  async run(agent, actor, decision) {
    await mapRequirement(agent, actor, decision)
    return { file: `frameworks/${decision.framework}.yaml` }
  },
})
