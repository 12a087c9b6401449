import { z } from 'zod'
import { majorWords, repairWords, urgencyText } from '../../common/words/english/repairs.ts'
import { efforts, impacts, repairStates } from '../../common/assess/non-conformity.ts'
import { CatalogueId, Grade, KebabId, Severity, Time } from '../../common/model/index.ts'
import { findingIndexOf } from '../judge/finding-index.ts'
import { assertChoice, assertNames } from '../judge/names.ts'
import { nonConformities as found } from '../judge/non-conformities.ts'
import type { NonConformity } from '../judge/non-conformities.ts'
import type { Agent } from '../agent.ts'
import { ownerOf } from '../judge/owners.ts'
import { standingOf } from '../judge/standing.ts'
import { ticketsOf, ticketStates } from '../notify/tickets.ts'
import { answering, list } from './operation.ts'
import { standing } from './shapes.ts'

/** Of what is to be repaired. Its address is what the tracker said. */
export const TicketShape = z.strictObject({
  channel: z.string(),
  url: z.url().nullable(),
  state: z.enum(ticketStates),
})

export const NonConformityShape = z.strictObject({
  /** `tenant/check`. */
  id: z.string(),
  tenant: KebabId,
  check: CatalogueId,
  title: z.string(),
  severity: Severity,
  state: z.enum(repairStates),
  /** The same in words. */
  says: z.string(),
  grade: z.enum(['major', 'minor']).nullable(),
  /** Why it is major. */
  because: list(z.string()),
  failing: z.int(),
  of: z.int(),
  /** Id of one of the findings. */
  first: z.string().nullable(),
  since: Time.nullable(),
  owner: z.string().nullable(),
  /** Until when it is to be repaired: as planned, else by its severity (`dueDays`). */
  due: Time.nullable(),
  /** Where a ticket of it is kept, by channel. */
  tickets: list(TicketShape),
  plan: z
    .strictObject({
      owner: z.string(),
      until: Time,
      note: z.string().nullable(),
      at: Time,
      /** Who sealed it. */
      actor: z.string().nullable(),
      entry: z.int(),
    })
    .nullable(),
  requirements: list(z.string()),
  frees: z.int(),
  risk: Severity,
  /** After SATRA, what it is made of: severity and exposure, and what depends on the tenant. */
  likelihood: Severity,
  impact: z.enum(impacts),
  assets: list(z.string()),
  effort: z.enum(efforts),
  /** Why it stands where it does, where something fails. */
  urgency: z.string(),
  /** The assessment that says so. */
  measured: z.strictObject({ entry: z.int(), grade: Grade.nullable() }).nullable(),
})

/** What fails and is not accepted, what to repair first first, with who repairs it and until when. */
export const nonConformities = answering({
  title: 'Non-conformities, what to repair first first',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({
    tenant: z.string().optional(),
    /** Only what this person or team repairs, or looks after: a queue. */
    owner: z.string().optional(),
  }),
  kind: 'non-conformities',
  output: z.strictObject({
    ...standing,
    items: list(NonConformityShape),
    /** Findings that could not be told and are not accepted: any of them may fail. */
    unknown: z.int(),
  }),
  async run(agent, _, { tenant, owner }) {
    assertNames(agent, { tenant })
    const all = await found(agent)
    const known = [...agent.config().owners, ...all].flatMap(item => item.owner ?? [])
    assertChoice('owner', owner, [...new Set(known)].sort())
    const items = all.filter(
      item =>
        (tenant === undefined || item.tenant === tenant) &&
        (owner === undefined || item.owner === owner),
    )
    const unknown = (await findingIndexOf(agent).all())
      .flatMap(({ groups }) => groups)
      .filter(group => group.outcome === 'unknown' && !group.accepted)
      .filter(group => tenant === undefined || group.tenant === tenant)
      .filter(group => owner === undefined || ownerOf(agent.config().owners, group) === owner)
      .reduce((sum, { count }) => sum + count, 0)
    const shape = await shapeOfNonConformity(agent)
    return { ...(await standingOf(agent)), items: items.map(shape), unknown }
  },
})

/** What shows one, with where its tickets are. */
export async function shapeOfNonConformity(
  agent: Agent,
): Promise<(item: NonConformity) => z.input<typeof NonConformityShape>> {
  const tickets = await ticketsOf(agent)
  return ({ plan, because, requirements, ...item }) => ({
    ...item,
    tickets: tickets(item.id),
    says: repairWords[item.state],
    because: because.map(reason => majorWords[reason]),
    requirements: [...requirements],
    assets: [...item.assets],
    urgency: item.failing > 0 ? urgencyText(item) : '',
    plan: plan && {
      owner: plan.said.owner,
      until: plan.said.until,
      note: plan.said.note ?? null,
      at: plan.at,
      actor: plan.actor,
      entry: plan.entry,
    },
  })
}
