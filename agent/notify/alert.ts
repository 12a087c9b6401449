import { z } from 'zod'
import { Severity, Time } from '../../common/model/index.ts'

/** What can be told. Closed: a receiver may rely on these words. */
const newsKinds = [
  'new-failing',
  'lost-sight',
  'disagreement',
  'exception-ending',
  'exception-ended',
  'frequency-due',
  'missed-frequency',
  'missed-run',
  'run-failed',
  'credential-ending',
  'credential-ended',
  'key-ending',
  'key-ended',
  'review-due',
  'review-overdue',
  'tampering',
  'first-assessment',
  'fixed',
  'seen-again',
  'ticket-open',
  'ticket-closed',
  'ticket-gone',
  'digest',
  'test',
] as const
export type NewsKind = (typeof newsKinds)[number]

/**
 * One piece of news, as webhooks carry it (docs/alerts.md): what is the same of one check and tenant
 * is one piece. The id stays the same in every channel and whenever it is sent again.
 */
export const Alert = z.strictObject({
  format: z.literal('witnessmark/alert'),
  version: z.literal(1),
  id: z.uuid(),
  at: Time,
  kind: z.enum(newsKinds),
  severity: Severity,
  tenant: z.string().nullable(),
  check: z.string().nullable(),
  /** Who looks after it, as config.yaml says. */
  owner: z.string().nullable().default(null),
  /** In a few words, for a subject line. */
  title: z.string(),
  /** In a sentence or, of a digest, one a line. */
  text: z.string(),
  /** How many findings it is about. */
  count: z.int(),
  /** The first of what they are about. */
  resources: z.array(z.string()),
  /** Where the dashboard shows it, on the machine of the agent. */
  link: z.string().nullable(),
  /** Of what is to be repaired: by which name a tracker finds the ticket, and until when. */
  ticket: z.strictObject({ key: z.uuid(), due: z.iso.date().nullable() }).nullable().default(null),
})
export type Alert = z.infer<typeof Alert>
