import { z } from 'zod'
import { View, viewsOf } from '../home/views.ts'
import { answering, list } from './operation.ts'

/** The named views of the findings, kept in the home. */
export const views = answering({
  title: 'The views of the findings that were named',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'views',
  output: z.strictObject({ views: list(View) }),
  run: agent => ({ views: [...viewsOf(agent.home)] }),
})
