import { z } from 'zod'
import { Scope } from '../../common/model/index.ts'
import { scopedOf, setScope } from '../judge/scope.ts'
import { answering } from './operation.ts'
import { ScopeShape, shapeOfScope } from './scope-shapes.ts'

/** Seals the target of an evaluation: tenants, level, who answers for what. */
export const scopeSet = answering({
  title: 'Set the scope of an evaluation',
  role: 'administrator',
  needs: 'record',
  input: Scope,
  kind: 'scope-set',
  output: z.strictObject({ scope: ScopeShape.nullable() }),
  async run(agent, actor, wanted) {
    await setScope(agent, actor, wanted)
    return { scope: shapeOfScope(await scopedOf(agent, wanted.framework)) }
  },
})
