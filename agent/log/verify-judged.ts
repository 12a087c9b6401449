import { z } from 'zod'
import { canonical } from '../../common/log/canonical.ts'
import { Value } from '../../common/model/index.ts'
import { FINDINGS_TREE, isSealed } from './finding-lines.ts'
import { isOfEarlierVersion } from './current-rows.ts'
import { rowsProblem } from './ended-rows.ts'
import { interruptedRuns } from './interrupted-runs.ts'
import { Erasure } from './key-history.ts'
import { countingTargets, sealedTargets, targetsIn } from './sealed-targets.ts'
import { SNAPSHOT_TREE, SnapshotTree, snapshotRoot } from './snapshot.ts'
import { runKinds } from '../store/store.ts'
import type { EvidenceHead, Run, Store } from '../store/store.ts'

/** Up to version 0.1 the seal was a flat digest, without `tree` and `count`. */
const AssessmentBody = z.object({
  at: z.string(),
  tree: z.literal(FINDINGS_TREE).optional(),
  findings: z.string(),
  count: z.int().optional(),
  targets: z.array(z.tuple([z.string(), Value, z.string()])).optional(),
})
/** A scan's settings: manifests of the first days sealed a flat digest, which is not recomputed. */
const ScanBody = z.object({ tree: z.literal(SNAPSHOT_TREE), requests: z.array(z.unknown()) })
/** Manifests say of which kind their run was, but for scans of before. */
const ManifestBody = z.object({
  run: z.string(),
  startedAt: z.string(),
  snapshot: z.string().nullable(),
  kind: z.enum(runKinds).optional(),
  asked: z.int().optional(),
})
type Manifest = z.infer<typeof ManifestBody> & { readonly scan: z.infer<typeof ScanBody> | null }

/** @returns null for what is none, such as the first entry of an import */
function manifestOf(body: unknown): Manifest | null {
  const manifest = ManifestBody.safeParse(body).data
  const scan = ScanBody.safeParse(body).data ?? null
  return manifest && (manifest.kind || scan) ? { ...manifest, scan } : null
}

type Problem = { readonly entry: number; readonly problem: string }

/**
 * Runs, findings and settings are kept as rows beside the log; an assessment seals the
 * findings, a scan's manifest itself and the Merkle root of the settings. Recomputes those of
 * each tenant's last assessment and scan (or of every one) and says which no longer fit. Where a
 * person's data was erased since, the old digests cannot fit any more: that is not a fault.
 * @param matched places of assessments whose findings were compared just now
 */
export async function judgedProblem(
  store: Store,
  every: boolean,
  matched: ReadonlySet<number> = new Set(),
): Promise<Problem | null> {
  const changed = await lastRewriting(store)
  return (
    (await rowsProblems(store)) ??
    (await assessmentProblem(store, every, changed, matched)) ??
    (await runProblem(store, every, changed))
  )
}

async function rowsProblems(store: Store): Promise<Problem | null> {
  for (const tenant of await store.tenants()) {
    const problem = await rowsProblem(store, tenant, { anew: true })
    if (problem) return problem
  }
  return null
}

/**
 * The last entry that took something out of rows which earlier ones sealed: a person's text, or what
 * is too old. One that only took bodies changed no row, and excuses nothing.
 */
export async function lastRewriting(store: Store): Promise<number> {
  let last = -1
  for await (const { index } of store.evidenceHeads({ kind: 'erasure' })) {
    const { current } = Erasure.safeParse(await bodyOf(store, index)).data ?? {}
    if (current === undefined || Object.keys(current).length > 0) last = index
  }
  return last
}

async function assessmentProblem(
  store: Store,
  every: boolean,
  changed: number,
  matched: ReadonlySet<number>,
): Promise<Problem | null> {
  for (const [tenant, heads] of await byTenant(store, 'assessment')) {
    const moved = await movedProblem(store, tenant, heads)
    if (moved) return moved
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
      const rows = store.eachFinding(tenant, last ? undefined : entry)
      const fits = matched.has(entry) || (await isSealed(body, rows).catch(() => false))
      const derived = canonical(
        countingTargets(targetsIn(await sealedTargets(store, entry), tenant)),
      )
      if (canonical(body.targets ?? []) !== derived && !(await isAnyTargetErased(store)))
        return {
          entry,
          problem: `${tenant} was judged at ${body.at} by other targets than the log sealed`,
        }
      if (!fits)
        return {
          entry,
          problem: `the findings of ${tenant} at ${body.at} are not the ones that this assessment sealed`,
        }
    }
  }
  return null
}

/** What a person decided may be erased: then nobody can tell any more by what was judged. */
async function isAnyTargetErased(store: Store): Promise<boolean> {
  for await (const { tenant, erased } of store.evidenceHeads({ kind: 'target' }))
    if (tenant === '' && erased) return true
  return false
}

/** Findings begin and end when something was judged; before the first kept entry nobody can tell. */
async function movedProblem(
  store: Store,
  tenant: string,
  heads: readonly EvidenceHead[],
): Promise<Problem | null> {
  const sealed = new Set(heads.map(head => head.ipe.recordedAt))
  const [first] = heads
  const pruned = (await store.minimumIndex()) > 0
  const moved = (await store.findingTimes(tenant)).find(
    at => !sealed.has(at) && !(pruned && at < (first?.ipe.recordedAt ?? '')),
  )
  return moved === undefined
    ? null
    : {
        entry: heads.at(-1)?.index ?? 0,
        problem: `a finding of ${tenant} begins or ends at ${moved}, when nothing was judged`,
      }
}

async function runProblem(store: Store, every: boolean, changed: number): Promise<Problem | null> {
  const rows = new Map((await store.runs()).map(run => [run.id, run]))
  const signed = new Set((await store.checkpoints()).map(item => item.size))
  const sealed = new Set<string>()
  let first = Infinity
  for (const [tenant, heads] of await byTenant(store, 'run')) {
    const scans: { readonly head: EvidenceHead; readonly snapshot: string | null }[] = []
    for (const head of heads) {
      if (head.erased && isRunAt(rows.get(head.run), head)) sealed.add(head.run)
      const manifest = manifestOf(await bodyOf(store, head.index))
      if (!manifest) continue
      sealed.add(head.run)
      if (manifest.kind) first = Math.min(first, head.index)
      if (manifest.scan) scans.push({ head, snapshot: manifest.snapshot })
      const wrong = manifestProblem(head, manifest, rows.get(head.run), signed)
      if (wrong) return wrong
    }
    const problem = await settingsProblem(store, tenant, scans, every, changed)
    if (problem) return problem
  }
  for (const run of rows.values()) {
    if (!runKinds.includes(run.kind))
      return { entry: 0, problem: `run ${run.id} is of no known kind` }
    // The type says so; whoever edits the database does not.
    if (!statuses.has(run.status) || (run.status === 'finished') !== (run.checkpoint !== null))
      return { entry: 0, problem: `run ${run.id} did not end as a run ends` }
    // Before each run had a manifest of its own, only scans had one.
    const wanted = run.kind === 'scan' || (run.checkpoint ?? 0) > first
    if (run.status === 'finished' && wanted && !sealed.has(run.id))
      return {
        entry: Math.max(0, (run.checkpoint ?? 1) - 1),
        problem: unsealedRun(run),
      }
  }
  const { untold, altered, lost } = await interruptedRuns(store)
  if (untold[0])
    return { entry: 0, problem: `run ${untold[0].id} is kept as interrupted, but no gap says so` }
  if (altered[0])
    return {
      entry: 0,
      problem: `the row of run ${altered[0].id} says something else than a run that did not end`,
    }
  return lost[0]
    ? { entry: lost[0].entry, problem: `the row of run ${lost[0].run} is gone, which did not end` }
    : null
}

/** What is wrong with the row of a run that sealed a manifest, or null. */
function manifestProblem(
  head: EvidenceHead,
  manifest: Manifest,
  run: Run | undefined,
  signed: ReadonlySet<number>,
): Problem | null {
  // Days and windows end at these.
  if (!signed.has(head.index + 1))
    return {
      entry: head.index,
      problem: `the checkpoint that was signed after run ${head.run} is gone`,
    }
  if (!sameRun(run, head, manifest))
    return {
      entry: head.index,
      problem: `the row of run ${head.run} says something else than the manifest that was sealed`,
    }
  return null
}

/** The same of runs that ended from an entry on: their rows, and the manifests that they sealed. */
export async function newRunProblem(store: Store, from: number): Promise<Problem | null> {
  const rows = await store.runs({ status: 'finished', after: from })
  const byId = new Map(rows.map(run => [run.id, run]))
  const signed = new Set((await store.checkpoints({ after: from })).map(item => item.size))
  const sealed = new Set<string>()
  for await (const head of store.evidenceHeads({ kind: 'run', after: from })) {
    if (head.erased && isRunAt(byId.get(head.run), head)) sealed.add(head.run)
    const manifest = manifestOf(await bodyOf(store, head.index))
    if (!manifest) continue
    sealed.add(head.run)
    const wrong = manifestProblem(head, manifest, byId.get(head.run), signed)
    if (wrong) return wrong
  }
  const unsealed = rows.find(run => !sealed.has(run.id))
  return unsealed
    ? { entry: Math.max(0, (unsealed.checkpoint ?? 1) - 1), problem: unsealedRun(unsealed) }
    : null
}

function unsealedRun({ id }: Run): string {
  return `run ${id} is kept as finished, but no manifest of it was sealed`
}

const statuses: ReadonlySet<Run['status']> = new Set(['running', 'finished', 'interrupted'])

/** Settings and nodes that are hashed again of one tenant before the rest is left to `verify --every`. */
const MOST_HASHES = 20_000_000

/**
 * What is wrong with the settings that the scans of a window sealed, or null: its coverage is drawn from
 * the rows that say so. `whole` is false where they are too many for an export.
 * @param within whether an entry is of the window
 */
export async function windowProblem(
  store: Store,
  tenant: string,
  within: (head: EvidenceHead) => boolean,
): Promise<{ readonly problem: Problem | null; readonly whole: boolean }> {
  const scans: { readonly head: EvidenceHead; readonly snapshot: string | null }[] = []
  for await (const head of store.evidenceHeads({ kind: 'run', tenant })) {
    const manifest = within(head) ? manifestOf(await bodyOf(store, head.index)) : null
    if (manifest?.scan) scans.push({ head, snapshot: manifest.snapshot })
  }
  const changed = await lastRewriting(store)
  // Of none of them it is told what is current: others may write meanwhile.
  let tree: SnapshotTree | null = null
  for (const { head, snapshot } of scans) {
    if (head.index < changed) continue
    if (tree && tree.hashed > MOST_HASHES) return { problem: null, whole: false }
    try {
      if (tree) await tree.moveTo(head.index)
      else tree = await SnapshotTree.at(store, tenant, head.index)
    } catch {
      return { problem: unsealedSettings(tenant, head), whole: true }
    }
    if (tree.root() !== snapshot) return { problem: unsealedSettings(tenant, head), whole: true }
  }
  return { problem: null, whole: true }
}

function unsealedSettings(tenant: string, { index, ipe }: EvidenceHead): Problem {
  return {
    entry: index,
    problem: `the settings of ${tenant} at ${ipe.recordedAt} are not the ones that this scan sealed`,
  }
}

async function settingsProblem(
  store: Store,
  tenant: string,
  scans: readonly { readonly head: EvidenceHead; readonly snapshot: string | null }[],
  every: boolean,
  changed: number,
): Promise<Problem | null> {
  for (const [position, { head, snapshot }] of scans.entries()) {
    const last = position === scans.length - 1
    if (head.index < changed || !(every || last)) continue
    // What is current was compared already, row by row: a large tenant does not fit into memory.
    if (!every && !(await isOfEarlierVersion(store, tenant))) continue
    const now = await snapshotRoot(store.observations(tenant, last ? undefined : head.index)).catch(
      (error: unknown) => `unreadable: ${String(error)}`,
    )
    if (now !== snapshot) return unsealedSettings(tenant, head)
  }
  return null
}

function sameRun(run: Run | undefined, head: EvidenceHead, manifest: Manifest): boolean {
  const asked = manifest.asked ?? manifest.scan?.requests.length
  return (
    isRunAt(run, head) &&
    manifest.run === run?.id &&
    run.kind === (manifest.kind ?? 'scan') &&
    run.startedAt === manifest.startedAt &&
    run.snapshot === manifest.snapshot &&
    run.requests === asked
  )
}

/** What an entry says of its run even without its body, which may be erased. */
function isRunAt(run: Run | undefined, head: EvidenceHead): boolean {
  return (
    run !== undefined &&
    run.status === 'finished' &&
    run.tenant === head.tenant &&
    run.finishedAt === head.ipe.recordedAt &&
    run.catalogue === head.ipe.catalogue &&
    run.checkpoint === head.index + 1
  )
}

async function byTenant(
  store: Store,
  kind: 'assessment' | 'run',
): Promise<Map<string, EvidenceHead[]>> {
  const found = new Map<string, EvidenceHead[]>()
  for await (const head of store.evidenceHeads({ kind })) {
    const heads = found.get(head.tenant)
    if (heads) heads.push(head)
    else found.set(head.tenant, [head])
  }
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
