import { z } from 'zod'
import { answering } from './operation.ts'

export const KeyOutput = z.strictObject({ key: z.string() })

/** The key that outsiders compare. */
export const key = answering({
  title: 'The key that signs the log',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'key',
  output: KeyOutput,
  run: agent => ({ key: agent.log.verifierKey() }),
})
