import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { writeTiles } from '../export/tiles.ts'
import { assertOutgoing } from '../home/outgoing.ts'
import { steps, streaming } from './operation.ts'

/** The log as tlog-tiles for a static web server, or brought up to date there. */
export const tiles = streaming({
  title: 'Write the log as tlog-tiles',
  role: 'administrator',
  needs: 'home',
  commandsOnly: true,
  input: z.strictObject({
    folder: z.string().refine(isAbsolute, 'an absolute path'),
    /** Also into a folder that holds something else. */
    force: z.boolean().default(false),
  }),
  kind: 'tiles',
  output: z.strictObject({
    folder: z.string(),
    size: z.int(),
    written: z.int(),
    minimum: z.int(),
  }),
  stream: ({ home, store }, _, { folder, force }) =>
    steps(async tell => {
      assertOutgoing(home, folder, { force, filled: 'checkpoint' })
      const progress = (done: number, total: number): void => tell({ done, total, text: 'tile' })
      return { folder, ...(await writeTiles(store, folder, progress)) }
    }),
})
