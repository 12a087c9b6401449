import { z } from 'zod'
import { renameView, View } from '../home/views.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Gives a named view another name. */
export const viewRename = answering({
  title: 'Rename a view of the findings',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ name: z.string(), to: View.shape.name }),
  kind: 'view',
  output: ok,
  run(agent, _, { name, to }) {
    renameView(agent.home, name, to)
    return { ok: true }
  },
})
