import { z } from 'zod'
import { AuditAnswer } from '../../common/model/index.ts'
import { answerRequest, auditRequests } from '../judge/audit-requests.ts'
import { AskedShape, shapeOfAsked } from './audit-requests.ts'
import { answering, list } from './operation.ts'

/** Seals an answer to an auditor; whether it is enough they say in their next file. */
export const auditRequestAnswer = answering({
  title: "Answer an auditor's comment or request",
  role: 'administrator',
  needs: 'record',
  input: AuditAnswer,
  kind: 'audit-request-answer',
  output: z.strictObject({ requests: list(AskedShape) }),
  async run(agent, actor, answer) {
    await answerRequest(agent, actor, answer)
    return { requests: (await auditRequests(agent)).map(shapeOfAsked) }
  },
})
