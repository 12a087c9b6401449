import { z } from 'zod'
import { Statement } from '../../common/log/statement.ts'
import { verifyStatement as verify } from '../export/verify-statement.ts'
import { answering, list } from './operation.ts'

/** Whether a monitoring statement is as a log signed it, whoever made it. */
export const verifyStatement = answering({
  title: 'Verify a monitoring statement',
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({ text: z.string(), pinned: z.string().optional() }),
  kind: 'statement-verification',
  output: z.strictObject({
    ok: z.boolean(),
    problems: list(z.string()),
    key: z.string().nullable(),
    statement: Statement.nullable(),
  }),
  run(_, __, { text, pinned }) {
    const { problems, ...found } = verify(text, pinned)
    return { ...found, problems: [...problems] }
  },
})
