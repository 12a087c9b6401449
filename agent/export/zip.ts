import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { unwritable } from '../files.ts'

/** One file of an archive: its content is made when its turn comes, and never held as a whole. */
export type ZipMember = {
  readonly path: string
  readonly content: () => AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>
}

/** Local midnight of the first day a zip can name: no time zone leaks into the bytes. */
const fixedTime = new Date(1980, 0, 1, 0, 0, 0)

/**
 * Writes an archive whose bytes depend on the members only. The file appears whole or not at all.
 * @param written is told each member's length and SHA-256 (hex) once it is written; members whose
 * content is made later see them
 */
export async function writeZip(
  file: string,
  members: readonly ZipMember[],
  written: (path: string, bytes: number, sha256: string) => void = () => undefined,
): Promise<void> {
  const zip = new ZipFile()
  for (const { path, content } of members) {
    zip.addReadStreamLazy(
      path,
      { mtime: fixedTime, mode: 0o100644, forceDosTimestamp: true },
      give => {
        give(
          null,
          Readable.from(
            chunked(measured(content(), (bytes, sha256) => written(path, bytes, sha256))),
            { objectMode: false },
          ),
        )
      },
    )
  }
  zip.end()
  await writeWhole(file, zip.outputStream as Readable, failure => zip.once('error', failure))
}

/** A file that is there whole or not at all. @throws Problem `file-unwritable`; whatever `content` does */
export async function writeWhole(
  file: string,
  content: Readable,
  onFailure: (fail: (error: Error) => void) => void = () => undefined,
): Promise<void> {
  const temporary = `${file}.${process.pid}.part`
  try {
    onFailure(error => content.destroy(error))
    await pipeline(content, createWriteStream(temporary, { mode: 0o600, flush: true }))
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw unwritable(file, error)
  }
}

async function* measured(
  content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  done: (bytes: number, sha256: string) => void,
): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of content) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece
    hash.update(chunk)
    bytes += chunk.length
    yield chunk
  }
  done(bytes, hash.digest('hex'))
}

/** Many small pieces as few large ones. */
export async function* chunked(
  pieces: AsyncIterable<Uint8Array>,
  size = 65_536,
): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    if (piece.length === 0) continue
    held.push(piece)
    length += piece.length
    if (length < size) continue
    yield Buffer.concat(held)
    held = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(held)
}
