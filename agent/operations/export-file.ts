import { z } from 'zod'
import { exportJobsOf } from '../export/jobs.ts'
import { Problem } from '../problem.ts'
import { downloading } from './operation.ts'

/** One file of the home's `exports` folder: for the reader's disk, not for this origin. */
export const exportFile = downloading({
  title: 'One export',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ name: z.string() }),
  async open(agent, _, { name }) {
    const file = exportJobsOf(agent).read(name)
    if (!file) throw new Problem('export-unknown', { name })
    return { name, mediaType: 'application/octet-stream', bytes: file.bytes, body: file.stream }
  },
})
