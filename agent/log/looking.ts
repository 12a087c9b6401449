import { existsSync } from 'node:fs'
import { verifierKey } from '../../common/log/checkpoint.ts'
import { Problem } from '../problem.ts'
import { sha256 } from './crypto.ts'
import { keyFile, readKey } from './keys.ts'
import type { Log } from './log.ts'

/** The log of a home that is only looked at: it names its key, and writes nothing. */
export function lookingLog(home: string): Log {
  const signer = () => {
    if (!existsSync(keyFile(home))) throw new Problem('nothing-recorded', { home })
    return readKey(keyFile(home))
  }
  const refuse = (): never => {
    throw new Problem('only-looking', { home })
  }
  return {
    get origin() {
      return signer().name
    },
    get publicKey() {
      return signer().publicKey
    },
    by: 'nobody',
    append: refuse,
    commit: refuse,
    own: refuse,
    rotate: refuse,
    beginAnew: refuse,
    attest: refuse,
    verifierKey() {
      const { name, publicKey } = signer()
      return verifierKey(sha256, name, publicKey)
    },
  }
}
