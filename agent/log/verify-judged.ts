import { z } from 'zod'
import { digestOf } from '../assess-tenant.ts'
import { snapshotRoot } from '../snapshot.ts'
import type { Store } from '../store/store.ts'

const AssessmentBody = z.object({ at: z.string(), findings: z.string() })
const RunBody = z.object({ snapshot: z.string() })

/**
 * Findings and settings are kept as rows beside the log; an assessment seals the digest of the findings, a scan's manifest the Merkle root of the
 * settings. Recomputes those of each tenant's last assessment and scan (or of every assessment) and says which no longer fit.
 * Where a person's data was erased since, the old digest cannot fit any more: that is not a fault.
 */
export async function judgedProblem(store: Store, everyAssessment: boolean): Promise<{ readonly entry: number; readonly problem: string } | null> {
  const changed = await lastErasure(store)
  for (const [tenant, entries] of await byTenant(store, 'assessment')) {
    for (const entry of everyAssessment ? entries : entries.slice(-1)) {
      if (entry < changed) continue
      const body = AssessmentBody.safeParse(await bodyOf(store, entry)).data
      // One transaction may assess twice in one millisecond: the later one is what the rows say.
      const shadowed = body && AssessmentBody.safeParse(await bodyOf(store, entries[entries.indexOf(entry) + 1] ?? -1)).data?.at === body.at
      if (!body || shadowed) continue
      const digest = await digestOf(store.eachFinding(tenant, entries.at(-1) === entry ? undefined : body.at)).catch((error: unknown) => `unreadable: ${String(error)}`)
      if (digest !== body.findings) return { entry, problem: `the findings of ${tenant} at ${body.at} are not the ones that this assessment sealed` }
    }
  }
  for (const [tenant, entries] of await byTenant(store, 'run')) {
    for (const entry of entries.toReversed()) {
      if (entry < changed) break
      const body = RunBody.safeParse(await bodyOf(store, entry)).data
      if (!body) continue // of captures or an import
      const now = await snapshotRoot(store.observations(tenant)).catch((error: unknown) => `unreadable: ${String(error)}`)
      if (now !== body.snapshot) return { entry, problem: `the settings of ${tenant} are not the ones that this scan sealed` }
      break
    }
  }
  return null
}

async function byTenant(store: Store, kind: 'assessment' | 'run'): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  for await (const { tenant, index } of store.evidenceHeads({ kind })) found.set(tenant, [...found.get(tenant) ?? [], index])
  return found
}

async function lastErasure(store: Store): Promise<number> {
  const heads = await Array.fromAsync(store.evidenceHeads({ kind: 'erasure' }))
  return heads.at(-1)?.index ?? -1
}

async function bodyOf(store: Store, index: number): Promise<unknown> {
  const body = (await store.evidence(index))?.body
  try {
    return body ? JSON.parse(new TextDecoder().decode(body)) : null
  } catch {
    return null
  }
}
