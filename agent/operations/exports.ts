import { z } from 'zod'
import { exportFormats, formats } from '../export/formats.ts'
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
  input: z.strictObject({}),
  kind: 'exports',
  output: z.strictObject({
    /** What can be made. */
    formats: list(z.strictObject({ id: z.enum(formats), title: z.string() })),
    jobs: list(Job),
    files: list(z.strictObject({ name: z.string(), bytes: z.int(), at: z.string() })),
  }),
  run(agent) {
    const jobs = exportJobsOf(agent)
    return {
      formats: formats.map(id => ({ id, title: exportFormats[id].title })),
      jobs: jobs.jobs(),
      files: jobs.files(),
    }
  },
})
