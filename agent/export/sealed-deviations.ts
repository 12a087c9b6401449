import { z } from 'zod'
import type { Deviation } from '../../common/assess/period.ts'
import type { Finding } from '../../common/model/index.ts'
import { FINDINGS_TREE } from '../log/finding-lines.ts'
import { verifyFinding } from '../log/finding-proof.ts'
import { FindingTree } from '../log/finding-tree.ts'
import { parseBody } from '../log/key-history.ts'
import type { ExportSource, TenantWindow, Window } from './window.ts'
import { deviationsOf } from './period-rows.ts'
import { deviationTimes } from './period-cells.ts'

/** `evidence/deviations-TENANT.ndjson` of a bundle. */
export const DEVIATIONS = /^evidence\/deviations-.+\.ndjson$/

/**
 * One line of it: a deviation was first sealed, or its end was, by the assessment of an entry. With the
 * finding's line as it was sealed there, and the hashes that lead from it to the root in that entry;
 * without, where the thing was gone, a version before trees sealed it, or a later erasure changed lines
 * that it sealed (`rewritten`).
 */
const SealedEvent = z.strictObject({
  entry: z.int(),
  event: z.enum(['deviates', 'repaired', 'gone']),
  finding: z.string(),
  check: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  rewritten: z.literal(true).optional(),
  proof: z
    .strictObject({
      line: z.string(),
      index: z.int(),
      count: z.int(),
      hashes: z.array(z.string()).readonly(),
    })
    .nullable(),
})
type SealedEvent = z.infer<typeof SealedEvent>

const Seal = z.object({
  tree: z.literal(FINDINGS_TREE).optional(),
  findings: z.string(),
  count: z.int().optional(),
})

/** What of a deviation is sealed by one assessment: all of them are held, few words each. */
type Event = Pick<SealedEvent, 'event' | 'finding' | 'check'> & Pick<Deviation, 'from' | 'to'>

/** Each deviation of a tenant with its sealed runs and proofs, in the order of the log. */
export async function* sealedDeviations(
  { store }: Pick<ExportSource, 'store'>,
  window: Window,
  tenant: TenantWindow,
): AsyncIterable<string> {
  const byEntry = new Map<number, Event[]>()
  const add = (entry: number, event: Event): void => {
    const there = byEntry.get(entry) ?? []
    byEntry.set(entry, there)
    there.push(event)
  }
  // One text for all of a check.
  const checks = new Map<string, string>()
  const within = new Set(window.entries)
  for await (const { found, deviation } of deviationsOf(window, [tenant])) {
    const { from, to, entry, endEntry, ended } = deviation
    const { id: finding, check: name } = found.finding
    const check = checks.get(name) ?? name
    checks.set(check, check)
    if (within.has(entry)) add(entry, { event: 'deviates', finding, check, from, to })
    if (endEntry !== null && ended !== null)
      add(endEntry, { event: ended, finding, check, from, to })
  }
  let tree: FindingTree | null = null
  for (const [entry, there] of [...byEntry].sort(([a], [b]) => a - b)) {
    const stored = (await store.evidence(entry))?.body
    const seal = Seal.safeParse(stored ? parseBody(stored) : null).data
    if (tree) await tree.moveTo(entry)
    else tree = await FindingTree.at(store, tenant.id, entry)
    const rewritten = seal?.tree !== undefined && tree.root() !== seal.findings
    for await (const { event, line } of linesAt(store, tenant.id, entry, there, tree.count)) {
      const proof = line && seal?.tree && !rewritten ? await tree.prove(line) : null
      const { from, to, ...said } = event
      yield `${JSON.stringify({ entry, ...said, ...deviationTimes({ from, to }), ...(rewritten ? { rewritten } : {}), proof } satisfies SealedEvent)}\n`
    }
  }
}

/** Of so many lines one by one is slower than all of them one after the other. */
const APART = 8

/** Each event with the line that stood at its entry, or null. @param events by the ids of their findings */
async function* linesAt(
  store: ExportSource['store'],
  tenant: string,
  entry: number,
  events: readonly Event[],
  count: number,
): AsyncIterable<{ readonly event: Event; readonly line: Finding | null }> {
  if (events.length * APART < count) {
    for (const event of events) {
      const which = { from: entry, to: entry, id: event.finding }
      const [row] = await Array.fromAsync(store.findingRows(tenant, which))
      yield { event, line: row?.finding ?? null }
    }
    return
  }
  const rest = events.values()
  let next = rest.next()
  for await (const line of store.eachFinding(tenant, entry)) {
    const id = Buffer.from(line.id)
    for (; next.value; next = rest.next()) {
      const order = Buffer.compare(Buffer.from(next.value.finding), id)
      if (order > 0) break
      yield { event: next.value, line: order === 0 ? line : null }
    }
    if (next.done) return
  }
  for (; next.value; next = rest.next()) yield { event: next.value, line: null }
}

/** What the line of a finding says of itself. */
const Line = z.object({ id: z.string(), check: z.string(), outcome: z.string() })
const expected = { deviates: 'fail', repaired: 'pass' } as const

/**
 * Whether a line of the file follows from what its entry sealed.
 * @param bodyOf the body of an assessment's entry, null where it is not there
 * @param lastErasure the last entry that says that something was taken out, -1 for none
 * @throws Error saying what does not fit
 */
export async function checkSealedEvent(
  text: string,
  bodyOf: (entry: number) => Promise<unknown>,
  lastErasure: () => Promise<number>,
): Promise<void> {
  const { entry, event, finding, check, rewritten, proof } = SealedEvent.parse(JSON.parse(text))
  const seal = Seal.safeParse(await bodyOf(entry)).data
  if (!seal) throw new Error(`entry ${entry} is no assessment that is in the bundle`)
  if (!proof) {
    const excused = rewritten === true && (await lastErasure()) > entry
    if (event !== 'gone' && seal.tree !== undefined && !excused)
      throw new Error(`${finding} lacks its proof at entry ${entry}`)
    return
  }
  const line = Line.parse(JSON.parse(proof.line))
  const fits =
    seal.count !== undefined &&
    proof.count === seal.count &&
    verifyFinding(proof, { findings: seal.findings, count: seal.count })
  if (!fits) throw new Error(`the line of ${finding} is not one that entry ${entry} sealed`)
  const outcome = event === 'gone' ? null : expected[event]
  const says =
    line.id === finding &&
    line.check === check &&
    (outcome === null ? !['fail', 'pass'].includes(line.outcome) : line.outcome === outcome)
  if (!says) throw new Error(`the line of ${finding} at entry ${entry} says something else`)
}
