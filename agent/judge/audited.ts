import { z } from 'zod'
import { AuditEvent } from '../../common/model/audit.ts'
import { CatalogueId, Reason, Time } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { provenBody } from '../log/proven.ts'
import type { Run } from '../store/store.ts'

/**
 * How sure it is that an event is the change: `certain` where it is the only one that names this setting of
 * this thing in the time between; `likely` where others do, too, or it does not say of which thing.
 */
export const certainties = ['certain', 'likely'] as const

/** What a run of kind `audit` seals: of which scan, what was asked for, and what was found. */
export const AuditBody = z.strictObject({
  v: z.literal(1),
  of: z.string(),
  from: Time,
  to: Time,
  /** Why it could not be read; null where it was. */
  reason: Reason.nullable(),
  changes: z.array(
    z.strictObject({
      setting: CatalogueId,
      resource: z.strictObject({ type: z.string(), id: z.string() }),
      certainty: z.enum(certainties),
      event: AuditEvent,
    }),
  ),
})
export type AuditBody = z.infer<typeof AuditBody>

const Manifest = z.object({ audit: z.strictObject({ of: z.string(), entry: z.int() }) })

/**
 * What the service's audit log said of what each scan found changed, by the scan; null where it was erased,
 * or is not proven: it names people.
 */
export async function auditedOf(
  { store, log }: Pick<Agent, 'store' | 'log'>,
  runs: readonly Run[],
): Promise<ReadonlyMap<string, AuditBody | null>> {
  const found = new Map<string, AuditBody | null>()
  for (const { kind, checkpoint } of runs) {
    if (kind !== 'audit' || checkpoint === null) continue
    const manifest = Manifest.safeParse(await provenBody(store, log, 'run', checkpoint - 1)).data
    if (!manifest) continue
    const { of, entry } = manifest.audit
    found.set(of, AuditBody.safeParse(await provenBody(store, log, 'evidence', entry)).data ?? null)
  }
  return found
}
