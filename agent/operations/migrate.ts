import { z } from 'zod'
import { StoreAddress } from '../home/config.ts'
import { lock } from '../home/lock.ts'
import { migrate as move, removeMoving } from '../keep/migrate.ts'
import { steps, streaming } from './operation.ts'

/** Moves the record of a home that no agent holds to the other engine. */
export const migrate = streaming({
  title: 'Move the record to PostgreSQL, or back into a file',
  role: 'administrator',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    to: z.union([z.literal('sqlite'), StoreAddress]),
    /** Of the database; kept as credentials are. */
    password: z.string().min(1).optional(),
  }),
  kind: 'migrate',
  output: z.strictObject({
    from: z.string(),
    to: z.string(),
    entries: z.int(),
    rows: z.int(),
    moved: z.string().nullable(),
  }),
  stream: ({ home, clock, config, secrets }, _, { to, password }) =>
    steps(async tell => {
      const before = config()
      const held = lock(home)
      try {
        removeMoving(home)
        const progress = (text: string): void => tell({ done: 0, total: 0, text })
        return await move(home, before, to, { secrets, now: clock(), password, progress })
      } finally {
        held.release()
      }
    }),
})
