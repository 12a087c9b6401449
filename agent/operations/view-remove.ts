import { z } from 'zod'
import { removeView } from '../home/views.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Forgets a named view; its address still works. */
export const viewRemove = answering({
  title: 'Delete a view of the findings',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ name: z.string() }),
  kind: 'view',
  output: ok,
  run(agent, _, { name }) {
    removeView(agent.home, name)
    return { ok: true }
  },
})
