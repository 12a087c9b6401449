import { z } from 'zod'
import { rotateKey } from '../record/key.ts'
import { KeyOutput } from './key.ts'
import { answering } from './operation.ts'

/** The log goes on under the next key; both sign the hand-over. */
export const keyRotate = answering({
  title: 'Go on under the next key',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ reason: z.string().min(1) }),
  kind: 'key',
  output: KeyOutput,
  run: async (agent, actor, { reason }) => ({ key: await rotateKey(agent, actor, reason) }),
})
