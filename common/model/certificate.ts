import { z } from 'zod'
import { KebabId } from './id.ts'

/** What can be of a certificate; the body that certifies decides it, and nothing here does. */
export const CertificateState = z.enum([
  'draft',
  'issued',
  'continued',
  'suspended',
  'withdrawn',
  'expired',
  'renewed',
])
export type CertificateState = z.infer<typeof CertificateState>

/** Why the next state was proposed: each is told with the places in the log that it rests on. */
export const ProposalReason = z.enum([
  'overdue-major',
  'suspended-long',
  'repaired',
  'effective',
  'validity-ends',
  'validity-over',
])
export type ProposalReason = z.infer<typeof ProposalReason>

/** What was said of one transition, as it is sealed beside the state: it may name people. */
export const CertificateWords = z.strictObject({
  /** What of the scope was in force then. */
  tenants: z.array(KebabId),
  level: z.string().optional(),
  reason: z.string().min(1),
  /** Who of us says that it was decided so. */
  by: z.string().min(1),
  /** The body that certifies, and its number of the certificate. */
  body: z.string().min(1).optional(),
  number: z.string().min(1).optional(),
  /** What the tool proposed then, where it proposed this. */
  proposed: z
    .strictObject({ because: z.array(ProposalReason), entries: z.array(z.int()) })
    .optional(),
})
export type CertificateWords = z.infer<typeof CertificateWords>
