import { toHex } from '../../common/log/bytes.ts'
import { AuditAnswer, AuditRequest } from '../../common/model/index.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { sha256 } from '../log/crypto.ts'
import { sealedDecisions } from '../log/sealed-decisions.ts'
import type { SealedDecision } from '../log/sealed-decisions.ts'
import { Problem } from '../problem.ts'
import { decide } from './decisions.ts'

/** What an auditor said or asked for, with what was answered since. */
export type Asked = {
  readonly request: SealedDecision<AuditRequest>
  /** Null: nobody answered what they said last. */
  readonly answer: SealedDecision<AuditAnswer> | null
}

/** Sorted by id. @param before only what was said before this place in the log */
export async function auditRequests(
  { store }: Pick<Agent, 'store'>,
  before = Infinity,
): Promise<readonly Asked[]> {
  const requests = await sealedDecisions(store, 'request', AuditRequest, before)
  const answers = new Map(
    (await sealedDecisions(store, 'answer', AuditAnswer, before)).map(item => [item.key, item]),
  )
  return requests
    .map(request => {
      const answer = answers.get(request.key) ?? null
      // Said anew, it is not answered yet.
      return { request, answer: answer && answer.at > request.at ? answer : null }
    })
    .toSorted((a, b) => (a.request.said.id < b.request.said.id ? -1 : 1))
}

/** Seals what is new, or said otherwise than before. @returns how many that is */
export async function importRequests(
  agent: Agent,
  actor: Actor,
  requests: readonly AuditRequest[],
): Promise<number> {
  const known = new Map(
    (await auditRequests(agent)).map(({ request }) => [request.key, JSON.stringify(request.said)]),
  )
  const fresh = requests
    .map(request => AuditRequest.parse(request))
    .filter(said => known.get(keyOf(said.id)) !== JSON.stringify(said))
  for (const said of fresh)
    await decide(agent, actor, {
      about: 'request',
      act: 'set',
      key: keyOf(said.id),
      tenant: null,
      said,
    })
  return fresh.length
}

/** Seals an answer; a later one takes its place. @throws Problem `audit-request-unknown` */
export async function answerRequest(
  agent: Agent,
  actor: Actor,
  answer: AuditAnswer,
): Promise<void> {
  const said = AuditAnswer.parse(answer)
  const key = keyOf(said.id)
  if (!(await auditRequests(agent)).some(({ request }) => request.key === key))
    throw new Problem('audit-request-unknown', { id: said.id })
  await decide(agent, actor, { about: 'answer', act: 'set', key, tenant: null, said })
}

/** In the leaf, which can never be erased: an auditor's id may name a person. */
function keyOf(id: string): string {
  return toHex(sha256(Buffer.from(id))).slice(0, 32)
}
