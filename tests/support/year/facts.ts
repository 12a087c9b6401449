import { z } from 'zod'
import type { Agent } from '../../../agent/agent.ts'
import type { Alert } from '../../../agent/notify/alert.ts'
import { timesIn } from '../../../agent/log/request-dates.ts'
import { alertWords } from '../../../common/words/english/alerts.ts'
import { TENANT } from './life.ts'

/** What one finding became, from which of its versions, by the record. */
export type Transition = {
  readonly kind: 'new-failing' | 'lost-sight' | 'fixed' | 'seen-again'
  readonly check: string
  /** The finding, and the version of it that stood before. */
  readonly of: string
  /** How a digest says it. */
  readonly line: string
}
type GapFact = {
  readonly cause: string
  readonly tenant: string
  readonly from: string
  readonly to: string
  readonly detail: string
  /** When it was put on record, in truth. */
  readonly at: number
}

/** What there is to be judged. */
export type Facts = {
  /** How late a run may begin, and how exactly the end of a gap is known. */
  readonly tolerance: number
  /** Runs that were planned by the machine's clock, and when that was. */
  readonly planned: readonly { readonly wall: number; readonly at: number }[]
  /** Scans of the record, by what the service said of the time. */
  readonly scans: readonly number[]
  readonly gaps: readonly GapFact[]
  /** Of the record as it is, and as it was before a backup was put in. */
  readonly stands: readonly Transition[]
  readonly lost: readonly Transition[]
  readonly acceptances: readonly string[]
  readonly told: readonly Alert[]
  readonly mailed: ReadonlySet<string>
  /** What did not arrive in the end. */
  readonly untold: number
  /** Runs that neither ended nor were said to have been interrupted. */
  readonly open: number
  readonly unsound: string | null
  /** How often somebody else than the agent was said to have written what was told to whom. */
  readonly accused: number
  /** Bytes of the home, and bytes by which the heap grew. */
  readonly bytes: number
  readonly grown: number
  /** What must not be exceeded, the same two. */
  readonly bounds: { readonly bytes: number; readonly grown: number }
  /** By check that the tracker is for: whether it fails and is not accepted, at the end. */
  readonly failing: ReadonlyMap<string, boolean>
  /** What the tracker was told, each time that it was. */
  readonly tickets: readonly Alert[]
}

const Manifest = z.object({ kind: z.string() })
const Gap = z.object({
  cause: z.string(),
  tenant: z.string(),
  from: z.string(),
  to: z.string(),
  detail: z.string(),
})

/** From when on, in truth, the machine's clock was ahead by how much. */
export type Clock = { readonly from: number; readonly ahead: number }

function inTruth(wall: number, clocks: readonly Clock[]): number {
  const found = clocks.findLast(({ from, ahead }, index) => {
    const at = wall - ahead
    return at >= from && at <= (clocks[index + 1]?.from ?? Number.POSITIVE_INFINITY)
  })
  return wall - (found?.ahead ?? 0)
}

/** Reads out of the record what is not known from outside. */
export async function factsOf(
  agent: Agent,
  {
    clocks,
    ...outside
  }: Omit<Facts, 'scans' | 'gaps' | 'stands' | 'acceptances' | 'untold' | 'open' | 'failing'> & {
    readonly clocks: readonly Clock[]
  },
): Promise<Facts> {
  const scans: number[] = []
  const gaps: GapFact[] = []
  for await (const { kind, body, ipe } of agent.store.evidenceOf({})) {
    if (!body || (kind !== 'run' && kind !== 'gap')) continue
    const said: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    if (kind === 'gap')
      gaps.push({ ...Gap.parse(said), at: inTruth(Date.parse(ipe.recordedAt), clocks) })
    else {
      if (Manifest.parse(said).kind === 'scan') scans.push(Math.max(...timesIn(said)))
    }
  }
  return {
    ...outside,
    scans,
    gaps,
    stands: await transitionsOf(agent),
    failing: await failingIn(agent),
    acceptances: (await agent.exceptions()).map(({ id }) => id),
    untold: (await agent.store.deliveries()).filter(
      item => item.state === 'waiting' || item.state === 'dead',
    ).length,
    open: (await agent.store.runs({ tenant: TENANT, status: 'running' })).length,
  }
}

async function failingIn({ store }: Agent): Promise<Map<string, boolean>> {
  const bad = (await store.findings(TENANT)).filter(({ severity }) =>
    /high|critical/.test(severity),
  )
  const byCheck = Map.groupBy(bad, ({ check }) => check)
  return new Map(
    [...byCheck].map(([check, items]) => [
      check,
      items.some(item => item.outcome === 'fail' && item.exception === null),
    ]),
  )
}

/** What became of the organization's own findings: of each check it has one. */
export async function transitionsOf({ store, catalogue }: Agent): Promise<Transition[]> {
  const titles = new Map(
    catalogue().services.flatMap(service => service.checks.map(({ id, title }) => [id, title])),
  )
  const found: Transition[] = []
  for (const { id, check, resource } of await store.findings(TENANT)) {
    if (resource.type !== 'organization') continue
    const versions = await store.findingHistory(id)
    for (const [index, version] of versions.entries()) {
      const before = versions[index - 1]
      if (!before) continue
      const known = versions.slice(0, index).findLast(item => item.finding.outcome !== 'unknown')
      const kind = kindOf(before.finding.outcome, known?.finding.outcome, version.finding)
      if (!kind) continue
      const { title, text } = alertWords[kind]({
        title: titles.get(check) ?? check,
        tenant: TENANT,
        count: 1,
        failing: version.finding.outcome === 'fail' ? 1 : 0,
        resources: [resource.name],
      })
      found.push({ kind, check, of: `${id} ${before.from}`, line: `${title}: ${text}` })
    }
  }
  return found
}

/** @param known what it was when it could last be told */
function kindOf(
  before: string,
  known: string | undefined,
  { outcome, exception }: { readonly outcome: string; readonly exception: string | null },
): Transition['kind'] | null {
  if (before === outcome) return null
  if (outcome === 'unknown') return 'lost-sight'
  if (known !== 'fail' && outcome === 'fail') return exception === null ? 'new-failing' : null
  if (known === 'fail' && outcome !== 'fail') return 'fixed'
  return before === 'unknown' ? 'seen-again' : null
}

/** Until when what is missing is explained: no trouble lasts as long. */
const SOON = 4 * 86_400_000
const A_DAY = 86_400_000

/**
 * What of the year is not as it has to be: every planned observation is in the record or explained, every
 * piece of news arrived and none under two ids, proofs verify. @returns one sentence each
 */
export function problemsIn(facts: Facts): string[] {
  return [
    ...unexplained(facts),
    ...wronglyTold(facts),
    ...wrongTickets(facts),
    ...notInOrder(facts),
    ...outOfBounds(facts),
  ]
}

function unexplained({ planned, scans, gaps, tolerance }: Facts): string[] {
  const isMade = ({ at }: Facts['planned'][number]): boolean =>
    scans.some(scan => scan >= at - tolerance && scan <= at + tolerance)
  return planned
    .filter(run => !isMade(run))
    .filter(
      // A time of the machine's clock that came twice, as the clock went back, is one planned run.
      ({ wall, at }) =>
        !planned.some(
          other => other.wall === wall && Math.abs(other.at - at) <= A_DAY && isMade(other),
        ),
    )
    .filter(
      ({ wall, at }) =>
        !gaps.some(
          gap =>
            Math.abs(gap.at - at) <= SOON &&
            // What a restore lost is told by when it was, whatever the clock said then.
            ((gap.cause === 'rollback' && isWithin(gap, at, tolerance)) ||
              isWithin(gap, wall, tolerance)),
        ),
    )
    .map(
      ({ wall, at }) =>
        `the run planned for ${new Date(wall).toISOString()} (in truth ${new Date(at).toISOString()}) is neither on record nor explained`,
    )
}

function isWithin(gap: GapFact, time: number, tolerance: number): boolean {
  return Date.parse(gap.from) <= time + tolerance && Date.parse(gap.to) >= time - tolerance
}

function wronglyTold({ stands, lost, told, acceptances, gaps, mailed }: Facts): string[] {
  const problems: string[] = []
  const ids = (which: (alert: Alert) => boolean): number =>
    new Set(told.filter(which).map(({ id }) => id)).size
  const digests = new Map(told.filter(({ kind }) => kind === 'digest').map(item => [item.id, item]))
  const lines = [...digests.values()].flatMap(({ text }) => text.split('\n'))
  const keys = (items: readonly Transition[]): Map<string, Set<string>> =>
    new Map(
      [...Map.groupBy(items, ({ kind, check }) => `${kind} ${check}`)].map(([key, group]) => [
        key,
        new Set(group.map(item => item.of)),
      ]),
    )
  const least = keys(stands)
  const all = keys([...stands, ...lost])
  for (const [key, { size: most }] of all) {
    const [kind = '', check] = key.split(' ')
    const few = least.get(key)?.size ?? 0
    const calm = kind === 'fixed' || kind === 'seen-again'
    const said = new Set(
      [...stands, ...lost].filter(item => `${item.kind} ${item.check}` === key).map(it => it.line),
    )
    const times = calm
      ? lines.filter(item => said.has(item)).length
      : ids(alert => alert.kind === kind && alert.check === check)
    if (times < few) problems.push(`${key}: happened ${few} times, told ${times} times`)
    // What a digest said before a backup was put in may stand in another one after: its lines have no ids.
    const again = calm ? gaps.filter(({ cause }) => cause === 'rollback').length : 0
    if (times > most + again)
      problems.push(`${key}: happened ${most} times, told under ${times} ids`)
  }
  const atOnce = told.filter(({ kind }) => kind === 'new-failing' || kind === 'lost-sight')
  for (const { kind, check } of atOnce)
    if (check?.startsWith('github.organization.') && !all.has(`${kind} ${check}`))
      problems.push(`${kind} ${check} was told and did not happen`)
  for (const id of acceptances)
    for (const kind of ['exception-ending', 'exception-ended']) {
      const times = ids(alert => alert.kind === kind && alert.text.startsWith(id))
      if (times !== 1) problems.push(`${kind} ${id}: told under ${times} ids`)
    }
  for (const { cause, detail } of gaps) {
    if (cause !== 'missed-schedule' && cause !== 'interrupted-run') continue
    const times = ids(alert => alert.text === `${detail}.`)
    if (times !== 1) problems.push(`"${detail}": told under ${times} ids`)
  }
  for (const alert of told)
    if (alert.kind !== 'digest' && !mailed.has(alert.id))
      problems.push(`${alert.kind} ${alert.text}: not told by mail`)
  return [...new Set(problems)]
}

/** Each check has one ticket, whatever was restored; it is open at the end where the check fails, and else closed. */
function wrongTickets({ tickets, failing }: Facts): string[] {
  const problems: string[] = []
  const byCheck = Map.groupBy(tickets, ({ check }) => check ?? '')
  for (const [check, said] of byCheck) {
    const keys = new Set(said.map(({ ticket }) => ticket?.key)).size
    if (keys !== 1) problems.push(`${check}: ${keys} tickets`)
  }
  for (const [check, fails] of failing) {
    const last = byCheck.get(check)?.at(-1)?.kind ?? 'none'
    if (fails && last !== 'ticket-open') problems.push(`${check} fails, its ticket: ${last}`)
    if (!fails && last === 'ticket-open')
      problems.push(`${check} does not fail, its ticket is open`)
  }
  return problems
}

function outOfBounds({ bytes, grown, bounds }: Facts): string[] {
  const megabytes = (count: number): string => `${(count / 1024 / 1024).toFixed(1)} MB`
  return [
    ...(bytes > bounds.bytes ? [`the home has ${megabytes(bytes)}`] : []),
    ...(grown > bounds.grown ? [`the heap grew by ${megabytes(grown)}`] : []),
  ]
}

function notInOrder({ unsound, untold, open, accused }: Facts): string[] {
  return [
    ...(accused === 0 ? [] : [`somebody was ${accused} times said to have written the list`]),
    ...(unsound === null ? [] : [`the log does not verify: ${unsound}`]),
    ...(untold === 0 ? [] : [`${untold} pieces of news wait, or were given up`]),
    ...(open === 0 ? [] : [`${open} runs are neither ended nor explained`]),
  ]
}
