import { createHash, createHmac } from 'node:crypto'
import { dirname, join, normalize } from 'node:path/posix'
import { z } from 'zod'
import { sameBytes, fromBase64, fromHex, toHex } from '../../common/log/bytes.ts'
import {
  BundleItem,
  BundleManifest,
  entryName,
  parseConsistency,
  WITHHELD,
} from '../../common/log/bundle.ts'
import { canonical } from '../../common/log/canonical.ts'
import {
  attestation,
  COSIGNATURE,
  openCheckpoint,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  signedText,
} from '../../common/log/checkpoint.ts'
import type { Checkpoint } from '../../common/log/checkpoint.ts'
import { Entry, sealedFacts } from '../../common/log/entry.ts'
import { leafHash, rootOf, verifyConsistency, verifyInclusion } from '../../common/log/merkle.ts'
import { parseProof } from '../../common/log/proof.ts'
import { anchorsOf, unmet } from '../log/anchors.ts'
import type { Anchors, Trusted } from '../log/anchors.ts'
import { readTimeStamp } from '../log/time-stamp.ts'
import { commitmentOf, sha256, verifierOf } from '../log/crypto.ts'
import { FINDINGS_TREE } from '../log/finding-lines.ts'
import {
  chainOf,
  changeProblem,
  Erasure,
  keyBearing,
  KeyEntry,
  keysAt,
  keysFrom,
  parseBody,
  textOfKey,
} from '../log/key-history.ts'
import type { KeyBearing, LogKey } from '../log/key-history.ts'
import { HEAD, HEAD_CONSISTENCY } from './log-files.ts'
import { checkOscal } from './oscal/integrity.ts'
import { isProblem } from '../problem.ts'
import { openZip } from './read-zip.ts'
import type { ZipReader } from './read-zip.ts'
import { checkSealedEvent, DEVIATIONS } from './sealed-deviations.ts'

type BundleProblem = { readonly file: string; readonly problem: string }

export type BundleVerification = {
  readonly ok: boolean
  readonly problems: readonly BundleProblem[]
  readonly files: number
  readonly entries: number
  readonly withheld: number
  /**
   * Verifier key that signed the bundle: compare it with the one the organisation gave by
   * another way.
   */
  readonly key: string | null
  /** Where the log went on under another key, and whether the one before signed that. */
  readonly changes: readonly {
    readonly entry: number
    readonly reason: string
    readonly handedOver: boolean
  }[]
  /** Who else signed the window's checkpoint. */
  readonly signers: Anchors | null
  readonly manifest: Omit<BundleManifest, 'files'> | null
}

export type VerifyBundleOptions = {
  readonly pinned?: string | undefined
  /** Whose stamp and cosignature must be there, where they are named. */
  readonly trusted?: Trusted
  readonly onProgress?: (done: number, total: number) => void
}
type Members = Omit<ZipReader, 'close'>

const MOST_PROBLEMS = 50
const LINE_BREAK = 0x0a
const SIGNED = 'checkpoints/manifest.txt'
const KEYS = 'checkpoints/keys.txt'

/**
 * Recomputes a bundle from its own files: the manifest's signature, each file's digest, the
 * checkpoints' signatures, the log's growth, every leaf, proof and commitment, the findings'
 * seals, and the references between the OSCAL documents.
 * @param options.pinned a verifier key that must be the signing one, or have handed over to it
 */
export async function verifyBundle(
  file: string,
  options: VerifyBundleOptions = {},
): Promise<BundleVerification> {
  let zip: ZipReader
  try {
    zip = await openZip(file)
  } catch (error) {
    return nothing([{ file, problem: `not a readable zip archive: ${messageOf(error)}` }])
  }
  try {
    return await verifyMembers(zip, options)
  } finally {
    zip.close()
  }
}

function nothing(problems: readonly BundleProblem[]): BundleVerification {
  const none = { files: 0, entries: 0, withheld: 0, key: null, manifest: null }
  return { ok: false, problems, ...none, changes: [], signers: null }
}

/** The same over an archive that is open, or one that stands in memory. */
export async function verifyMembers(
  zip: Members,
  options: VerifyBundleOptions = {},
): Promise<BundleVerification> {
  const problems: BundleProblem[] = []
  const say = (name: string, problem: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ file: name, problem })
  }
  for (const name of zip.twice) say(name, 'stands in the archive twice')
  const manifest = await attempt(() => readManifest(zip), 'manifest.json', say)
  if (!manifest) return nothing(problems)
  const keys = await readKeys(zip, say)
  const key = keys.at(-1)
  await attempt(() => checkKeys(zip, keys, options.pinned), KEYS, say)
  await attempt(() => checkManifestSignature(zip, key), SIGNED, say)
  const heads = await attempt(
    () => checkCheckpoints(zip, manifest, keys, say),
    'checkpoints/checkpoint.txt',
    say,
  )
  const signers = await attempt(
    () => checkLevel(zip, manifest, options.trusted ?? {}, say),
    'manifest.json',
    say,
  )
  await checkFiles(zip, manifest, say, options.onProgress ?? (() => undefined))
  const entries = heads ? await checkEntries(zip, manifest, heads, say) : 0
  if (!manifest.redacted)
    await attempt(() => checkMissing(zip, manifest, say), 'manifest.json', say)
  await checkFindings(zip, manifest, say)
  await checkDeviations(zip, say)
  await attempt(() => checkDocuments(zip, say), 'oscal/assessment-results.json', say)
  const { files, ...rest } = manifest
  return {
    ok: problems.length === 0,
    problems,
    files: Object.keys(files).length,
    entries,
    withheld: manifest.withheld.length,
    key: key ? textOfKey(key) : null,
    changes: keys.slice(1).map((item, index) => ({
      entry: item.entry,
      reason: item.reason,
      handedOver: chainOf(keys.slice(index, index + 2)).length > 1,
    })),
    signers,
    manifest: rest,
  }
}

type Say = (file: string, problem: string) => void
/** Signed states of the log by their note: proofs lead to one of them. */
type Heads = ReadonlyMap<string, Checkpoint>

async function attempt<T>(work: () => Promise<T>, file: string, say: Say): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    say(file, messageOf(error))
    return null
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.name === 'ZodError'
    ? 'not in the documented form'
    : error instanceof Error
      ? error.message
      : String(error)
}

async function textOf(zip: Members, name: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await zip.bytes(name))
}

/**
 * The keys that the log's own entries announce, in order: their bodies, commitments and proofs are
 * checked with those of all entries. What else the bundle says of keys counts for nothing.
 */
export async function readKeys(zip: Members, say: Say): Promise<LogKey[]> {
  const bodies: KeyBearing[] = []
  for (const name of zip.names) {
    // Only what has a proof: no other leaf is looked at afterwards.
    const stem = /^proofs\/(\d{8,})\.tlog-proof$/.exec(name)?.[1]
    if (stem === undefined) continue
    await attempt(
      async () => {
        const leaf = parseBody(await zip.bytes(`proofs/${stem}.leaf`))
        const { data } = Entry.safeParse(leaf)
        if (!data || !keyBearing.has(data.kind)) return
        const item = BundleItem.parse(JSON.parse(await textOf(zip, `evidence/${stem}.json`)))
        const body = item.body === null ? null : parseBody(await zip.bytes(item.body))
        bodies.push({ entry: Number(stem), kind: data.kind, body })
      },
      `evidence/${stem}.json`,
      say,
    )
  }
  return keysFrom(bodies)
}

/**
 * Each key follows from the one before it, `keys.txt` says nothing else, and the one that was pinned
 * is the last, or handed over to it by an unbroken chain.
 */
async function checkKeys(
  zip: Members,
  keys: readonly LogKey[],
  pinned: string | undefined,
): Promise<void> {
  const change = changeProblem(keys)
  if (change) throw new Error(`entry ${change.entry}: ${change.problem}`)
  if (pinned !== undefined && !chainOf(keys).some(key => textOfKey(key) === pinned))
    throw new Error(
      keys.some(key => textOfKey(key) === pinned)
        ? 'the bundle is signed by another key than the one you named, and no unbroken chain of hand-overs leads from yours to it: get the key that signs now from the organisation by another way'
        : 'the bundle is signed by another key than the one you named',
    )
  if ((await textOf(zip, KEYS)) !== keys.map(key => `${textOfKey(key)}\n`).join(''))
    throw new Error('names other keys than the ones that the entries of the log announce')
}

async function readManifest(zip: Members): Promise<BundleManifest> {
  const text = await textOf(zip, 'manifest.json')
  const manifest = BundleManifest.parse(JSON.parse(text))
  if (`${canonical(JSON.parse(text))}\n` !== text)
    throw new Error('not in its canonical form: it was changed after it was written')
  return manifest
}

async function checkManifestSignature(zip: Members, key: LogKey | undefined): Promise<void> {
  const note = await textOf(zip, SIGNED)
  if (!key) throw new Error('no entry of the log announces a key')
  const text = openNote(sha256, note, verifierOf(key.origin, key.publicKey))
  if (text !== attestation(key.origin, 'bundle', sha256(await zip.bytes('manifest.json'))))
    throw new Error('the signature is over another manifest.json')
}

async function checkCheckpoints(
  zip: Members,
  manifest: BundleManifest,
  keys: readonly LogKey[],
  say: Say,
): Promise<Heads> {
  const open = async (name: string): Promise<Checkpoint> => {
    const note = await textOf(zip, name)
    const { origin, size } = parseCheckpoint(note)
    const able = keysAt(keys, origin, size)
    if (able.length === 0)
      throw new Error(`signed under "${origin}", which no key entry announced for that time`)
    return openCheckpoint(sha256, note, ...able.map(key => verifierOf(key.origin, key.publicKey)))
  }
  const grown = async (name: string, before: Checkpoint, after: Checkpoint): Promise<void> => {
    const { from, to, hashes } = parseConsistency(await textOf(zip, name))
    if (
      from !== before.size ||
      to !== after.size ||
      !verifyConsistency(sha256, from, to, hashes.map(fromBase64), before.root, after.root)
    )
      throw new Error('does not show that the log only grew')
  }
  const checkpoint = await open('checkpoints/checkpoint.txt')
  if (!isState(checkpoint, manifest.checkpoint) || checkpoint.origin !== manifest.checkpoint.origin)
    say('checkpoints/checkpoint.txt', 'another state of the log than the manifest names')
  const heads = new Map([[await textOf(zip, 'checkpoints/checkpoint.txt'), checkpoint]])
  const head = manifest.head ? await attempt(() => open(HEAD), HEAD, say) : null
  if (manifest.head && head) {
    if (!isState(head, manifest.head)) say(HEAD, 'another state of the log than the manifest names')
    await attempt(() => grown(HEAD_CONSISTENCY, checkpoint, head), HEAD_CONSISTENCY, say)
    heads.set(await textOf(zip, HEAD), head)
  }
  // What the last key vouches for: all others only for what its state of the log extends.
  const last = keys.at(-1)
  const newest = head ?? checkpoint
  if (last && keysAt([last], newest.origin, newest.size).length === 0)
    say(KEYS, 'the last key signed no state of the log that is in the bundle')
  for (const name of zip.names.filter(item => item.startsWith('checkpoints/all/'))) {
    const one = await attempt(() => open(name), name, say)
    if (one && one.size > checkpoint.size) say(name, 'over more entries than the last checkpoint')
    if (one && one.size === checkpoint.size && !sameBytes(one.root, checkpoint.root))
      say(name, 'another root for the same size: two histories were signed')
  }
  if (manifest.before) {
    const before = await attempt(
      () => open('checkpoints/before.txt'),
      'checkpoints/before.txt',
      say,
    )
    if (before && !isState(before, manifest.before))
      say('checkpoints/before.txt', 'another state of the log than the manifest names')
    if (before)
      await attempt(
        () => grown('checkpoints/consistency.txt', before, checkpoint),
        'checkpoints/consistency.txt',
        say,
      )
  }
  return heads
}

function isState(
  { size, root }: Checkpoint,
  named: { readonly size: number; readonly root: string },
): boolean {
  return size === named.size && toHex(root) === named.root
}

/**
 * The level that the manifest claims is there: the witness' cosignature, or the authority's stamp;
 * every stamp is over its checkpoint.
 */
async function checkLevel(
  zip: Members,
  manifest: BundleManifest,
  trusted: Trusted,
  say: Say,
): Promise<Anchors> {
  const note = await textOf(zip, 'checkpoints/checkpoint.txt')
  const { at } = manifest.checkpoint
  let token: Uint8Array | null = null
  for (const name of zip.names.filter(
    item => item.startsWith('tokens/') && item.endsWith('.tsr'),
  )) {
    const text = await textOf(zip, name.replace(/\.tsr$/, '.txt'))
    const bytes = await zip.bytes(name)
    const own = text === signedText(note)
    const read = await readTimeStamp(`${text}\n`, bytes, own ? { signedAt: at } : {})
    if (typeof read === 'string') say(name, read)
    else if (own) token = bytes
  }
  const witnessFile = 'checkpoints/witness.txt'
  const witness = zip.names.includes(witnessFile)
    ? parseVerifierKey(sha256, (await textOf(zip, witnessFile)).trim(), COSIGNATURE)
    : null
  const verifier = witness ? verifierOf(witness.name, witness.publicKey) : null
  const signers = await anchorsOf({ note, token, at }, verifier, trusted)
  if (manifest.level === 'WITNESSED' && !signers.witness)
    throw new Error('claims a witness, but no cosignature of one holds')
  if (manifest.level === 'TIMESTAMPED' && !signers.authority)
    throw new Error('claims a time stamp, but none over the checkpoint holds')
  for (const problem of unmet(signers, trusted)) say('checkpoints/checkpoint.txt', problem)
  return signers
}

/** Every file is listed with its digest, and every listed file is there. */
async function checkFiles(
  zip: Members,
  manifest: BundleManifest,
  say: Say,
  progress: (done: number, total: number) => void,
): Promise<void> {
  const there = new Set(zip.names)
  for (const name of Object.keys(manifest.files)) if (!there.has(name)) say(name, 'is missing')
  for (const [index, name] of zip.names.entries()) {
    if (name === 'manifest.json' || name === SIGNED) continue
    const expected = Object.hasOwn(manifest.files, name) ? manifest.files[name] : undefined
    if (!expected) {
      say(name, 'is not in the manifest')
      continue
    }
    await attempt(
      async () => {
        const hash = createHash('sha256')
        let bytes = 0
        try {
          for await (const piece of (await zip.stream(name)) as AsyncIterable<Buffer>) {
            hash.update(piece)
            bytes += piece.length
          }
        } catch (error) {
          if (!isProblem(error, 'archive-member-damaged')) throw error
          throw new Error(
            `was changed: its bytes do not unpack to the ones whose digest is in the manifest: ${error.message}`,
            { cause: error },
          )
        }
        if (bytes !== expected.bytes || hash.digest('hex') !== expected.sha256)
          throw new Error('was changed: its digest is not the one in the manifest')
      },
      name,
      say,
    )
    if (index % 100 === 0) progress(index, zip.names.length)
  }
  progress(zip.names.length, zip.names.length)
}

async function checkEntries(
  zip: Members,
  manifest: BundleManifest,
  heads: Heads,
  say: Say,
): Promise<number> {
  const withheld = new Map(manifest.withheld.map(item => [item.entry, item.reason]))
  const proofs = zip.names.filter(
    name => name.startsWith('proofs/') && name.endsWith('.tlog-proof'),
  )
  for (const name of proofs) {
    const stem = name.slice('proofs/'.length, -'.tlog-proof'.length)
    const leafName = `proofs/${stem}.leaf`
    await attempt(
      async () => {
        const proof = parseProof(await textOf(zip, name))
        const leaf = await zip.bytes(leafName)
        const checkpoint = heads.get(proof.checkpoint)
        if (entryName(proof.index) !== stem || !checkpoint)
          throw new Error('is of another entry or checkpoint')
        if (
          !verifyInclusion(
            sha256,
            proof.index,
            checkpoint.size,
            leafHash(sha256, leaf),
            proof.hashes,
            checkpoint.root,
          )
        )
          throw new Error('does not lead from the leaf to the signed root')
        const entry = Entry.parse(JSON.parse(leaf.toString('utf8')))
        await attempt(
          () => checkItem(zip, stem, entry, withheld.get(proof.index) ?? null),
          `evidence/${stem}.json`,
          say,
        )
      },
      name,
      say,
    )
  }
  return proofs.length
}

async function checkItem(
  zip: Members,
  stem: string,
  entry: Entry,
  withheld: string | null,
): Promise<void> {
  const item = BundleItem.parse(JSON.parse(await textOf(zip, `evidence/${stem}.json`)))
  if (
    entryName(item.entry) !== stem ||
    item.commitment !== entry.commitment ||
    item.withheld !== withheld
  )
    throw new Error('says something else than its leaf or the manifest')
  if (item.salt === null || item.body === null) {
    if (withheld === null) throw new Error('has no body, and the manifest does not say why')
    return
  }
  const hmac = createHmac('sha256', fromHex(item.salt))
  for await (const piece of (await zip.stream(item.body)) as AsyncIterable<Buffer>)
    hmac.update(piece)
  if (hmac.digest('hex') !== entry.commitment)
    throw new Error(`its body ${item.body} does not fit the commitment in the log`)
  // A withheld account cannot be recomputed; the manifest's digest of this file still holds.
  if (
    entry.ipe !== undefined &&
    item.ipe.account !== WITHHELD &&
    commitmentOf(fromHex(item.salt), sealedFacts(item)) !== entry.ipe
  )
    throw new Error(
      'what it says of the body (request, times, account, tenant) is not what was sealed',
    )
  if (entry.kind === 'key') KeyEntry.parse(JSON.parse(await textOf(zip, item.body)))
}

/**
 * What is missing from a bundle that withholds nothing is explained by an erasure or retention entry
 * among its own, whose proof and commitment `checkEntries` looks at.
 */
async function checkMissing(zip: Members, manifest: BundleManifest, say: Say): Promise<void> {
  const erasures = new Map<number, Erasure>()
  for (const name of zip.names.filter(item => /^evidence\/\d+\.json$/.test(item))) {
    const item = BundleItem.parse(JSON.parse(await textOf(zip, name)))
    const proof = `proofs/${entryName(item.entry)}.tlog-proof`
    if (item.kind !== 'erasure' || item.body === null || !zip.names.includes(proof)) continue
    const leaf = Entry.parse(JSON.parse(await textOf(zip, `proofs/${entryName(item.entry)}.leaf`)))
    if (leaf.kind === 'erasure')
      erasures.set(item.entry, Erasure.parse(JSON.parse(await textOf(zip, item.body))))
  }
  for (const { entry } of manifest.withheld) {
    const said = [...erasures.values()].some(
      ({ erased, pruned = 0 }) => erased.includes(entry) || entry < pruned,
    )
    if (!said) say(`evidence/${entryName(entry)}.json`, 'has no body, and no erasure entry says so')
  }
  for (const { entry, file } of manifest.tenants.flatMap(tenant => tenant.assessments)) {
    if (file !== null) continue
    const said = [...erasures].some(
      ([at, { current }]) =>
        at > entry && (current === undefined || Object.keys(current).length > 0),
    )
    if (!said)
      say('manifest.json', `names no findings for entry ${entry}, and no erasure entry says why`)
  }
}

/** The findings that are shown are the ones that an assessment entry seals. */
async function checkFindings(zip: Members, manifest: BundleManifest, say: Say): Promise<void> {
  for (const { entry, findings, tree, file } of manifest.tenants.flatMap(
    tenant => tenant.assessments,
  )) {
    if (file === null) continue
    await attempt(
      async () => {
        const item = BundleItem.parse(
          JSON.parse(await textOf(zip, `evidence/${entryName(entry)}.json`)),
        )
        const sealed =
          item.body === null ? null : Sealed.safeParse(JSON.parse(await textOf(zip, item.body)))
        const seal = await sealOfLines(await zip.stream(file), tree)
        if (
          seal.findings !== findings ||
          sealed?.data?.findings !== seal.findings ||
          sealed.data.tree !== tree ||
          sealed.data.count !== seal.count
        )
          throw new Error(`these are not the findings that entry ${entry} sealed`)
      },
      file,
      say,
    )
  }
}

/** Each deviation of the period follows from what the assessments sealed that it names. */
async function checkDeviations(zip: Members, say: Say): Promise<void> {
  const bodyOf = async (entry: number): Promise<unknown> => {
    const name = `evidence/${entryName(entry)}.json`
    if (!zip.names.includes(name)) return null
    const item = BundleItem.parse(JSON.parse(await textOf(zip, name)))
    return item.body === null ? null : JSON.parse(await textOf(zip, item.body))
  }
  let erased: Promise<number> | null = null
  const lastErasure = (): Promise<number> => (erased ??= lastErasureIn(zip))
  for (const file of zip.names.filter(name => DEVIATIONS.test(name)))
    await attempt(
      async () => {
        for await (const line of linesOf(await zip.stream(file)))
          await checkSealedEvent(new TextDecoder().decode(line), bodyOf, lastErasure)
      },
      file,
      say,
    )
}

/** By the leaves, whose proofs were checked: -1 where nothing was erased. */
async function lastErasureIn(zip: Members): Promise<number> {
  let last = -1
  for (const name of zip.names) {
    const stem = /^proofs\/(\d{8,})\.leaf$/.exec(name)?.[1]
    if (stem === undefined) continue
    const { data } = Entry.safeParse(parseBody(await zip.bytes(name)))
    if (data?.kind === 'erasure') last = Math.max(last, Number(stem))
  }
  return last
}

/** What an assessment's entry says; up to version 0.1 without `tree` and `count`. */
const Sealed = z.object({
  findings: z.string(),
  tree: z.literal(FINDINGS_TREE).optional(),
  count: z.int().optional(),
})

/** The seal over a file's lines, in the way that it is said to be made. */
async function sealOfLines(
  file: AsyncIterable<Uint8Array>,
  tree: typeof FINDINGS_TREE | undefined,
): Promise<{ readonly findings: string; readonly count?: number }> {
  if (tree === undefined) {
    const hash = createHash('sha256')
    for await (const piece of file) hash.update(piece)
    return { findings: hash.digest('hex') }
  }
  const leaves: Uint8Array[] = []
  for await (const line of linesOf(file)) leaves.push(leafHash(sha256, line))
  return { findings: toHex(rootOf(sha256, leaves)), count: leaves.length }
}

/** The bytes of each line without its break; a last line without one is a line, too. */
/** The lines of a file, without their ends. */
export async function* linesOf(file: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest: Uint8Array = new Uint8Array()
  for await (const piece of file) {
    rest = Buffer.concat([rest, piece])
    let begin = 0
    for (let end = rest.indexOf(LINE_BREAK); end >= 0; end = rest.indexOf(LINE_BREAK, begin)) {
      yield rest.subarray(begin, end)
      begin = end + 1
    }
    rest = rest.subarray(begin)
  }
  if (rest.length > 0) yield rest
}

async function checkDocuments(zip: Members, say: Say): Promise<void> {
  const names = new Set(zip.names)
  const resolve = (href: string, from: string): string =>
    normalize(join(dirname(from), decodeURIComponent(href)))
  const open = async (
    href: string,
    from: string,
  ): Promise<{ name: string; document: unknown } | null> => {
    const name = resolve(href, from)
    return names.has(name) ? { name, document: JSON.parse(await textOf(zip, name)) } : null
  }
  const said = new Set<string>()
  // Nothing refers to the second, and where nothing deviates it is not there.
  for (const first of [
    'oscal/assessment-results.json',
    'oscal/plan-of-action-and-milestones.json',
  ].filter((name, index) => index === 0 || names.has(name)))
    for (const problem of await checkOscal(
      first,
      JSON.parse((await zip.bytes(first, 512 * 1024 * 1024)).toString('utf8')),
      open,
      (href, from) => names.has(resolve(href, from)),
    )) {
      const text = `${problem.kind} at ${problem.path}: ${problem.detail}`
      if (!said.has(problem.document + text)) say(problem.document, text)
      said.add(problem.document + text)
    }
}
