import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { toHex } from '../../common/log/bytes.ts'
import { openCheckpoint, parseCheckpoint, signedText } from '../../common/log/checkpoint.ts'
import { sha256, verifierOf } from '../log/crypto.ts'
import { chainOf, keysFrom, parseBody, textOfKey } from '../log/key-history.ts'
import type { LogKey } from '../log/key-history.ts'
import type { KnownHead } from '../log/known-heads.ts'
import type { Seen } from '../log/verify.ts'
import { Problem } from '../problem.ts'
import type { EmbeddedRecord } from './report/verifier.ts'

const FIRST_BYTES = 4

/**
 * Reads a checkpoint, a bundle, a report or a time stamp that somebody kept.
 * @throws Problem `nothing-to-verify`, `seen-unreadable` for what is none of them
 */
export async function seenIn(file: string): Promise<Seen> {
  if (!existsSync(file)) throw new Problem('nothing-to-verify', { file })
  const where = basename(file)
  try {
    const bytes = readFileSync(file)
    if (bytes.toString('latin1', 0, FIRST_BYTES) === 'PK\u0003\u0004')
      return { head: await headOfBundle(file, where) }
    // A DER sequence: no text begins like that.
    if (bytes[0] === 0x30) {
      const { imprintIn } = await import('../log/time-stamp.ts')
      return { where, stamped: toHex(imprintIn(bytes)) }
    }
    const text = bytes.toString('utf8')
    return { head: text.startsWith('<') ? headOfReport(text, where) : headOfNote(text, where) }
  } catch (error) {
    throw new Problem('seen-unreadable', { file }, { cause: error })
  }
}

/** What in `exports` carries a checkpoint: bundles, reports, checkpoints alone, folders of tiles. */
const carrying = /\.(zip|html|txt)$|^[^.]+$/

/** The signed states that are in the home's `exports` folder. */
export async function exportedHeads(home: string): Promise<KnownHead[]> {
  const folder = join(home, 'exports')
  if (!existsSync(folder)) return []
  const heads: KnownHead[] = []
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!carrying.test(entry.name)) continue
    const name = entry.isDirectory() ? join(entry.name, 'checkpoint') : entry.name
    const where = `exports/${name}`
    // What is nothing of ours tells nothing.
    const head = await headIn(join(folder, name), where).catch(() => null)
    if (head) heads.push(head)
  }
  return heads
}

/** @throws Error for what carries no signed state */
async function headIn(file: string, where: string): Promise<KnownHead> {
  // A bundle can be larger than memory.
  if (file.endsWith('.zip')) return headOfBundle(file, where)
  const text = readFileSync(file, 'utf8')
  return text.startsWith('<') ? headOfReport(text, where) : headOfNote(text, where)
}

/** @throws Error for what is no bundle, or is signed by none of the keys that it announces */
async function headOfBundle(file: string, where: string): Promise<KnownHead> {
  const { openZip } = await import('./read-zip.ts')
  const { readKeys } = await import('./verify-bundle.ts')
  const { HEAD } = await import('./log-files.ts')
  const zip = await openZip(file)
  try {
    const name = zip.names.includes(HEAD) ? HEAD : 'checkpoints/checkpoint.txt'
    const keys = await readKeys(zip, () => undefined)
    return signedHead(String(await zip.bytes(name)), keys, where)
  } finally {
    zip.close()
  }
}

function headOfReport(html: string, where: string): KnownHead {
  const text = /<script type="application\/json" id="record">(.*?)<\/script>/s.exec(html)?.[1]
  const { note, keys, items } = JSON.parse(text ?? '') as EmbeddedRecord
  const bodies = keys.map(({ index, body }) => {
    const leaf = items.find(item => item.index === index)?.leaf ?? ''
    const kind = leaf.includes('"kind":"key"') ? ('key' as const) : ('erasure' as const)
    return { entry: index, kind, body: parseBody(new TextEncoder().encode(body)) }
  })
  return signedHead(note, keysFrom(bodies), where)
}

function signedHead(note: string, keys: readonly LogKey[], where: string): KnownHead {
  const last = keys.at(-1)
  if (!last) throw new TypeError('no key is announced in it')
  const { origin, size, root } = openCheckpoint(
    sha256,
    note,
    verifierOf(last.origin, last.publicKey),
  )
  return { origin, size, root: toHex(root), where, by: chainOf(keys).map(textOfKey) }
}

/** A checkpoint alone: whether a key of the log signed it is for the log to say. */
function headOfNote(note: string, where: string): KnownHead {
  const { origin, size, root } = parseCheckpoint(signedText(note))
  return { origin, size, root: toHex(root), where, by: null, note }
}
