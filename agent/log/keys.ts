import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Signer } from '../../common/log/checkpoint.ts'
import { writeAtomically } from '../config.ts'
import { exportPrivateKey, importPrivateKey, newPrivateKey, signerOf } from './crypto.ts'

const KeyFile = z.strictObject({ origin: z.string(), privateKey: z.string() })
/** The newest tree head this key signed: kept outside the database, so that a restored database is noticed. */
const Head = z.strictObject({ origin: z.string(), size: z.int(), root: z.string() })
export type Head = z.infer<typeof Head>

/** The log's signing key in `keys/log.json` (0600); made on first use, or anew with a new origin. */
export function openKey(home: string): Signer {
  const file = join(home, 'keys', 'log.json')
  if (!existsSync(file)) return newKey(home)
  const parsed = KeyFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  if (!parsed.success) throw new Error(`${file}: not a key file of Witnessmark. Restore it from your backup, or move it away: the log then goes on under a new key, and says so.`)
  return signerOf(parsed.data.origin, importPrivateKey(parsed.data.privateKey))
}

/** A new key under a new origin: a log never signs two histories under one name. The old file is kept beside it. */
export function newKey(home: string): Signer {
  const file = join(home, 'keys', 'log.json')
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 })
  if (existsSync(file)) writeAtomically(`${file}.${Date.now()}.retired`, readFileSync(file))
  const key = newPrivateKey()
  const origin = `witnessmark.local/${randomBytes(6).toString('hex')}`
  writeAtomically(file, JSON.stringify({ origin, privateKey: exportPrivateKey(key) }))
  return signerOf(origin, key)
}

export function readHead(home: string): Head | null {
  const file = join(home, 'keys', 'head.json')
  return existsSync(file) ? Head.parse(JSON.parse(readFileSync(file, 'utf8'))) : null
}

export function writeHead(home: string, head: Head): void {
  writeAtomically(join(home, 'keys', 'head.json'), JSON.stringify(head))
}
