import type { Proposal } from '../../assess/lifecycle.ts'
import type { CertificateState, ProposalReason } from '../../model/certificate.ts'

/** What stands beside every state. */
export const CERTIFIES_NOTHING =
  'The certificate is of the body that certifies: it issues, suspends and withdraws. Here stands what a person says that it decided, and what the measurements suggest to ask it for; nothing here certifies anything.'

export const certificateWords = {
  draft: 'in preparation: there is no certificate',
  issued: 'issued by the body',
  continued: 'continued by the body',
  suspended: 'suspended by the body',
  withdrawn: 'withdrawn',
  expired: 'expired: its validity is over',
  renewed: 'renewed by the body',
} as const satisfies Readonly<Record<CertificateState, string>>

export const noCertificate = 'nobody said anything of a certificate'

const reasons = {
  'overdue-major': ({ items }) =>
    `open though the repair date is over, and therefore major: ${items.join(', ')}`,
  'suspended-long': ({ items, day }) =>
    `suspended since ${day.slice(0, 10)}, and still not repaired: ${items.join(', ')}`,
  'repaired': ({ items }) =>
    `repaired as measured, and no major non-conformity is open: ${items.join(', ')}`,
  'effective': ({ effective, day }) =>
    `all ${effective} requirements in scope that are measured here were effective throughout since ${day.slice(0, 10)}; what is not measured needs other evidence`,
  'validity-ends': ({ day }) => `valid until ${day.slice(0, 10)} only`,
  'validity-over': ({ day }) => `its validity was over on ${day.slice(0, 10)}`,
} as const satisfies Readonly<Record<ProposalReason, (proposal: Proposal) => string>>

/** Why the tool proposes it. */
export function proposalText(proposal: Proposal): string {
  return reasons[proposal.because](proposal)
}
