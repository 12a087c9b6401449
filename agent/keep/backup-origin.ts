import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '../../common/log/bytes.ts'
import {
  attestation,
  NoteError,
  openNote,
  signNote,
  verifierKey,
} from '../../common/log/checkpoint.ts'
import { configReader } from '../home/config.ts'
import type { Config } from '../home/config.ts'
import { sha256, verifierOf } from '../log/crypto.ts'
import { keyHistory } from '../log/key-history.ts'
import { keyFile, readKey } from '../log/keys.ts'
import type { Store } from '../store/store.ts'

/**
 * Whose a backup is. `own`: signed by a key of this home. `foreign`: by the key of the log that is in
 * it, which this home does not know. `unsigned`: by nobody, as up to version 0.1.
 */
export type BackupOrigin = {
  readonly signed: 'own' | 'foreign' | 'unsigned'
  readonly key: string | null
}

/** One thing that decides where requests and credentials go, and is another than is known here. */
export type TargetDifference = {
  readonly what: string
  readonly known: string | null
  readonly given: string | null
}

/** The home's key vouches for the manifest, and so for every file that it names. */
export function signBackup(home: string, manifest: Uint8Array): string {
  const signer = readKey(keyFile(home))
  return signNote(sha256, attestation(signer.name, 'backup', sha256(manifest)), signer)
}

/**
 * @param log that came with the backup: its newest key is the one that must have signed
 * @throws NoteError where the signature does not hold
 */
export async function originOf(
  home: string,
  log: Store,
  manifest: Uint8Array,
  note: string | null,
): Promise<BackupOrigin> {
  const latest = (await keyHistory(log)).at(-1)
  if (note === null || !latest) return { signed: 'unsigned', key: null }
  const { origin, publicKey } = latest
  const text = openNote(sha256, note, verifierOf(origin, publicKey))
  if (text !== attestation(origin, 'backup', sha256(manifest)))
    throw new NoteError('it is over another backup.json')
  const key = verifierKey(sha256, origin, publicKey)
  const own = existsSync(keyFile(home)) ? readKey(keyFile(home)).publicKey : null
  return { signed: own && toHex(own) === toHex(publicKey) ? 'own' : 'foreign', key }
}

/**
 * Where a backup's configuration sends requests, credentials and checkpoints, against this home's:
 * all of it where there is none here.
 */
export function targetDifferences(home: string, restored: string): readonly TargetDifference[] {
  const [known, given] = [targetsOf(home), targetsOf(restored)]
  return [...new Set([...known.keys(), ...given.keys()])]
    .sort()
    .map(what => ({ what, known: known.get(what) ?? null, given: given.get(what) ?? null }))
    .filter(item => item.known !== item.given && item.given !== null)
}

function targetsOf(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(join(folder, 'config.yaml'))) return new Map()
  let config: Config
  try {
    config = configReader(folder).read()
  } catch {
    return new Map([['config.yaml', 'cannot be read']])
  }
  const { tenants, witness, timestampAuthority } = config
  return new Map([
    ...Object.entries(tenants).flatMap(([id, { service, target }]) => [
      [`tenant ${id}: service`, service] as const,
      ...Object.entries(target).map(([name, value]) => [`tenant ${id}: ${name}`, value] as const),
    ]),
    ...(witness ? [['witness', JSON.stringify(witness)] as const] : []),
    ...(timestampAuthority ? [['time-stamp authority', timestampAuthority] as const] : []),
  ])
}
