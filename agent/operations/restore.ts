import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { assertHomeOrEmpty } from '../home/config.ts'
import { lock } from '../home/lock.ts'
import { restore as takeBack } from '../keep/backup.ts'
import { Problem } from '../problem.ts'
import { list, steps, streaming } from './operation.ts'

/** Puts a backup into a home that no agent holds; the log goes on under a new key and says so. */
export const restore = streaming({
  title: 'Put a backup into the home',
  role: 'administrator',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    file: z.string().refine(isAbsolute, 'an absolute path'),
    /** Moves what is there aside. */
    replace: z.boolean().default(false),
    /** Takes one that another home signed, or none, or that sends anything elsewhere. */
    accept: z.boolean().default(false),
  }),
  kind: 'restore',
  output: z.strictObject({
    at: z.string(),
    entries: z.int(),
    moved: z.string().nullable(),
    signed: z.enum(['own', 'foreign', 'unsigned']),
    key: z.string().nullable(),
    differences: list(
      z.strictObject({
        what: z.string(),
        known: z.string().nullable(),
        given: z.string().nullable(),
      }),
    ),
  }),
  stream: ({ home, clock, config }, _, { file, replace, accept }) =>
    steps(async tell => {
      assertHomeOrEmpty(home)
      const { store } = existsSync(join(home, 'config.yaml')) ? config() : {}
      if (store !== undefined) throw new Problem('store-elsewhere', { store })
      const held = existsSync(home) ? lock(home) : null
      try {
        const progress = (text: string): void => tell({ done: 0, total: 0, text })
        const options = { replace, accept, now: clock(), progress }
        const { manifest, differences, ...restored } = await takeBack(home, file, options)
        const { at, entries } = manifest
        return { at, entries, ...restored, differences: [...differences] }
      } finally {
        held?.release()
      }
    }),
})
