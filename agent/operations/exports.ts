import { z } from 'zod'
import { formats } from '../export/export.ts'
import { exportJobsOf } from '../export/jobs.ts'
import { answering, list } from './operation.ts'

export const Job = z.strictObject({
  id: z.string(),
  format: z.enum(formats),
  startedAt: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  text: z.string(),
  done: z.number(),
  total: z.number(),
  secondsLeft: z.number().nullable(),
  file: z.string().nullable(),
  error: z.string().nullable(),
})

/** What stands in the home's `exports` folder, and what is on its way there. */
export const exports = answering({
  title: 'Exports that are made or on their way',
  role: 'reader',
  needs: 'home',
  input: z.object({}),
  kind: 'exports',
  output: z.strictObject({
    jobs: list(Job),
    files: list(z.strictObject({ name: z.string(), bytes: z.int(), at: z.string() })),
  }),
  run(agent) {
    const jobs = exportJobsOf(agent)
    return { jobs: jobs.jobs(), files: jobs.files() }
  },
})
