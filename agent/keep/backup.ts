import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { openZip } from '../export/read-zip.ts'
import type { ZipReader } from '../export/read-zip.ts'
import { writeZip } from '../export/zip.ts'
import type { ZipMember } from '../export/zip.ts'
import { NoteError } from '../../common/log/checkpoint.ts'
import { removeUnfinished, unwritable, writeAtomically } from '../files.ts'
import { RESTORED, restoredMark } from '../log/log.ts'
import { verifyLog } from '../log/verify.ts'
import type { Verification } from '../log/verify.ts'
import { copySqliteStore } from '../store/sqlite/copy.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { Problem, messageOf } from '../problem.ts'
import { originOf, signBackup, targetDifferences } from './backup-origin.ts'
import type { BackupOrigin, TargetDifference } from './backup-origin.ts'
import { DATABASE, finishRestore, folders, PLAN, READY, single } from './restoring.ts'
import type { RestorePlan } from './restoring.ts'
import { version } from '../version.ts'

const MANIFEST = 'backup.json'
/** The note by which the home's key vouches for the manifest. */
const SIGNED = 'backup.sig'
const UNFINISHED = '.witnessmark-backup-'
export const BackupManifest = z.strictObject({
  format: z.literal('witnessmark/backup'),
  version: z.literal(1),
  tool: z.string(),
  at: z.iso.datetime(),
  entries: z.int(),
  checkpoint: z.strictObject({ size: z.int(), root: z.string() }).nullable(),
  files: z.record(z.string(), z.strictObject({ bytes: z.int(), sha256: z.string() })),
})
export type BackupManifest = z.infer<typeof BackupManifest>

/** What was put in, whose it was, and what it sends elsewhere than was known. */
export type Restored = BackupOrigin & {
  readonly manifest: BackupManifest
  readonly moved: string | null
  readonly differences: readonly TargetDifference[]
}

/**
 * Writes a consistent copy of the home into one zip, also while the agent runs, after the copied
 * log was recomputed and the written archive read back.
 * @throws Problem `log-unsound` naming the first entry that does not fit
 */
export async function backup(
  home: string,
  file: string,
  now: Date,
  progress: (text: string) => void = () => undefined,
): Promise<BackupManifest> {
  removeUnfinished(dirname(file), UNFINISHED)
  const folder = mkdtempSync(join(dirname(file), `${UNFINISHED}${process.pid}-`))
  try {
    progress('copying')
    copySqliteStore(join(home, DATABASE), join(folder, DATABASE))
    const { verified, last } = await verifyCopy(join(folder, DATABASE), progress)
    if (verified.first) {
      const { entry, problem: detail } = verified.first
      throw new Problem('log-unsound', { entry, detail })
    }
    const files: BackupManifest['files'] = {}
    const manifest = (): BackupManifest => ({
      format: 'witnessmark/backup',
      version: 1,
      tool: `witnessmark ${version}`,
      at: now.toISOString(),
      entries: verified.entries + verified.pruned,
      checkpoint: last,
      files,
    })
    let signed: Uint8Array = new Uint8Array()
    progress('writing')
    await writeZip(
      file,
      [
        { path: DATABASE, content: () => createReadStream(join(folder, DATABASE)) },
        ...writtenFiles(home).map((path): ZipMember => ({
          path,
          content: () => [readFileSync(join(home, path))],
        })),
        {
          path: MANIFEST,
          content() {
            signed = Buffer.from(`${JSON.stringify(manifest(), null, 2)}\n`)
            return [signed]
          },
        },
        { path: SIGNED, content: () => [signBackup(home, signed)] },
      ],
      (path, bytes, sha256) => {
        if (path !== MANIFEST && path !== SIGNED) files[path] = { bytes, sha256 }
      },
    )
    progress('reading back')
    const zip = await openZip(file)
    try {
      await checkArchive(zip, file)
    } finally {
      zip.close()
    }
    return manifest()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Puts a backup into a home: checked as a whole first, then in one step. What stands there goes
 * into a folder beside it with `replace`, and is refused without. The log goes on under a new key
 * and origin when it is next opened: two histories are never signed under one name. A backup that this
 * home did not sign, or that sends anything elsewhere than is known here, goes in with `accept` only.
 * @throws Problem `file-missing`, `home-occupied`, `backup-unreadable`, `backup-foreign`,
 * `backup-incomplete`, `backup-changed`, `backup-unsound`, `backup-unconfirmed`; nothing was changed
 * then
 */
export async function restore(
  home: string,
  file: string,
  options: {
    readonly replace: boolean
    readonly accept: boolean
    readonly now: Date
    readonly progress?: (text: string) => void
  },
): Promise<Restored> {
  const progress = options.progress ?? (() => undefined)
  if (!existsSync(file)) throw new Problem('file-missing', { file })
  const inHome = (name: string): boolean => existsSync(join(home, name))
  const occupied = [DATABASE, ...single, ...folders].filter(
    name =>
      inHome(name) &&
      !(statSync(join(home, name)).isDirectory() && readdirSync(join(home, name)).length === 0),
  )
  const recorded = inHome(DATABASE)
  if (recorded && !options.replace) throw new Problem('home-occupied', { home })
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(join(home, `.restore-${process.pid}-`))
  try {
    const zip = await openZip(file).catch((error: unknown) => {
      throw new Problem('backup-unreadable', { file, detail: messageOf(error) }, { cause: error })
    })
    let manifest: BackupManifest
    let signed: { readonly manifest: Uint8Array; readonly note: string | null }
    try {
      progress('checking')
      manifest = await checkArchive(zip, file)
      signed = {
        manifest: await zip.bytes(MANIFEST),
        note: zip.names.includes(SIGNED) ? String(await zip.bytes(SIGNED)) : null,
      }
      for (const name of Object.keys(manifest.files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true, mode: 0o700 })
        await pipeline(
          await zip.stream(name),
          createWriteStream(join(folder, name), { mode: 0o600, flush: true }),
        ).catch((error: unknown) => {
          throw unwritable(join(home, name), error)
        })
      }
    } finally {
      zip.close()
    }
    const { verified } = await verifyCopy(join(folder, DATABASE), progress)
    if (verified.first) {
      const { entry, problem: detail } = verified.first
      throw new Problem('backup-unsound', { file, entry, detail })
    }
    const store = openSqliteStore(join(folder, DATABASE))
    let origin: BackupOrigin
    try {
      origin = await originOf(home, store, signed.manifest, signed.note)
    } catch (error) {
      await store.close()
      if (error instanceof NoteError) throw new Problem('backup-changed', { file, name: SIGNED })
      throw error
    }
    const differences = targetDifferences(home, folder)
    if (!options.accept && (origin.signed !== 'own' || differences.length > 0)) {
      await store.close()
      throw new Problem('backup-unconfirmed', { file, ...origin, differences })
    }
    const reason = `Restored on ${options.now.toISOString()} from a backup of ${manifest.at} with ${manifest.entries} entries.`
    await store.set(RESTORED, await restoredMark(home, store, reason))
    await store.compact()
    await store.close()
    const moved = recorded ? `replaced-${options.now.toISOString().replaceAll(/[:.]/g, '-')}` : null
    const plan: RestorePlan = {
      moved,
      aside: moved ? [...occupied, `${DATABASE}-wal`, `${DATABASE}-shm`].filter(inHome) : [],
    }
    writeAtomically(join(folder, PLAN), JSON.stringify(plan))
    // From here on it is done, by this process or by the next start.
    renameSync(folder, join(home, READY))
    finishRestore(home)
    return { manifest, moved: moved && join(home, moved), ...origin, differences }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writtenFiles(home: string): string[] {
  const inside = folders.flatMap(folder =>
    existsSync(join(home, folder))
      ? readdirSync(join(home, folder))
          .filter(name => statSync(join(home, folder, name)).isFile())
          .sort()
          .map(name => `${folder}/${name}`)
      : [],
  )
  return [...single.filter(name => existsSync(join(home, name))), ...inside]
}

async function verifyCopy(
  file: string,
  progress: (text: string) => void,
): Promise<{ readonly verified: Verification; readonly last: BackupManifest['checkpoint'] }> {
  const store = openSqliteStore(file)
  try {
    const verified = await verifyLog(store, {
      onProgress: (done, total) => progress(`verifying ${done} of ${total} entries`),
    })
    const [last] = await store.checkpoints({ last: true })
    return { verified, last: last ? { size: last.size, root: last.root } : null }
  } finally {
    await store.close()
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
  }
}

/**
 * Every file is listed with its digest, and every listed file is there, in a place that a home has.
 */
async function checkArchive(zip: ZipReader, file: string): Promise<BackupManifest> {
  const parsed = BackupManifest.safeParse(
    await zip
      .bytes(MANIFEST)
      .then(bytes => JSON.parse(bytes.toString('utf8')) as unknown)
      .catch(() => null),
  )
  if (!parsed.success) throw new Problem('backup-foreign', { file })
  const { files } = parsed.data
  for (const name of new Set([...zip.names, ...zip.twice, ...Object.keys(files), DATABASE])) {
    if (name === MANIFEST || (name === SIGNED && !zip.twice.includes(name))) continue
    const expected = files[name]
    if (!expected || !zip.names.includes(name) || zip.twice.includes(name) || !placeInHome(name))
      throw new Problem('backup-incomplete', { file, name })
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of (await zip.stream(name)) as AsyncIterable<Buffer>) {
      hash.update(piece)
      bytes += piece.length
    }
    if (bytes !== expected.bytes || hash.digest('hex') !== expected.sha256)
      throw new Problem('backup-changed', { file, name })
  }
  return parsed.data
}

function placeInHome(name: string): boolean {
  const [folder = '', inside, ...more] = name.split('/')
  return (
    name === DATABASE ||
    single.includes(name) ||
    (folders.some(item => item === folder) &&
      inside !== undefined &&
      more.length === 0 &&
      /^[^\\:]+$/.test(inside) &&
      inside !== '..')
  )
}
