import { z } from 'zod'
import { Ipe } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'
import { answering } from './operation.ts'

/** The text of one item with what it is, for a program that cites it: untrusted, as all evidence is. */
export const evidenceText = answering({
  title: 'The text of one item of evidence, by the index of its log entry',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ index: z.coerce.number().int().nonnegative() }),
  kind: 'evidence',
  output: z.strictObject({
    index: z.int(),
    commitment: z.string(),
    mediaType: z.string(),
    ipe: Ipe.nullable(),
    /** Null for a picture or a file: those are no text. */
    text: z.string().nullable(),
  }),
  async run(agent, _, { index }) {
    const stored = await agent.store.evidence(index)
    if (!stored?.body) throw new Problem('evidence-unknown', { index })
    const { commitment, mediaType, ipe, body } = stored
    const isText = /^(?:text\/|application\/(?:[a-z.+-]*\+)?json)/.test(mediaType)
    const text = isText ? Buffer.from(body).toString('utf8') : null
    return { index, commitment, mediaType, ipe, text }
  },
})
