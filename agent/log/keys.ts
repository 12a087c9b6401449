import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { toHex } from '../../common/log/bytes.ts'
import type { Signer } from '../../common/log/checkpoint.ts'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
import { exportPrivateKey, importPrivateKey, newPrivateKey, sha256, signerOf } from './crypto.ts'
import type { KnownHead } from './known-heads.ts'

const KeyFile = z.strictObject({ origin: z.string(), privateKey: z.string() })
/**
 * The newest tree head this key signed: kept outside the database, so that a restored database is
 * noticed.
 */
const Head = z.strictObject({ origin: z.string(), size: z.int(), root: z.string() })
export type Head = z.infer<typeof Head>

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
 * A new key under a new origin: a log never signs two histories under one name. The old file is
 * kept beside it.
 */
export function newKey(home: string): Signer {
  retire(home)
  return writeKey(keyFile(home), newOrigin())
}

const newOrigin = (): string => `witnessmark.local/${randomBytes(6).toString('hex')}`

/**
 * The next key under the same origin, written beside the present one: it counts once the log
 * announced it.
 */
export function prepareKey(home: string, origin: string): Signer {
  return writeKey(nextFile(home), origin)
}

/** A key that was prepared when the process ended, or null. @throws Problem `key-file-invalid` */
export function preparedKey(home: string): Signer | null {
  return existsSync(nextFile(home)) ? readKey(nextFile(home)) : null
}

/**
 * The prepared key takes the place of the present one, whose private half is then gone (`keep`); or
 * it goes itself.
 */
export function settleKey(home: string, keep: boolean): void {
  if (keep) renameSync(nextFile(home), keyFile(home))
  else rmSync(nextFile(home), { force: true })
}

export const keyFile = (home: string): string => join(home, 'keys', 'log.json')
const headFile = (home: string): string => join(home, 'keys', 'head.json')
const nextFile = (home: string): string => join(home, 'keys', 'log.next.json')

/** @throws Problem `key-file-invalid` */
export function readKey(file: string): Signer {
  const text = readFileSync(file, 'utf8')
  try {
    const { origin, privateKey } = KeyFile.parse(JSON.parse(text))
    return signerOf(origin, importPrivateKey(privateKey))
  } catch (error) {
    // Never the cause's words: a parser may quote what it reads, and this is a private key.
    throw new Problem('key-file-invalid', { file }, { cause: error })
  }
}

function writeKey(file: string, origin: string): Signer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const key = newPrivateKey()
  writeAtomically(file, JSON.stringify({ origin, privateKey: exportPrivateKey(key) }))
  return signerOf(origin, key)
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
    return Head.parse(JSON.parse(text))
  } catch (error) {
    throw new Problem('key-head-invalid', { file }, { cause: error })
  }
}

export function writeHead(home: string, head: Head): void {
  mkdirSync(dirname(headFile(home)), { recursive: true, mode: 0o700 })
  writeAtomically(headFile(home), JSON.stringify(head))
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
