import { z } from 'zod'
import { Picture } from '../../common/protocol/message.ts'
import { storePicture } from '../console/picture.ts'
import { Skew } from './capture.ts'
import { answering, list } from './operation.ts'

const Bytes = z.custom<Uint8Array>(given => given instanceof Uint8Array, 'bytes')

/** Keeps a whole picture of a console page, with what is masked in it. */
export const picture = answering({
  title: 'Keep a picture of a console page',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ picture: Picture, parts: list(Bytes), skew: Skew }),
  kind: 'picture',
  output: z.strictObject({ stored: z.boolean() }),
  run: (agent, actor, { picture: announced, parts, skew }) =>
    storePicture(agent, actor, { picture: announced, parts: [...parts] }, skew),
})
