import type { EvidenceRef, Grade, Observation, Reading, Source } from '../model/observation.ts'
import type { Reason } from '../model/reason.ts'
import type { Resource } from '../model/resource.ts'
import type { Setting } from '../model/setting.ts'
import type { Value } from '../model/value.ts'
import type { KeptSaid } from '../words/kept.ts'
import { said } from '../words/said.ts'
import { equal } from './expectation.ts'

/** The reading that counts for one setting of one resource, and where it came from. */
export type CurrentReading = Reading & {
  readonly source: Source
  readonly grade: Grade
  readonly at: string
  readonly evidence: readonly EvidenceRef[]
}

type Disagreement = {
  readonly setting: string
  readonly api: Value
  readonly console: Value
}

/** Why the resources of a type are not all known. `detail` is of earlier versions. */
export type Unlisted = {
  readonly reason: Reason
  readonly why?: KeptSaid | undefined
  readonly detail?: string | undefined
}

/** What is known of a tenant at one time: the input of judging, whatever the store. */
export type Current = {
  readonly tenant: string
  readonly service: string
  /** When this state was put together (RFC 3339, UTC). */
  readonly at: string
  readonly resources: readonly Resource[]
  /** Resource types whose listing broke off, and why. */
  readonly unlisted: ReadonlyMap<string, Unlisted>
  /** Always an answer: a setting nobody read gives `unobserved` with the reason that fits. */
  reading(resource: Pick<Resource, 'type' | 'id'>, setting: Setting): CurrentReading
  disagreement(resource: Pick<Resource, 'type' | 'id'>, setting: Setting): Disagreement | null
}

/**
 * A console or imported reading, or a document without an end of its own, older than this many days
 * is `stale`.
 */
export const STALE_AFTER_DAYS = 35
/** A clock that is put right by less than this was not ahead. */
const SLEW_MILLISECONDS = 60_000

/**
 * Chooses among the latest observations per setting, resource and source: an observed API value
 * first, then import and console while fresh, then what a document states until it ends, then the
 * reason why there is none.
 * @param observations at most one per setting, resource and source (the store's open intervals)
 */
export function current(input: {
  readonly tenant: string
  readonly service: string
  readonly at: string
  readonly resources: readonly Resource[]
  readonly unlisted?: ReadonlyMap<string, Unlisted>
  readonly observations: Iterable<Observation>
  readonly staleAfterDays?: number
}): Current {
  const unread = new Map<Setting, CurrentReading>()
  const read = new Set<string>()
  const bySetting = new Map<string, Observation[]>()
  for (const observation of input.observations) {
    read.add(observation.setting)
    const key = keyOf(observation.resource, observation.setting)
    const list = bySetting.get(key)
    if (list) list.push(observation)
    else bySetting.set(key, [observation])
  }
  /** One for all things of a kind, of which there may be many. */
  const never = (setting: Setting): CurrentReading => {
    let found = unread.get(setting)
    if (!found) unread.set(setting, (found = neverRead(setting, input.at)))
    return found
  }
  const staleBefore = Date.parse(input.at) - (input.staleAfterDays ?? STALE_AFTER_DAYS) * 86_400_000
  const ahead = ({ at }: Observation): boolean =>
    Date.parse(at) > Date.parse(input.at) + SLEW_MILLISECONDS
  const fresh = (observation: Observation): boolean =>
    observation.source === 'api' ||
    (!ahead(observation) &&
      (observation.until === undefined
        ? Date.parse(observation.at) >= staleBefore
        : Date.parse(observation.until) > Date.parse(input.at)))
  return {
    tenant: input.tenant,
    service: input.service,
    at: input.at,
    resources: input.resources,
    unlisted: input.unlisted ?? new Map(),
    reading(resource, setting) {
      if (!read.has(setting.id)) return never(setting)
      const found = bySetting.get(keyOf(resource, setting.id)) ?? []
      const observed = found.filter(item => item.reading.state === 'observed').sort(byPreference)
      const best = observed.find(fresh)
      if (best)
        return setting.fills
          ? filled(
              best,
              observed.filter(item => item !== best && fresh(item)),
              setting.fills,
            )
          : toReading(best, best.reading)
      if (observed[0])
        return toReading(observed[0], {
          state: 'unobserved',
          reason: 'stale',
          why: whyStale(observed[0], ahead(observed[0])),
        })
      // That no API has it is the least of what can be said: what a page or an import failed on
      // comes first.
      const failed = found.sort(
        (a, b) => Number(isOutOfReach(a)) - Number(isOutOfReach(b)) || byPreference(a, b),
      )[0]
      if (failed) return toReading(failed, failed.reading)
      return never(setting)
    },
    disagreement(resource, setting) {
      if (!read.has(setting.id)) return null
      const found = (bySetting.get(keyOf(resource, setting.id)) ?? []).filter(fresh)
      const api = found.find(item => item.source === 'api')?.reading
      const console = found.find(item => item.source === 'console')?.reading
      if (
        api?.state !== 'observed' ||
        console?.state !== 'observed' ||
        (setting.fills
          ? agreesWhereBoth(api.value, console.value, setting.fills)
          : agrees(api.value, console.value))
      )
        return null
      return { setting: setting.id, api: api.value, console: console.value }
    },
  }
}

function neverRead(setting: Setting, at: string): CurrentReading {
  const isShown = setting.api !== undefined || setting.console !== undefined
  return {
    state: 'unobserved',
    reason: isShown ? 'never-captured' : 'not-readable-by-api',
    ...(isShown ? {} : { why: said('nowhere-shown', { setting: setting.id }) }),
    source: setting.api ? 'api' : 'console',
    grade: setting.api ? 'A' : 'C',
    at,
    evidence: [],
  }
}

function whyStale({ at, until }: Observation, ahead: boolean): KeptSaid {
  if (ahead) return said('read-ahead', { at: at.slice(0, 10) })
  return until
    ? said('document-ended', { until: until.slice(0, 10) })
    : said('last-read', { at: at.slice(0, 10) })
}

/**
 * Where one source only knows of some places, what the other says of others is no contradiction.
 */
function agreesWhereBoth(api: Value, console: Value, place: string): boolean {
  const [one, other] = [api, console].map(value =>
    Array.isArray(value)
      ? (value as readonly Value[]).filter(isFields).filter(item => item['value'] !== null)
      : [],
  )
  return (one ?? []).every(item =>
    (other ?? []).every(
      shown =>
        placeOf(item, place) !== placeOf(shown, place) ||
        equal(item['value'] ?? null, shown['value'] ?? null),
    ),
  )
}

/**
 * A page of objects shows fewer of their fields than the API gives: it agrees where each object
 * that it shows is one of the API's, and none is missing.
 */
function agrees(api: Value, console: Value): boolean {
  if (equal(api, console)) return true
  if (!Array.isArray(api) || !Array.isArray(console) || api.length !== console.length) return false
  return (console as readonly Value[]).every(
    shown =>
      isFields(shown) &&
      (api as readonly Value[]).some(
        item =>
          isFields(item) &&
          Object.entries(shown).every(([name, value]) => equal(item[name] ?? null, value)),
      ),
  )
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The best reading with what it lacks of single places from the next ones: an admin log that only
 * knows of changes below the top leaves the top to its page. As weak as the weakest that had to
 * fill in.
 */
function filled(best: Observation, others: readonly Observation[], place: string): CurrentReading {
  let reading = toReading(best, best.reading)
  for (const other of others) {
    const [have, more] = [recordsOf(reading), recordsOf(toReading(other, other.reading))]
    if (!have || !more) return reading
    const empty = new Set(
      have.filter(item => item['value'] === null).map(item => placeOf(item, place)),
    )
    const known = new Set(have.map(item => placeOf(item, place)).filter(key => !empty.has(key)))
    const added = more.filter(item => item['value'] !== null && !known.has(placeOf(item, place)))
    if (added.length === 0) continue
    const filledIn = new Set(added.map(item => placeOf(item, place)))
    reading = {
      ...toReading(other, {
        state: 'observed',
        value: [...have.filter(item => !filledIn.has(placeOf(item, place))), ...added],
      }),
      at: reading.at < other.at ? reading.at : other.at,
      evidence: [...reading.evidence, ...other.evidence],
    }
  }
  return reading
}

type Fields = { readonly [key: string]: Value }

function recordsOf(reading: CurrentReading): readonly Fields[] | null {
  return reading.state === 'observed' && Array.isArray(reading.value)
    ? (reading.value as readonly Value[]).filter(isFields)
    : null
}

function placeOf(item: Fields, place: string): string {
  return JSON.stringify([item[place] ?? null, item['group'] ?? null])
}

const preference: Readonly<Record<Source, number>> = { api: 0, import: 1, console: 2, document: 3 }
function byPreference(a: Observation, b: Observation): number {
  return preference[a.source] - preference[b.source]
}

function isOutOfReach({ reading }: Observation): boolean {
  return reading.state === 'unobserved' && reading.reason === 'not-readable-by-api'
}

function toReading(observation: Observation, reading: Reading): CurrentReading {
  return {
    ...reading,
    source: observation.source,
    grade: observation.grade,
    at: observation.at,
    evidence: observation.evidence,
  }
}

function keyOf(resource: Pick<Resource, 'type' | 'id'>, setting: string): string {
  return `${resource.type}\n${resource.id}\n${setting}`
}
