import { z } from 'zod'
import { makeHome } from '../home/furnish.ts'
import { answering } from './operation.ts'

/** Makes the home where there is none. */
export const init = answering({
  title: 'Make the home',
  role: 'administrator',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({}),
  kind: 'init',
  output: z.strictObject({ file: z.string(), created: z.boolean() }),
  run: ({ home }) => makeHome(home),
})
