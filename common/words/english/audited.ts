import type { AuditEvent } from '../../model/audit.ts'
import type { Reason } from '../../model/reason.ts'

type Audited = {
  readonly reason: Reason | null
  readonly events: readonly (AuditEvent & { readonly certainty: 'certain' | 'likely' })[]
}

/** What the service's own audit log says of a change, one a line. */
export function auditedWords({ reason, events }: Audited): readonly string[] {
  const unread =
    reason === null
      ? []
      : [
          events.length === 0
            ? `who did it could not be read from the audit log: ${reason}`
            : `the audit log could not be read whole: ${reason}`,
        ]
  if (events.length === 0 && reason === null) return ['the audit log names nobody who did it']
  const named = events.map(({ actor, from, at, action, certainty }) => {
    const who = `${actor ?? 'somebody whom it does not name'}${from === null ? '' : ` from ${from}`}`
    return `${certainty === 'certain' ? 'by' : 'likely by'} ${who}, ${at} (${action})`
  })
  return [...named, ...unread]
}
