import { canonical } from '../../common/log/canonical.ts'
import type { Finding, Held } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import { endOf } from '../store/store.ts'
import type { Place, Run } from '../store/store.ts'

/** A value that decided, before and after; null where there was none. */
type ValueChange = {
  readonly setting: string
  readonly before: Held | null
  readonly after: Held | null
}

/** What one run found otherwise of one finding than what stood before it. */
export type FindingDrift = {
  readonly run: Run
  /** Null: it is new, or it is gone. */
  readonly before: Finding | null
  readonly after: Finding | null
  readonly values: readonly ValueChange[]
  /**
   * When it was last seen as it was before: the change lies between then and the end of the run. Null where
   * nothing was known.
   */
  readonly lastBefore: string | null
  readonly lastGood: string | null
}

/**
 * Every change of outcome or of a value that decided, run by run, newest first. What a tenant's first
 * assessment found is no change.
 */
export async function* driftBetween(
  agent: Agent,
  tenant: string,
  { from, to }: { readonly from: string; readonly to: string },
): AsyncGenerator<FindingDrift> {
  const runs = await agent.store.runs({ tenant, status: 'finished' })
  let first: Place | null = null
  for (const [index, run] of runs.entries()) {
    const at = run.finishedAt ?? ''
    const previous = runs[index + 1]
    if (at < from || at > to || !previous) continue
    const stood = endOf(previous)
    const changed = changesOf(await agent.store.findingsBetween(tenant, stood, endOf(run)))
    if (changed.length === 0) continue
    first ??= await firstStood(agent, tenant, runs)
    if (stood < first) continue
    const scanned = runs.slice(index + 1).find(item => item.kind === 'scan')
    for (const change of changed) {
      const lastBefore = change.before && (await lastSeen(agent, change.before, scanned))
      yield { run, ...change, lastBefore, lastGood: await lastGoodOf(agent, change, lastBefore) }
    }
  }
}

/** The end of the first run after which anything had been judged. */
async function firstStood(agent: Agent, tenant: string, runs: readonly Run[]): Promise<Place> {
  for (const run of runs.toReversed())
    for await (const _ of agent.store.eachFinding(tenant, endOf(run))) return endOf(run)
  return Infinity
}

type Change = Pick<FindingDrift, 'before' | 'after' | 'values'>

/** Rows that differ in evidence, words or acceptance only are no change. */
function changesOf(between: {
  readonly before: readonly Finding[]
  readonly after: readonly Finding[]
}): Change[] {
  const old = new Map(between.before.map(finding => [finding.id, finding]))
  const now = new Map(between.after.map(finding => [finding.id, finding]))
  return [...new Set([...now.keys(), ...old.keys()])].sort().flatMap(id => {
    const [before, after] = [old.get(id) ?? null, now.get(id) ?? null]
    const values = valuesBetween(before, after)
    const same = before?.outcome === after?.outcome && before?.reason === after?.reason
    if (before && after) return same && values.length === 0 ? [] : { before, after, values }
    // A thing that came or went as it should be is no news of a setting.
    const only = before ?? after
    return only?.outcome === 'fail' || only?.outcome === 'unknown' ? { before, after, values } : []
  })
}

function valuesBetween(before: Finding | null, after: Finding | null): ValueChange[] {
  const [old, now] = [heldBy(before), heldBy(after)]
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap(setting => {
    const [was, is] = [old.get(setting) ?? null, now.get(setting) ?? null]
    return canonical(was) === canonical(is) ? [] : { setting, before: was, after: is }
  })
}

function heldBy(finding: Finding | null): ReadonlyMap<string, Held> {
  if (!finding) return new Map()
  if (finding.v !== 2)
    return new Map(Object.entries(finding.observed).map(([setting, value]) => [setting, { value }]))
  return new Map(
    finding.decided.map(({ setting, ...item }) => [
      setting,
      'value' in item ? { value: item.value } : { digest: item.digest, length: item.length },
    ]),
  )
}

/**
 * When a finding that stood was last seen so. What the API said is confirmed by every scan that it stood
 * through, since its beginning at least; of all else the evidence says when it was seen.
 */
async function lastSeen(
  agent: Agent,
  finding: Finding,
  scanned: Run | undefined,
): Promise<string | null> {
  const heads = await Promise.all(finding.evidence.map(ref => agent.store.evidence(ref.index)))
  const seen = heads.flatMap(item => (item ? [item.ipe.seenAt] : []))
  const confirmed = finding.source === 'api' && scanned && scanned.startedAt >= finding.since
  return [...seen, ...(confirmed ? [scanned.startedAt] : [])].sort().at(-1) ?? null
}

/** When what fails now was last seen right; null for what does not fail, and where that is not known. */
async function lastGoodOf(
  agent: Agent,
  { before, after }: Change,
  lastBefore: string | null,
): Promise<string | null> {
  if (after?.outcome !== 'fail') return null
  if (before?.outcome === 'pass') return lastBefore
  const history = await agent.store.findingHistory(after.id)
  const good = history.findLast(
    ({ finding }) =>
      finding.tenant === after.tenant && finding.outcome === 'pass' && finding.since < after.since,
  )
  return good ? lastSeen(agent, good.finding, undefined) : null
}
