import { z } from 'zod'
import { AuditAnswer, AuditRequest, awaitsAnswer, Time } from '../../common/model/index.ts'
import { auditRequests as found } from '../judge/audit-requests.ts'
import type { Asked } from '../judge/audit-requests.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { standing } from './shapes.ts'

/** When it was sealed, by whom, and where. */
const sealed = { at: Time, actor: z.string().nullable(), entry: z.int() }

export const AskedShape = z.strictObject({
  ...AuditRequest.shape,
  /** What it is about in the log; `entry` is where this is sealed. */
  about: z.int().nullable(),
  ...sealed,
  /** A request that nobody answered; a comment asks for no answer. */
  awaits: z.boolean(),
  answer: z.strictObject({ ...AuditAnswer.omit({ id: true }).shape, ...sealed }).nullable(),
})

/** What auditors said and asked for, as it is sealed, and what was answered. */
export const auditRequests = answering({
  title: 'Comments and requests of auditors',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({}),
  kind: 'audit-requests',
  output: z.strictObject({ ...standing, requests: list(AskedShape) }),
  run: async agent => ({
    ...(await standingOf(agent)),
    requests: (await found(agent)).map(shapeOfAsked),
  }),
})

export function shapeOfAsked({ request, answer }: Asked): z.input<typeof AskedShape> {
  const { said, at, actor, entry } = request
  return {
    ...said,
    about: said.entry ?? null,
    at,
    actor,
    entry,
    awaits: awaitsAnswer({ ...said, answer }),
    answer: answer && {
      text: answer.said.text,
      by: answer.said.by,
      at: answer.at,
      actor: answer.actor,
      entry: answer.entry,
    },
  }
}
