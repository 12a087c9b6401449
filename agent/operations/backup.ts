import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { assertOutgoing } from '../home/outgoing.ts'
import { backup as writeBackup, BackupManifest } from '../keep/backup.ts'
import { Problem } from '../problem.ts'
import { steps, streaming } from './operation.ts'

/** A verified copy of the record, also while the agent runs. Keys and credentials are not in it. */
export const backup = streaming({
  title: 'Write a verified copy of the record',
  role: 'administrator',
  needs: 'home',
  commandsOnly: true,
  input: z.strictObject({
    file: z.string().refine(isAbsolute, 'an absolute path'),
    /** Replaces what is there. */
    force: z.boolean().default(false),
  }),
  kind: 'backup',
  output: BackupManifest.omit({ format: true, version: true }).extend({ file: z.string() }),
  stream: ({ home, clock, config }, _, { file, force }) =>
    steps(async tell => {
      const { store } = config()
      if (store !== undefined) throw new Problem('store-elsewhere', { store })
      if (!existsSync(join(home, 'witnessmark.sqlite')))
        throw new Problem('nothing-recorded', { home })
      assertOutgoing(home, file, { force })
      const progress = (text: string): void => tell({ done: 0, total: 0, text })
      const {
        format: _f,
        version: _v,
        ...manifest
      } = await writeBackup(home, file, clock(), progress)
      return { file, ...manifest }
    }),
})
