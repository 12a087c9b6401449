import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../files.ts'

/** Where whoever collects the metrics finds the token: a file for Prometheus' `credentials_file`. */
const FILE = join('keys', 'metrics.token')

/**
 * The token that opens the metrics and nothing else; made at the first start, and kept, since a collector
 * names its file (0600). Delete it for another one.
 */
export function metricsToken(home: string): string {
  const file = join(home, FILE)
  if (existsSync(file)) {
    chmodSync(file, 0o600)
    const token = readFileSync(file, 'utf8').trim()
    if (token.length >= SHORTEST) return token
  }
  const token = randomBytes(32).toString('base64url')
  writeAtomically(file, token)
  return token
}

/** One that somebody emptied or cut is no token. */
const SHORTEST = 32
