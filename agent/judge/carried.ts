import { z } from 'zod'
import { toHex } from '../../common/log/bytes.ts'
import { canonical, canonicalBytes } from '../../common/log/canonical.ts'
import { minuteOf } from '../../common/assess/assess.ts'
import type { CompiledCheck } from '../../common/assess/assess.ts'
import { STALE_AFTER_DAYS } from '../../common/assess/current.ts'
import { Outcome, sumCounts } from '../../common/model/index.ts'
import { UNLISTED } from '../../common/model/resource.ts'
import type { Exception, Observation, Setting, Value } from '../../common/model/index.ts'
import type { Agent } from '../agent.ts'
import type { Config } from '../home/config.ts'
import { isAttested } from '../log/attested.ts'
import { sha256 } from '../log/crypto.ts'
import { sealedFindings } from '../log/current-rows.ts'
import { keyHistory } from '../log/key-history.ts'
import { perAgent } from '../per-agent.ts'
import type { Place, Thing } from '../store/store.ts'
import type { Chunks } from './chunked-seal.ts'
import { codeThatJudges } from './code.ts'

/** Outcomes of each check. */
type CountsByCheck = ReadonlyMap<string, Record<Outcome, number>>

/** An assessment that this process made, and what it rested on. */
type Made = {
  /** What was current after it, findings too. */
  readonly digest: string
  readonly inputs: string
  /** It says the same from its time on, up to before the first moment at which time alone decides. */
  readonly from: string
  readonly until: number
  readonly counts: CountsByCheck
  /** Null where nobody made them. */
  readonly chunks: Chunks | null
}

/** What besides the store's rows an assessment rests on. */
export type Inputs = {
  readonly at: string
  /** Of the tenant. */
  readonly exceptions: readonly Exception[]
  /** The same as they were before this commit, where it seals some. */
  readonly before?: readonly Exception[]
  readonly checks: readonly CompiledCheck[]
  /** The owner's own targets that count. */
  readonly targets: readonly unknown[]
  /** Files with checks that cannot be loaded. */
  readonly lost: readonly string[]
}

/** Checks, and the things of which they are judged; null: all that there are, and what is no more. */
export type Part = {
  readonly checks: readonly CompiledCheck[]
  readonly things: readonly Thing[] | null
}

/** What of the assessment before still holds, and what is to be judged. */
type Rest = {
  readonly parts: readonly Part[]
  readonly carried: CountsByCheck
  readonly until: number
  /** What its findings were sealed from, and where its entry stands. */
  readonly sealed: { readonly chunks: Chunks; readonly place: Place } | null
}

const SLEW_MILLISECONDS = 60_000
const DAY = 86_400_000

const madeOf = perAgent(() => new Map<string, Made>())

/** Where it is kept for the next start, under a note of the log's key. */
const keptAs = (tenant: string): string => `judged.${tenant}`

const KeptMade = z.strictObject({
  digest: z.string(),
  inputs: z.string(),
  from: z.string(),
  until: z.number().nullable(),
  counts: z.array(z.tuple([z.string(), z.record(Outcome, z.int())])),
})
const Kept = z.strictObject({ made: KeptMade, note: z.string() })

/**
 * What an earlier process made, or null: whoever edits the home cannot say that nothing changed. One
 * that is put back rests on the same rows, checks and rules, or is none; and it ended no later.
 */
async function keptMade({ store }: Agent, tenant: string): Promise<Made | null> {
  const text = await store.get(keptAs(tenant))
  const kept = Kept.safeParse(text === null ? null : parsed(text)).data
  if (!kept) return null
  const { made, note } = kept
  if (!isAttested(await keyHistory(store), note, 'judged', digestOf(made, tenant))) return null
  const until = made.until ?? Number.POSITIVE_INFINITY
  return { ...made, until, counts: new Map(made.counts), chunks: null }
}

function digestOf(made: z.infer<typeof KeptMade>, tenant: string): Uint8Array {
  return sha256(canonicalBytes({ tenant, made }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * What is to be judged, where the findings of the last assessment still hold of all else: the same
 * catalogue, configuration and acceptances, no moment in between from which on a reading is stale or an
 * acceptance over, and of the rows nothing but readings that only these look at. Null where all is to be
 * judged. Whoever asks has compared the rows with what the log sealed before it wrote anything, as a run
 * does first.
 */
export async function restOf(agent: Agent, tenant: string, inputs: Inputs): Promise<Rest | null> {
  const made = madeOf(agent).get(tenant) ?? (await keptMade(agent, tenant))
  if (!made || made.from > inputs.at || Date.parse(inputs.at) >= made.until) return null
  const touched = await agent.store.touchedSettings(tenant)
  const accepting = acceptingOf(agent, made, inputs)
  if (!touched || !accepting) return null
  if (!(await sealedFindings(agent.store, tenant, made.digest))) return null
  const later = minuteOf(made.from) !== minuteOf(inputs.at)
  const unlisted = await agent.store.unlisted(tenant)
  const parts = partsOf(inputs.checks, { touched, unlisted, later, accepting })
  const whole = parts.filter(part => part.things === null).flatMap(part => part.checks)
  // These are brought up to date in place.
  const carried = new Map([...made.counts].map(([check, counts]) => [check, { ...counts }]))
  for (const { check } of whole) carried.delete(check.id)
  const place = (await agent.store.lastEvidence('assessment', tenant))?.index
  const { chunks, until } = made
  const sealed = chunks && place !== undefined ? { chunks, place } : null
  return { parts, carried, until, sealed }
}

/**
 * Acceptances that begin, end or are others by what this commit seals, where nothing else of the inputs is
 * another; null where something is, or one of them may be of anything.
 */
function acceptingOf(agent: Agent, made: Made, inputs: Inputs): readonly Exception[] | null {
  if (made.inputs === rulesOf(agent, inputs)) return []
  const { before, exceptions } = inputs
  if (!before || made.inputs !== rulesOf(agent, { ...inputs, exceptions: before })) return null
  const others = [before, exceptions].flatMap((some, at, both) => {
    const known = new Set(both[1 - at]?.map(item => canonical(item)))
    return some.filter(item => !known.has(canonical(item)))
  })
  return others.some(item => item.covers !== undefined) ? null : others
}

/** What is otherwise since the assessment before. */
type Turned = {
  /** Settings that were read anew, with their things. */
  readonly touched: ReadonlyMap<string, readonly Thing[]>
  readonly unlisted: ReadonlyMap<string, unknown>
  /** It is another minute. */
  readonly later: boolean
  readonly accepting: readonly Exception[]
}

/**
 * The checks that look at what was read anew, or at the time where it is another, or of which something
 * is accepted otherwise: those that only look at the thing itself of the things that were read, those of
 * which one thing is accepted of that, all others of all things.
 */
function partsOf(
  checks: readonly CompiledCheck[],
  { touched, unlisted, later, accepting }: Turned,
): Part[] {
  const whole: CompiledCheck[] = []
  const ofThings: CompiledCheck[] = []
  const ofOne: Part[] = []
  const things = new Map<string, Thing>()
  for (const check of checks) {
    const { resource } = check.check
    const read = settingsOf(check).filter(setting => touched.has(setting.id))
    const accepted = accepting.filter(item => item.check === check.check.id)
    const named = accepted.flatMap(item => item.resource ?? [])
    if ((later && asksForTime(check)) || read.some(setting => setting.resource !== resource))
      whole.push(check)
    // What stands for those that are not listed is no thing.
    else if (accepted.length > named.length || named.includes(UNLISTED)) whole.push(check)
    // Whether one could be told decides what is said of those that are not listed.
    else if (read.length > 0 && unlisted.has(resource)) whole.push(check)
    else if (read.length > 0) {
      ofThings.push(check)
      for (const thing of read.flatMap(setting => touched.get(setting.id) ?? []))
        things.set(`${thing.type}\n${thing.id}`, thing)
    }
    if (named.length > 0 && !whole.includes(check))
      ofOne.push({
        checks: [check],
        things: [...new Set(named)].map(id => ({ type: resource, id })),
      })
  }
  return [
    ...(whole.length > 0 ? [{ checks: whole, things: null }] : []),
    ...(ofThings.length > 0 ? [{ checks: ofThings, things: [...things.values()] }] : []),
    ...ofOne,
  ]
}

/**
 * Remembers an assessment, here and for the next start. @param found `rules`: as they were when it began;
 * `until`: when time alone may first decide otherwise
 */
export async function remember(
  agent: Agent,
  tenant: string,
  inputs: Inputs,
  { rules, ...found }: Pick<Made, 'digest' | 'counts' | 'until' | 'chunks'> & { rules: string },
): Promise<void> {
  // Others are served meanwhile: somebody may have edited the configuration.
  if (inputs.lost.length > 0 || rules !== rulesOf(agent, inputs)) {
    madeOf(agent).delete(tenant)
    await agent.store.set(keptAs(tenant), '')
    return
  }
  const made = { ...found, inputs: rules, from: inputs.at }
  madeOf(agent).set(tenant, made)
  const { digest, from } = made
  const until = Number.isFinite(made.until) ? made.until : null
  const kept = { digest, inputs: rules, from, until, counts: [...made.counts] }
  const note = agent.log.attest('judged', digestOf(kept, tenant))
  await agent.store.set(keptAs(tenant), JSON.stringify({ made: kept, note }))
}

/** When an acceptance or a declaration begins or ends, whatever was read. */
export function firstMoment(agent: Agent, tenant: string, { at, exceptions }: Inputs): number {
  const { accepted } = agent.config().tenants[tenant] ?? {}
  const moments = exceptions.flatMap(({ from, until, endedAt }) => [from, until, endedAt ?? until])
  return firstAfter(at, [...moments, ...endsIn(accepted ?? {})])
}

/** When time alone first makes another reading of one of these. */
export function firstMomentOf(
  agent: Agent,
  observations: readonly Observation[],
  at: string,
): number {
  const { staleAfterDays } = agent.config()
  return firstAfter(
    at,
    observations.flatMap(item => momentsOf(item, staleAfterDays)),
  )
}

function firstAfter(at: string, moments: readonly (number | string)[]): number {
  const now = Date.parse(at)
  let first = Number.POSITIVE_INFINITY
  for (const moment of moments) {
    const time = typeof moment === 'number' ? moment : Date.parse(moment)
    if (time > now && time < first) first = time
  }
  return first
}

/** Of all checks together. */
export function totalOf(counts: CountsByCheck): Record<Outcome, number> {
  return sumCounts(counts.values())
}

/** An expression in which the present time stands. */
function asksForTime({ check }: CompiledCheck): boolean {
  return /\bnow\b/.test(`${check.test ?? ''} ${check.when ?? ''}`)
}

/** Every setting that a check looks at. */
export function settingsOf({ settings, optional, members }: CompiledCheck): Setting[] {
  return [...settings, ...optional, ...[...members.values()].map(kind => kind.list)]
}

const digestsOfConfig = new WeakMap<Config, string>()

/** The same object is what the same file says. */
function digestOfConfig(config: Config): string {
  const known = digestsOfConfig.get(config)
  if (known) return known
  const digest = toHex(sha256(new TextEncoder().encode(JSON.stringify(config))))
  digestsOfConfig.set(config, digest)
  return digest
}

/** A digest: which code judges, what, and by what rules. */
export function rulesOf(agent: Agent, { exceptions, targets, lost }: Inputs): string {
  const judges = [codeThatJudges(), agent.catalogueDigest(), digestOfConfig(agent.config())]
  const rules = [...judges, exceptions, targets, lost]
  return toHex(sha256(new TextEncoder().encode(JSON.stringify(rules))))
}

/** When time alone makes another reading of it: it is of the future no more, is stale, has ended. */
function momentsOf(
  { source, at, until }: Observation,
  staleAfterDays = STALE_AFTER_DAYS,
): (number | string)[] {
  if (source === 'api') return []
  const read = Date.parse(at)
  // Stale is what is older than so many days, and not yet what is exactly as old.
  return [read - SLEW_MILLISECONDS, until ?? read + staleAfterDays * DAY + 1]
}

/** Every end that a declaration names, however deep. */
function endsIn(declared: Value | Readonly<Record<string, Value>>): string[] {
  if (typeof declared !== 'object' || declared === null) return []
  return Object.entries(declared).flatMap(([key, value]) =>
    key === 'until' && typeof value === 'string' ? [value] : endsIn(value as Value),
  )
}
