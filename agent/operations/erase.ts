import { z } from 'zod'
import { erase as eraseBodies } from '../keep/erasure.ts'
import { Problem } from '../problem.ts'
import { answering, list } from './operation.ts'

/** Takes bodies, or all in which a text stands, out of the record; their places stay. */
export const erase = answering({
  title: 'Erase bodies, or all that names a person',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    entries: list(z.int().nonnegative()).optional(),
    person: z.string().optional(),
    /** Kept for ever. */
    reason: z.string().min(1),
  }),
  kind: 'erasure',
  output: z.strictObject({ entries: list(z.int()), rows: z.int() }),
  run(agent, actor, request) {
    const { person, reason } = request
    if (person && reason.toLowerCase().includes(person.toLowerCase()))
      throw new Problem('reason-names-person', {})
    return eraseBodies(agent, actor, request)
  },
})
