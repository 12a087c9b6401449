import type { Unlisted } from '../../common/assess/current.ts'
import type { Finding, Ipe, Observation, Reason, Resource } from '../../common/model/index.ts'

import type { EntryKind } from '../../common/log/entry.ts'

/**
 * Milliseconds after which a reply or reading that never changed is kept anew: what is current must
 * not rest on what retention takes out.
 */
export const REFRESH_AFTER = 90 * 86_400_000

/**
 * A place in the log: what stood when that entry was appended. What is current and what changed goes
 * by place and never by time, since a clock can be set.
 */
export type Place = number

/** What ended up to a place in the log, as the last link of a chain (hex). */
export type Ended = { readonly place: Place; readonly chain: string }

/** Before anything ended. */
export const NOTHING_ENDED: Ended = { place: -1, chain: '' }

/** A mistake of the program, never of a user: see `Store`. */
export class TransactionError extends Error {}

/** What a run brings; `verify` knows each. */
export const runKinds = [
  'scan',
  // Of some settings only: what is not of the group stays as the last whole scan found it.
  'group',
  'capture',
  'confirmation',
  'picture',
  'import',
  'document',
  'exception',
  'target',
  // Who made the changes that a scan saw, by the service's own audit log.
  'audit',
] as const
export type RunKind = (typeof runKinds)[number]

/** A run as kept: whatever brought something into the record. */
export type Run = {
  readonly id: string
  readonly tenant: string
  readonly kind: RunKind
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly status: 'running' | 'finished' | 'interrupted'
  /** Digest of the catalogue that judged. */
  readonly catalogue: string
  readonly requests: number
  /** Merkle root over the snapshot's settings, hex. */
  readonly snapshot: string | null
  /** Size of the log when the run's checkpoint was signed. */
  readonly checkpoint: number | null
}

/** The place of a finished run's last entry: what stood after it. Before all where there is no run. */
export function endOf({ checkpoint }: Partial<Pick<Run, 'checkpoint'>>): Place {
  return (checkpoint ?? 0) - 1
}

/**
 * What stood at a time: after the last of the runs that had ended by then.
 * @param runs finished ones, newest first
 */
export function placeAt(runs: readonly Run[], time: string): Place {
  const last = runs.find(run => run.finishedAt !== null && run.finishedAt <= time)
  return last ? endOf(last) : -1
}

/** One body with its log place. `salt` and `body` are null once erased. */
export type StoredEvidence = {
  readonly index: number
  readonly run: string
  readonly tenant: string
  readonly kind: EntryKind
  readonly mediaType: string
  readonly length: number
  readonly commitment: string
  readonly salt: Uint8Array | null
  readonly body: Uint8Array | null
  readonly ipe: Ipe
  readonly personal: boolean
}

/** A leaf with its evidence, or null where there is none. */
export type StoredEntry = {
  readonly index: number
  readonly leaf: Uint8Array
  readonly hash: Uint8Array
  readonly evidence: StoredEvidence | null
  /** Its IPE block, in the row's own words. */
  readonly said: string | null
}

/** What something is known of. */
export type Thing = Pick<Resource, 'type' | 'id'>

/**
 * Of which checks and things all findings are judged; those that are not given: of all. A finding's id
 * is made of its tenant, its check and the id of its thing, in this order with slashes between.
 */
export type Judged = {
  readonly checks?: readonly string[] | undefined
  readonly things?: readonly Thing[] | undefined
}

/** What the next judgement needs of a finding. */
export type Verdict = Pick<Finding, 'check' | 'outcome' | 'since' | 'exception'>

/** A finding as long as it stayed word for word the same, by place. */
export type FindingRow = {
  readonly finding: Finding
  readonly from: Place
  readonly to: Place | null
}

/** A current finding, and the hash of its line as a leaf. */
export type FindingLeaf = { readonly id: string; readonly hash: Uint8Array }

/** Findings of one check that came out alike: lists are ordered by these, and by id. */
export type FindingKey = Pick<Finding, 'check' | 'outcome' | 'severity'> & {
  readonly accepted: boolean
}

/** How many of them are current. */
export type FindingGroup = FindingKey & {
  readonly count: number
  /** The first by id. */
  readonly first: string
  /** Of the one that came out so last. */
  readonly since: string
  readonly reasons: readonly { readonly reason: Reason | null; readonly count: number }[]
}

/** What a list goes by of one finding. */
export type FindingHead = FindingKey & Pick<Finding, 'id' | 'reason'>

/** Findings of one check that came out alike on evidence of one grade. */
export type FindingTally = Pick<Finding, 'check' | 'metric' | 'outcome' | 'grade' | 'exception'> & {
  readonly count: number
  /** The first by id. */
  readonly first: string
  /** Of the one that came out so last. */
  readonly since: string
}

/** Evidence without its body; `erased` where the body is gone. */
export type EvidenceHead = Omit<StoredEvidence, 'salt' | 'body'> & { readonly erased: boolean }

/** A value interval: one row while nothing changes. */
export type Interval = Observation & { readonly validFrom: string; readonly validTo: string | null }

/** When a reading stood, and whether it was one. */
export type Span = Pick<Interval, 'setting' | 'source' | 'at' | 'validFrom' | 'validTo'> & {
  /** Why there was none; null where there was. */
  readonly reason: Reason | null
}

export type StoredCheckpoint = {
  readonly size: number
  readonly root: string
  readonly note: string
  readonly at: string
  readonly run: string | null
  readonly token: Uint8Array | null
  readonly tokenAt: string | null
}

/** What a browser sent, by the id that it made, and the place of its entry. */
type StoredCapture = {
  readonly id: string
  readonly tenant: string
  readonly pairing: string
  readonly at: string
  readonly evidence: number
}

export type Pairing = {
  readonly id: string
  readonly name: string
  readonly origin: string
  readonly publicKey: string
  readonly pairedAt: string
  readonly lastSeen: string | null
  readonly revokedAt: string | null
}

/** Conditional-request memory: the validator of the last full body of a request. */
export type CacheEntry = {
  readonly tenant: string
  readonly request: string
  readonly etag: string | null
  readonly lastModified: string | null
  readonly link: string | null
  readonly evidence: number
  /** Of all this and of the body, by the log's key; null up to version 0.1. */
  readonly seal: string | null
}

/** A piece of news on its way through one channel. */
export type Delivery = {
  /** Of the news: the same in every channel, and whenever it is sent again. */
  readonly id: string
  readonly channel: string
  /** What is said, as JSON. */
  readonly alert: string
  /** `digest`: waits for the next digest of the channel. `dead`: was given up, until it is asked for. */
  readonly state: 'waiting' | 'digest' | 'sent' | 'dead'
  readonly tries: number
  readonly madeAt: string
  readonly dueAt: string
  /** What stood in the way when it was last tried. */
  readonly problem: string | null
  readonly sentAt: string | null
}

/**
 * The port every database engine implements; one contract suite tests them all. Methods are
 * synchronous for an embedded engine and awaited everywhere, so an engine across a network fits
 * too. Times are RFC 3339 UTC.
 *
 * What is read inside a transaction includes what it wrote; what is read outside is committed. All
 * steps of a walk over rows (`AsyncIterable`) see what its first step may see. What was started
 * inside a transaction and goes on after its end neither joins another one nor stands outside: it
 * throws a TransactionError.
 */
export type Store = {
  /**
   * All or nothing; nested calls join the outer transaction. @throws TransactionError, with nothing
   * kept, where a part of it failed and was caught, or is not at its end when the work is
   */
  transaction<T>(work: () => Promise<T> | T): Promise<T>
  /**
   * Everything that `work` reads from the store it is given was committed at one moment, whatever is
   * written meanwhile, here or by another process. @throws TransactionError from what writes
   */
  snapshot<T>(work: (store: Store) => Promise<T>): Promise<T>
  /** Of a snapshot that another thread can take, too: the file of which it is. */
  readonly file?: string
  close(): Promise<void>

  // Runs
  startRun(run: Pick<Run, 'id' | 'tenant' | 'kind' | 'startedAt' | 'catalogue'>): Promise<void>
  finishRun(
    id: string,
    end: Pick<Run, 'finishedAt' | 'status' | 'requests' | 'snapshot' | 'checkpoint'>,
  ): Promise<void>
  /**
   * Newest first, and not by time, since a clock can be set: finished ones as they were committed, all
   * together as they began.
   */
  runs(filter?: {
    readonly kind?: RunKind
    readonly tenant?: string
    readonly status?: Run['status']
    readonly from?: string
    readonly to?: string
    /** Those that ended behind so many entries. */
    readonly after?: number
    readonly limit?: number
  }): Promise<Run[]>

  /** Every tenant that ever had a run, sorted. */
  tenants(): Promise<string[]>

  // Evidence and log leaves (always written together)
  /**
   * Appends leaves (canonical bytes and RFC 9162 leaf hashes) at the end; returns the index of the
   * first.
   */
  appendLeaves(
    leaves: readonly { readonly leaf: Uint8Array; readonly hash: Uint8Array }[],
  ): Promise<number>
  logSize(): Promise<number>
  leaves(
    from: number,
    to: number,
  ): AsyncIterable<{ readonly index: number; readonly leaf: Uint8Array; readonly hash: Uint8Array }>
  /**
   * Complete subtree hashes, kept as they fill, so that a root costs O(log n): level 0 is leaves.
   */
  putNodes(
    nodes: readonly { readonly level: number; readonly index: number; readonly hash: Uint8Array }[],
  ): Promise<void>
  node(level: number, index: number): Promise<Uint8Array | null>
  /**
   * Those of a level from one place up to before another, one after the other; null where one of them
   * is not kept.
   */
  nodes(level: number, from: number, to: number): Promise<Uint8Array | null>
  putCheckpoint(checkpoint: StoredCheckpoint): Promise<void>
  checkpoints(filter?: {
    readonly from?: string
    readonly to?: string
    /** Those over more entries than so many, and over just so many. */
    readonly after?: number
    readonly last?: boolean
  }): Promise<StoredCheckpoint[]>
  /**
   * What an outsider said of a checkpoint, found by its note: a time stamp, or the note with a
   * cosignature.
   */
  anchorCheckpoint(
    note: string,
    anchor: { readonly note?: string; readonly token?: Uint8Array; readonly tokenAt?: string },
  ): Promise<void>
  /** `like`: the place of an entry whose body that of this one may resemble: less of it is kept. */
  putEvidence(
    evidence: readonly (StoredEvidence & { readonly like?: number | undefined })[],
  ): Promise<void>
  /** As the others that read evidence: @throws Problem `evidence-unreadable` */
  evidence(index: number): Promise<StoredEvidence | null>
  /** Leaves and what stands beside each, in pages: a long log is read without a look-up for each. */
  entries(from: number, to: number): AsyncIterable<readonly StoredEntry[]>
  /** The same without bodies and salts: what a list of a year's evidence needs. */
  evidenceHeads(filter: {
    readonly kind?: EntryKind
    readonly tenant?: string
    readonly from?: string
    readonly to?: string
    /** From which place on. */
    readonly after?: number
  }): AsyncIterable<EvidenceHead>
  /** The lowest and the highest place that rows of evidence have; null where there is none. */
  evidenceSpan(): Promise<{ readonly first: number; readonly last: number } | null>
  /** The newest entry of a kind about a tenant, or null. */
  lastEvidence(kind: EntryKind, tenant: string): Promise<StoredEvidence | null>
  evidenceOf(filter: {
    readonly run?: string
    readonly tenant?: string
    readonly from?: string
    readonly to?: string
  }): AsyncIterable<StoredEvidence>
  /** Body and salt are gone from the file too. */
  eraseEvidence(indexes: readonly number[]): Promise<void>
  /** Places in the log whose body or IPE block contains the text, in any case. */
  evidenceWith(text: string): Promise<number[]>
  /**
   * Replaces the text, in any case, in names, values and findings of all times. Returns the number
   * of rows changed.
   */
  eraseText(text: string, replacement: string): Promise<number>
  /**
   * The smallest place in the log that readings and findings which were current since `cutoff`
   * name, or null.
   */
  lowestReference(cutoff: string): Promise<number | null>
  /** First entry that is still kept; all before it were pruned. */
  minimumIndex(): Promise<number>
  /**
   * Takes out entries before `minimum` (a multiple of 256) with the hashes that no later proof
   * needs, and what stopped being current before `cutoff`.
   */
  prune(minimum: number, cutoff: string): Promise<void>
  /**
   * Returns freed space to the system and leaves no page of what was taken out, nor copies of the
   * store from before an upgrade.
   * @throws TransactionError inside a transaction
   */
  compact(): Promise<void>

  // Resources, observations
  /** Opens, keeps or closes; returns how many appeared, changed or went. */
  putResources(
    tenant: string,
    at: string,
    resources: readonly Resource[],
    listedTypes: readonly string[],
  ): Promise<number>
  resources(tenant: string, asOf?: Place): Promise<Resource[]>
  /** Those of one type that are current, sorted by id; the one with an id, where it is given. */
  resourcesOf(tenant: string, type: string, id?: string): Promise<Resource[]>
  /**
   * Opens, keeps or closes intervals; returns how many changed. An unobserved reading is an
   * interval of its own. What the API said last counts; of others what was read last, unless that was
   * recorded under a clock that was ahead of `at`, the present time.
   */
  putObservations(
    tenant: string,
    run: string,
    at: string,
    observations: Iterable<Observation>,
  ): Promise<number>
  /** @param settings of which; else of all, thing after thing. `unasked`: what no API gave */
  observations(
    tenant: string,
    asOf?: Place,
    settings?: readonly string[] | 'unasked',
  ): AsyncIterable<Observation>
  /**
   * What is current of some things; of a large tenant not everything fits into memory.
   * @param settings of which; else of all
   */
  observationsOf(
    tenant: string,
    things: readonly Thing[],
    settings?: readonly string[],
  ): Promise<Observation[]>
  /**
   * The settings of which the transaction that is open here wrote readings of a tenant, and of which
   * things; null where it wrote anything else that findings rest on, and where none is open.
   */
  touchedSettings(tenant: string): Promise<ReadonlyMap<string, readonly Thing[]> | null>
  /**
   * By time. An interval that a clock ahead closed too late ends where the next one begins.
   */
  intervals(filter: {
    readonly tenant: string
    readonly setting?: string
    readonly resource?: string
    readonly from?: string
    readonly to?: string
  }): AsyncIterable<Interval>
  /** Types whose listing broke off in the last run that tried. */
  /** When each reading stood, without what was read; thing after thing, those of one in no order. */
  spans(filter: {
    readonly tenant: string
    readonly from: string
    readonly to: string
  }): AsyncIterable<Span>
  /** Everything of which any reading began or ended after one place and up to another. */
  movedThings(tenant: string, after: Place, upTo: Place): Promise<Thing[]>
  /** What stood of some things at a place, thing after thing. */
  observationsThen(tenant: string, things: readonly Thing[], at: Place): Promise<Observation[]>
  putUnlisted(
    tenant: string,
    unlisted: ReadonlyMap<string, Unlisted>,
    listed: readonly string[],
  ): Promise<void>
  unlisted(tenant: string): Promise<Map<string, Unlisted>>

  // Findings: intervals too
  /**
   * Takes them one by one, each id once, and holds none: there may be more than fit into memory. What
   * is not among them ends; of other checks and things than those that are given it stands.
   */
  putFindings(
    tenant: string,
    run: string,
    at: string,
    findings: Iterable<Finding>,
    judged?: Judged,
  ): Promise<number>
  /**
   * What was found last, by finding id, and no more of each than the next judgement needs: of some
   * checks and things, or of all.
   */
  verdicts(tenant: string, judged?: Judged): Promise<ReadonlyMap<string, Verdict>>
  /** All things of which there is a current finding. */
  judgedThings(tenant: string): Promise<Thing[]>
  findings(tenant: string, asOf?: Place): Promise<Finding[]>
  /** What is current of a tenant, counted; sorted by check. */
  findingGroups(tenant: string): Promise<FindingGroup[]>
  /** The current ones of a group, sorted by id: so many from a place on. */
  findingPage(
    tenant: string,
    key: FindingKey,
    which: {
      readonly from: number
      readonly limit: number
      readonly reason?: string | undefined
      readonly except?: readonly string[]
    },
  ): Promise<Finding[]>
  /** The current ones behind an id, sorted by it: so many that look like that. */
  findingsAfter(
    tenant: string,
    id: string,
    limit: number,
    like?: {
      readonly check?: string | undefined
      readonly outcome?: string | undefined
      readonly severity?: string | undefined
    },
  ): Promise<Finding[]>
  /** The current one with an id, or null. */
  finding(tenant: string, id: string): Promise<Finding | null>
  /** Of the current ones, those about one of the things. */
  findingsAbout(tenant: string, things: readonly Thing[]): Promise<FindingHead[]>
  /** One by one, sorted by id: a large tenant's findings do not fit into memory as documents. */
  eachFinding(tenant: string, asOf?: Place): AsyncIterable<Finding>
  /**
   * What stood at one place and not at the other, either way: what stayed word for word the same is
   * not read.
   */
  findingsBetween(
    tenant: string,
    from: Place,
    to: Place,
  ): Promise<{ readonly before: Finding[]; readonly after: Finding[] }>
  /**
   * Of each current finding, sorted by id, the hash of its line as a leaf (RFC 9162): what an assessment
   * seals, without reading the lines or holding all hashes.
   * @param which so many from an id on; else all
   */
  findingLeaves(
    tenant: string,
    which?: { readonly from: string; readonly limit: number },
  ): AsyncIterable<FindingLeaf>
  /**
   * The ids of those that gave way to others after a place in the log; null where there are more or fewer
   * findings since, or others.
   */
  replacedFindings(tenant: string, after: Place): Promise<readonly string[] | null>
  /** What is current of a tenant, counted: however many there are, none is held. */
  tally(tenant: string): Promise<FindingTally[]>
  /**
   * How many things of each check failed or could not be told at some time after one place, up to
   * another.
   */
  wrongBetween(tenant: string, after: Place, upTo: Place): Promise<ReadonlyMap<string, number>>
  /** Every time at which a finding of the tenant began or ended, sorted. */
  findingTimes(tenant: string): Promise<string[]>
  /**
   * Findings whose outcome, or whether sources disagree on them, is another after `upTo` than after
   * `after`, by tenant and id, with the place from which on the one before stood; where that one was
   * unknown, with what it was when it could last be told.
   */
  changedFindings(
    after: Place,
    upTo: Place,
  ): Promise<
    {
      readonly before: Finding | null
      readonly known: Finding | null
      readonly after: Finding
      readonly stoodFrom: Place | null
    }[]
  >
  /**
   * Every row of the tenant's findings (or of one) that stood at any place between two, by id and place:
   * from which place on, and up to before which.
   */
  findingRows(
    tenant: string,
    between: { readonly from: Place; readonly to: Place; readonly id?: string | undefined },
  ): AsyncIterable<FindingRow>
  findingHistory(
    id: string,
  ): Promise<{ readonly finding: Finding; readonly from: string; readonly to: string | null }[]>

  /**
   * SHA-256 (hex) over all rows that are current of a tenant (things, readings of every source with
   * all that is said of them, lists that broke off, findings): the same rows give the same one.
   * @param how `like` an earlier one, which says how it was made; `anew` from all rows, whatever is
   * kept of them; `since` from those that came or went from a place in the log on, and from what is
   * kept of all others
   */
  currentDigest(
    tenant: string,
    how?: { readonly like?: string; readonly anew?: boolean; readonly since?: Place },
  ): Promise<string>
  /**
   * Extends a chain of digests by all rows of a tenant (things, readings, findings; whole) that ended
   * after a place in the log: each place at which rows ended is a link, and the same rows in whatever
   * order give the same chain.
   * @param how `anew` from all rows, whatever was read of them before
   */
  endedChain(tenant: string, from: Ended, how?: { readonly anew?: boolean }): Promise<Ended>
  /**
   * Another one once anything of the record was committed, by this process or any other program. What
   * is on its way out, and small named values, are none of it.
   */
  version(): Promise<string>
  /** Another one once any other program wrote anything. */
  others(): Promise<string>

  // Captures: ids made by the sender, kept so that a resent one is acknowledged and not stored
  // twice
  /** @returns those of the ids that are known */
  knownCaptures(ids: readonly string[]): Promise<ReadonlySet<string>>
  putCaptures(captures: readonly StoredCapture[]): Promise<void>

  // Extension pairings, conditional requests, small named values (agent key id, port, schema notes)
  putPairing(pairing: Pairing): Promise<void>
  pairings(): Promise<Pairing[]>
  cacheEntry(tenant: string, request: string): Promise<CacheEntry | null>
  putCacheEntry(entry: CacheEntry): Promise<void>
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<void>

  // News on its way out
  /** One that is there already stays as it is. */
  putDeliveries(
    deliveries: readonly Pick<
      Delivery,
      'id' | 'channel' | 'alert' | 'state' | 'madeAt' | 'dueAt'
    >[],
  ): Promise<void>
  /** Those that were tried least first. */
  deliveries(filter?: {
    readonly id?: string
    readonly state?: Delivery['state']
    readonly channel?: string
    readonly dueBy?: string
    readonly limit?: number
  }): Promise<Delivery[]>
  /** What came of one try. */
  attempted(
    delivery: Pick<Delivery, 'id' | 'channel'>,
    result: Pick<Delivery, 'state' | 'problem'> & { readonly at: string },
  ): Promise<void>
  /** Nothing that waits for a channel is due before then. */
  postpone(channel: string, until: string): Promise<void>
  /** What waits until after one time is due at another. */
  hasten(after: string, at: string): Promise<void>
  /** Lets whatever was not sent of a piece of news wait again, as if it were new; returns how many. */
  resend(id: string, at: string): Promise<number>
  /** Forgets what was sent or given up and is older. */
  pruneDeliveries(before: string): Promise<void>
  /**
   * How often this process changed a delivery, in a transaction that goes on too, and which it were after
   * so many; null where that is not known.
   */
  outboxWrites(after: number): {
    readonly count: number
    readonly rows: readonly Pick<Delivery, 'id' | 'channel'>[] | null
  }

  /** The engine's own integrity check and size on disk, for `doctor` and `status`. */
  health(): Promise<{ readonly ok: boolean; readonly detail: string; readonly bytes: number }>
}
