import { z } from 'zod'
import { Time } from './id.ts'

/** What a service's own audit log says that somebody did. It names people: kept where it can be erased. */
export const AuditEvent = z.strictObject({
  /** The service's own. */
  id: z.string(),
  at: Time,
  action: z.string(),
  /** Who, as the service names them; null where it does not say. */
  actor: z.string().nullable(),
  /** From where: an address; null where the service does not say. */
  from: z.string().nullable(),
})
export type AuditEvent = z.infer<typeof AuditEvent>

/** An event, and which settings of what it is known to be about. */
export type AuditedChange = {
  readonly event: AuditEvent
  /** Ids of settings. */
  readonly settings: readonly string[]
  /** Id or name of the thing; null: the tenant itself, or the service does not say. */
  readonly thing: string | null
}
