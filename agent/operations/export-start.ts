import { z } from 'zod'
import { exportJobsOf } from '../export/jobs.ts'
import { Export } from './export.ts'
import { Job } from './exports.ts'
import { answering } from './operation.ts'

/** Begins an export in the background, into the home's `exports` folder. */
export const exportStart = answering({
  title: 'Begin an export in the background',
  role: 'administrator',
  needs: 'record',
  input: Export,
  kind: 'export-job',
  output: z.strictObject({ job: Job }),
  run: (agent, actor, options) => ({ job: exportJobsOf(agent).start({ ...options, actor }) }),
})
