import { z } from 'zod'
import { RoundPage } from '../../common/protocol/message.ts'
import { roundPages } from '../console/page.ts'
import { answering, list } from './operation.ts'

/** Every console page with settings that no API shows, and how fresh each is. */
export const round = answering({
  title: 'The console pages to look at',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'round',
  output: z.strictObject({ pages: list(RoundPage) }),
  run: async agent => ({ pages: await roundPages(agent) }),
})
