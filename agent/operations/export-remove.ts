import { z } from 'zod'
import { exportJobsOf } from '../export/jobs.ts'
import { Problem } from '../problem.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Takes one file out of the home's `exports` folder. */
export const exportRemove = answering({
  title: 'Remove an export',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ name: z.string() }),
  kind: 'export',
  output: ok,
  run(agent, _, { name }) {
    if (!exportJobsOf(agent).remove(name)) throw new Problem('export-unknown', { name })
    return { ok: true }
  },
})
