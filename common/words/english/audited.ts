import type { AuditEvent } from '../../model/audit.ts'
import type { Reason } from '../../model/reason.ts'

type Audited = {
  readonly reason: Reason | null
  readonly events: readonly (AuditEvent & { readonly certainty: 'certain' | 'likely' })[]
}

/** What the service's own audit log says of a change, one a line. */
export function auditedWords({ reason, events }: Audited): readonly string[] {
  if (reason !== null) return [`who did it could not be read from the audit log: ${reason}`]
  if (events.length === 0) return ['the audit log names nobody who did it']
  return events.map(({ actor, from, at, action, certainty }) => {
    const who = `${actor ?? 'somebody whom it does not name'}${from === null ? '' : ` from ${from}`}`
    return `${certainty === 'certain' ? 'by' : 'likely by'} ${who}, ${at} (${action})`
  })
}
