import { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { Problem } from '../problem.ts'

/** An archive opened for reading by name. */
export type ZipReader = {
  readonly names: readonly string[]
  /** Names that stand more than once: readers differ in which one they take. */
  readonly twice: readonly string[]
  /** @throws Problem `archive-member-missing`, and `archive-member-damaged`, also while it is read */
  stream(name: string): Promise<Readable>
  /** @throws as `stream`, and Problem `archive-member-large` for more than `most` bytes */
  bytes(name: string, most?: number): Promise<Buffer>
  close(): void
}

/** @throws Error when the file is not a zip archive */
export async function openZip(file: string): Promise<ZipReader> {
  const zip = await yauzl.openPromise(file, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  })
  const entries = new Map<string, yauzl.Entry>()
  const twice: string[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      // A folder that many programs write beside what is in it: it holds nothing.
      if (entry.fileName.endsWith('/') && entry.uncompressedSize === 0) continue
      if (entries.has(entry.fileName)) twice.push(entry.fileName)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    zip.close()
    throw error
  }
  const stream = async (name: string): Promise<Readable> => {
    const entry = entries.get(name)
    if (!entry) throw new Problem('archive-member-missing', { name })
    const packed = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
      throw damaged(name, error)
    })
    return Readable.from(unpacked(name, packed), { objectMode: false })
  }
  return {
    names: [...entries.keys()],
    twice,
    stream,
    async bytes(name, most = 64 * 1024 * 1024) {
      const pieces: Buffer[] = []
      let length = 0
      for await (const piece of (await stream(name)) as AsyncIterable<Buffer>) {
        length += piece.length
        if (length > most) throw new Problem('archive-member-large', { name, most })
        pieces.push(piece)
      }
      return Buffer.concat(pieces)
    },
    close: () => zip.close(),
  }
}

async function* unpacked(name: string, pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* pieces
  } catch (error) {
    throw damaged(name, error)
  }
}

/** What an archive holds of a file does not unpack, or not to as much as it says: it was changed since. */
function damaged(name: string, cause: unknown): Problem<'archive-member-damaged'> {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new Problem('archive-member-damaged', { name, detail }, { cause })
}
