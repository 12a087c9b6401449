import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { toHex } from '../../common/log/bytes.ts'
import { verifierKey } from '../../common/log/checkpoint.ts'
import type { Signer } from '../../common/log/checkpoint.ts'
import { flushFolder, writeAtomically } from '../files.ts'
import { isProblem, Problem } from '../problem.ts'
import { exportPrivateKey, importPrivateKey, newPrivateKey, sha256, signerOf } from './crypto.ts'
import type { KnownHead } from './known-heads.ts'

/** `key` is the verifier key of both: what is changed in the file no longer fits it. Earlier ones lack it. */
const KeyFile = z.strictObject({
  origin: z.string(),
  privateKey: z.string(),
  key: z.string().optional(),
})
/**
 * The newest tree head this key signed: kept outside the database, so that a restored database is
 * noticed.
 */
const Head = z.strictObject({ origin: z.string(), size: z.int(), root: z.string() })
export type Head = z.infer<typeof Head>
/** `check` tells a changed character from a newer state; earlier files lack it. */
const HeadFile = Head.extend({ check: z.string().optional() })

/**
 * The log's signing key in `keys/log.json` (0600); made on first use, or anew with a new origin.
 * @throws Problem `key-file-invalid`
 */
export function openKey(home: string): Signer {
  const file = keyFile(home)
  if (existsSync(file)) return readKey(file)
  const origin = newOrigin()
  // Before the key: one without a head file has signed, and what is not known any more.
  if (!existsSync(headFile(home)))
    writeHead(home, { origin, size: 0, root: toHex(sha256(new Uint8Array())) })
  return writeKey(file, origin)
}

/**
 * The next key, written beside the present one: it counts once the log announced it, and until then the
 * present one does. Under a new origin unless one is given: a log never signs two histories under one
 * name.
 */
export function prepareKey(home: string, origin = newOrigin()): Signer {
  return writeKey(nextFile(home), origin)
}

function newOrigin(): string {
  return `witnessmark.local/${randomBytes(6).toString('hex')}`
}

/** A key file of an earlier version gets what tells a change in it. */
export function completeKey(home: string, signer: Signer): void {
  const file = keyFile(home)
  const held = KeyFile.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  if (held && held.key === undefined)
    writeAtomically(file, JSON.stringify({ ...held, key: keyOf(signer) }))
}

/** A key that was prepared when the process ended, or null. @throws Problem `key-file-invalid` */
export function preparedKey(home: string): Signer | null {
  return existsSync(nextFile(home)) ? readKey(nextFile(home)) : null
}

/**
 * The prepared key takes the place of the present one (`keep`), whose private half is then gone; of one
 * under another origin it is kept beside it. Or it goes itself. Done again, it does the same.
 */
export function settleKey(home: string, keep: boolean): void {
  if (!keep) rmSync(nextFile(home), { force: true })
  else {
    const next = readKey(nextFile(home))
    if (isOfOther(keyFile(home), next.name)) retire(home)
    renameSync(nextFile(home), keyFile(home))
  }
  flushFolder(dirname(keyFile(home)))
}

function isOfOther(file: string, origin: string): boolean {
  if (!existsSync(file)) return false
  try {
    return readKey(file).name !== origin
  } catch {
    return true
  }
}

export const keyFile = (home: string): string => join(home, 'keys', 'log.json')
const headFile = (home: string): string => join(home, 'keys', 'head.json')
const nextFile = (home: string): string => join(home, 'keys', 'log.next.json')

/** @throws Problem `key-file-invalid`, `key-foreign` */
export function readKey(file: string): Signer {
  const text = readFileSync(file, 'utf8')
  try {
    const { origin, privateKey, key } = KeyFile.parse(JSON.parse(text))
    const signer = signerOf(origin, importPrivateKey(privateKey))
    if (key !== undefined && key !== keyOf(signer)) throw new Problem('key-foreign', { file })
    return signer
  } catch (error) {
    if (isProblem(error, 'key-foreign')) throw error
    // Never the cause's words: a parser may quote what it reads, and this is a private key.
    throw new Problem('key-file-invalid', { file }, { cause: error })
  }
}

function writeKey(file: string, origin: string): Signer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const privateKey = newPrivateKey()
  const signer = signerOf(origin, privateKey)
  const content = { origin, privateKey: exportPrivateKey(privateKey), key: keyOf(signer) }
  writeAtomically(file, JSON.stringify(content))
  // What the log is about to announce is not lost by a power cut.
  flushFolder(dirname(file))
  return signer
}

function keyOf({ name, publicKey }: Signer): string {
  return verifierKey(sha256, name, publicKey)
}

function retire(home: string): void {
  const file = keyFile(home)
  if (existsSync(file)) writeAtomically(`${file}.${Date.now()}.retired`, readFileSync(file))
}

/** The newest tree head that was signed here, or null. @throws Problem `key-head-invalid` */
export function readHead(home: string): Head | null {
  const file = headFile(home)
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  try {
    const { check, ...head } = HeadFile.parse(JSON.parse(text))
    if (check !== undefined && check !== checkOf(head)) throw new TypeError('it was changed')
    return head
  } catch (error) {
    throw new Problem('key-head-invalid', { file }, { cause: error })
  }
}

export function writeHead(home: string, head: Head): void {
  mkdirSync(dirname(headFile(home)), { recursive: true, mode: 0o700 })
  writeAtomically(headFile(home), JSON.stringify({ ...head, check: checkOf(head) }))
}

/** Anybody can make it: it shows accidents. What a forger writes here, the log does not have. */
function checkOf({ origin, size, root }: Head): string {
  return toHex(sha256(new TextEncoder().encode(`${origin}\n${size}\n${root}\n`)))
}

/**
 * Whether a key is here that may have signed, and what it signed last is not known: the head file is
 * gone. Whoever sets a log back would take it away.
 */
export function isHeadGone(home: string): boolean {
  return existsSync(keyFile(home)) && !existsSync(headFile(home))
}

/** What the head file says was signed, for `lostHeads`. @throws Problem `key-head-invalid` */
export function headOfHome(home: string): KnownHead[] {
  const head = readHead(home)
  return head && head.size > 0 ? [{ ...head, where: 'keys/head.json', by: null }] : []
}
