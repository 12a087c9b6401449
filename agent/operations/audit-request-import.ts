import { z } from 'zod'
import { requestsIn } from '../../common/model/index.ts'
import { auditRequests, importRequests } from '../judge/audit-requests.ts'
import { messageOf, Problem } from '../problem.ts'
import { AskedShape, shapeOfAsked } from './audit-requests.ts'
import { answering, list } from './operation.ts'

/** Seals what came back from an auditor. */
export const auditRequestImport = answering({
  title: "Take in an auditor's comments and requests",
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    /** Of the file, as it is named in what is said. */
    name: z.string(),
    text: z.string().min(1),
  }),
  kind: 'audit-request-import',
  output: z.strictObject({
    /** How many are new, or say something else than before. */
    sealed: z.int(),
    requests: list(AskedShape),
  }),
  async run(agent, actor, { name, text }) {
    const sealed = await importRequests(agent, actor, read(name, text))
    return { sealed, requests: (await auditRequests(agent)).map(shapeOfAsked) }
  },
})

/** @throws Problem `audit-requests-unreadable` */
function read(file: string, text: string): ReturnType<typeof requestsIn> {
  try {
    return requestsIn(text)
  } catch (error) {
    throw new Problem('audit-requests-unreadable', { file, detail: messageOf(error) })
  }
}
