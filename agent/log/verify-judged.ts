import { z } from 'zod'
import { FINDINGS_TREE, isSealed } from './finding-lines.ts'
import { SNAPSHOT_TREE, snapshotRoot } from './snapshot.ts'
import type { EvidenceHead, Run, Store } from '../store/store.ts'

/** Up to version 0.1 the seal was a flat digest, without `tree` and `count`. */
const AssessmentBody = z.object({
  at: z.string(),
  tree: z.literal(FINDINGS_TREE).optional(),
  findings: z.string(),
  count: z.int().optional(),
})
/**
 * Manifests of the first days sealed a flat digest instead of a tree: they lack the word, and are
 * not recomputed.
 */
const RunBody = z.object({
  tree: z.literal(SNAPSHOT_TREE),
  run: z.string(),
  startedAt: z.string(),
  snapshot: z.string(),
  requests: z.array(z.unknown()),
})
type Problem = { readonly entry: number; readonly problem: string }

/**
 * Runs, findings and settings are kept as rows beside the log; an assessment seals the
 * findings, a scan's manifest itself and the Merkle root of the settings. Recomputes those of
 * each tenant's last assessment and scan (or of every one) and says which no longer fit. Where a
 * person's data was erased since, the old digests cannot fit any more: that is not a fault.
 */
export async function judgedProblem(store: Store, every: boolean): Promise<Problem | null> {
  const erasures = await Array.fromAsync(store.evidenceHeads({ kind: 'erasure' }))
  const changed = erasures.at(-1)?.index ?? -1
  return (
    (await assessmentProblem(store, every, changed)) ?? (await scanProblem(store, every, changed))
  )
}

async function assessmentProblem(
  store: Store,
  every: boolean,
  changed: number,
): Promise<Problem | null> {
  for (const [tenant, heads] of await byTenant(store, 'assessment')) {
    for (const [position, { index: entry }] of heads.entries()) {
      const last = position === heads.length - 1
      if (entry < changed || !(every || last)) continue
      const body = AssessmentBody.safeParse(await bodyOf(store, entry)).data
      // One transaction may assess twice in one millisecond: the later one is what the rows say.
      const shadowed =
        !last &&
        AssessmentBody.safeParse(await bodyOf(store, heads[position + 1]?.index ?? -1)).data?.at ===
          body?.at
      if (!body || shadowed) continue
      const rows = store.eachFinding(tenant, last ? undefined : body.at)
      const fits = await isSealed(body, rows).catch(() => false)
      if (!fits)
        return {
          entry,
          problem: `the findings of ${tenant} at ${body.at} are not the ones that this assessment sealed`,
        }
    }
  }
  return null
}

async function scanProblem(store: Store, every: boolean, changed: number): Promise<Problem | null> {
  const rows = new Map((await store.runs()).map(run => [run.id, run]))
  const sealed = new Set<string>()
  for (const [tenant, heads] of await byTenant(store, 'run')) {
    const scans: { readonly head: EvidenceHead; readonly body: z.infer<typeof RunBody> }[] = []
    for (const head of heads) {
      sealed.add(head.run)
      const body = RunBody.safeParse(await bodyOf(store, head.index)).data // an import's manifest says other things
      if (body) scans.push({ head, body })
      if (body && !sameRun(rows.get(head.run), head, body))
        return {
          entry: head.index,
          problem: `the row of run ${head.run} says something else than the manifest that was sealed`,
        }
    }
    for (const [position, { head, body }] of scans.entries()) {
      const last = position === scans.length - 1
      if (head.index < changed || !(every || last)) continue
      const now = await snapshotRoot(
        store.observations(tenant, last ? undefined : head.ipe.recordedAt),
      ).catch((error: unknown) => `unreadable: ${String(error)}`)
      if (now !== body.snapshot)
        return {
          entry: head.index,
          problem: `the settings of ${tenant} at ${head.ipe.recordedAt} are not the ones that this scan sealed`,
        }
    }
  }
  for (const run of rows.values()) {
    if (
      run.kind !== 'scan' &&
      run.kind !== 'capture' &&
      run.kind !== 'import' &&
      run.kind !== 'document'
    )
      return { entry: 0, problem: `run ${run.id} is of no known kind` }
    if (run.status === 'finished' && run.kind === 'scan' && !sealed.has(run.id))
      return {
        entry: Math.max(0, (run.checkpoint ?? 1) - 1),
        problem: `run ${run.id} is kept as finished, but no manifest of it was sealed`,
      }
  }
  return null
}

function sameRun(run: Run | undefined, head: EvidenceHead, body: z.infer<typeof RunBody>): boolean {
  return (
    run !== undefined &&
    body.run === run.id &&
    run.kind === 'scan' &&
    run.status === 'finished' &&
    run.tenant === head.tenant &&
    run.startedAt === body.startedAt &&
    run.finishedAt === head.ipe.recordedAt &&
    run.catalogue === head.ipe.catalogue &&
    run.snapshot === body.snapshot &&
    run.requests === body.requests.length &&
    run.checkpoint === head.index + 1
  )
}

async function byTenant(
  store: Store,
  kind: 'assessment' | 'run',
): Promise<Map<string, EvidenceHead[]>> {
  const found = new Map<string, EvidenceHead[]>()
  for await (const head of store.evidenceHeads({ kind }))
    found.set(head.tenant, [...(found.get(head.tenant) ?? []), head])
  return found
}

async function bodyOf(store: Store, index: number): Promise<unknown> {
  const body = (await store.evidence(index))?.body
  try {
    return body ? JSON.parse(new TextDecoder().decode(body)) : null
  } catch {
    return null
  }
}
