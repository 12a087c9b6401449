import { z } from 'zod'
import {
  CertificateState,
  CertificateWords,
  ProposalReason,
  Time,
} from '../../common/model/index.ts'
import {
  CERTIFIES_NOTHING,
  certificateWords,
  noCertificate,
  proposalText,
} from '../../common/words/english/certificates.ts'
import type { Measured } from '../../common/assess/lifecycle.ts'
import type { Agent } from '../agent.ts'
import { measuredSince } from '../export/measured-since.ts'
import { certificateOf, proposedFor } from '../judge/certificates.ts'
import type { Certified } from '../judge/certificates.ts'
import { scopedOf } from '../judge/scope.ts'
import { standingOf } from '../judge/standing.ts'
import { answering, list } from './operation.ts'
import { ScopeShape, shapeOfScope } from './scope-shapes.ts'
import { standing } from './shapes.ts'

/** What a person says that the body that certifies decided. */
const Step = z.strictObject({
  state: CertificateState,
  /** The same in words. */
  says: z.string(),
  /** Days. */
  on: z.string(),
  until: z.string().nullable(),
  /** When it was sealed, by whom, and where. */
  at: Time,
  actor: z.string().nullable(),
  entry: z.int(),
  /** Null once it was erased. */
  said: CertificateWords.omit({ tenants: true, proposed: true })
    .extend({
      tenants: list(z.string()),
      /** What the tool proposed then, where it proposed this. */
      proposed: z
        .strictObject({ because: list(ProposalReason), entries: list(z.int()) })
        .nullable(),
    })
    .nullable(),
})

const Proposed = z.strictObject({
  state: CertificateState,
  because: ProposalReason,
  /** The same in words. */
  says: z.string(),
  /** Non-conformities that it is about (`tenant/check`). */
  items: list(z.string()),
  /** Places in the log that it rests on. */
  entries: list(z.int()),
})

export const CertificateShape = z.strictObject({
  framework: z.strictObject({ id: z.string(), title: z.string(), version: z.string() }),
  /** What a certificate would be about. */
  scope: ScopeShape.nullable(),
  /** It is another than when the state was sealed. */
  scopeChanged: z.boolean(),
  /** Null: nobody said anything. */
  state: CertificateState.nullable(),
  says: z.string(),
  /** Whose the certificate is. */
  note: z.string(),
  /** What can follow. */
  permitted: list(CertificateState),
  /** In their order. */
  steps: list(Step),
  /** What to ask the body for, as far as is measured. */
  proposals: list(Proposed),
  /** Since the state is: requirements in scope that something here speaks to. */
  measured: z
    .strictObject({
      since: Time,
      effective: z.int(),
      deviating: z.int(),
      unproven: z.int(),
    })
    .nullable(),
})

/** The state of a certificate, as a person says that the body decided it, and what is proposed. */
export const certificate = answering({
  title: 'The state of a certificate, and what is proposed',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ framework: z.string() }),
  kind: 'certificate',
  output: z.strictObject({ ...standing, certificate: CertificateShape }),
  run: async (agent, _, { framework }) => ({
    ...(await standingOf(agent)),
    certificate: await shownCertificate(agent, framework),
  }),
})

/** @throws Problem `framework-unknown` */
export async function shownCertificate(
  agent: Agent,
  id: string,
): Promise<z.input<typeof CertificateShape>> {
  const certified = await certificateOf(agent, id)
  const measured = await measuredOf(agent, certified)
  const { framework, scope, steps, state, permitted, scopeChanged } = certified
  const { title, version } = framework
  return {
    framework: { id, title, version },
    scope: shapeOfScope({ scope, applicability: new Map(), manual: [] }),
    scopeChanged,
    state: state === 'none' ? null : state,
    says: state === 'none' ? noCertificate : certificateWords[state],
    note: CERTIFIES_NOTHING,
    permitted: [...permitted],
    steps: steps.map(shapeOfStep),
    proposals: (await proposedFor(agent, certified, measured)).map(proposal => ({
      state: proposal.to,
      because: proposal.because,
      says: proposalText(proposal),
      items: [...proposal.items],
      entries: [...proposal.entries],
    })),
    measured: measured && withoutEntries(measured),
  }
}

const DAY = 86_400_000

/** From the day after the state began; null where there is none, or nothing would be proposed of it. */
export async function measuredOf(
  agent: Agent,
  { framework, steps }: Certified,
): Promise<Measured | null> {
  const last = steps.at(-1)
  if (!last || ['draft', 'withdrawn', 'expired'].includes(last.state)) return null
  const after = new Date(Date.parse(last.on) + DAY).toISOString()
  if (after > agent.clock().toISOString()) return null
  const scoped = await scopedOf(agent, framework.id)
  return measuredSince(agent, framework, scoped, after)
}

function withoutEntries({ since, effective, deviating, unproven }: Measured) {
  return { since, effective, deviating, unproven }
}

function shapeOfStep({
  state,
  on,
  until,
  said,
  at,
  actor,
  entry,
}: Certified['steps'][number]): z.input<typeof Step> {
  return {
    state,
    says: certificateWords[state],
    on,
    until,
    at,
    actor,
    entry,
    said: said && {
      ...said,
      tenants: [...said.tenants],
      proposed: said.proposed
        ? { because: [...said.proposed.because], entries: [...said.proposed.entries] }
        : null,
    },
  }
}
