import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Signer } from '../../common/log/checkpoint.ts'
import { writeAtomically } from '../files.ts'
import { Problem } from '../problem.ts'
import { exportPrivateKey, importPrivateKey, newPrivateKey, signerOf } from './crypto.ts'

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
  return existsSync(file) ? readKey(file) : newKey(home)
}

/**
 * A new key under a new origin: a log never signs two histories under one name. The old file is
 * kept beside it.
 */
export function newKey(home: string): Signer {
  retire(home)
  return writeKey(keyFile(home), `witnessmark.local/${randomBytes(6).toString('hex')}`)
}

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
  const file = join(home, 'keys', 'head.json')
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  try {
    return Head.parse(JSON.parse(text))
  } catch (error) {
    throw new Problem('key-head-invalid', { file }, { cause: error })
  }
}

export function writeHead(home: string, head: Head): void {
  writeAtomically(join(home, 'keys', 'head.json'), JSON.stringify(head))
}
