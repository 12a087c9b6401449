import { z } from 'zod'
import { Picture } from '../../common/protocol/message.ts'
import { announcePicture } from '../console/picture.ts'
import { answering } from './operation.ts'

/** Looks at what a picture says of itself, before any byte of it is taken. */
export const pictureAnnounce = answering({
  title: 'Whether a picture is wanted',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ picture: Picture }),
  kind: 'picture',
  output: z.strictObject({ wanted: z.boolean() }),
  run: async (agent, _, { picture }) => ({
    wanted: (await announcePicture(agent, picture)) !== null,
  }),
})
