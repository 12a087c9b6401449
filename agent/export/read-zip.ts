import type { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { Problem } from '../problem.ts'

/** An archive opened for reading by name. */
export type ZipReader = {
  readonly names: readonly string[]
  /** Names that stand more than once: readers differ in which one they take. */
  readonly twice: readonly string[]
  /** @throws Problem `archive-member-missing`, Error for data that does not inflate */
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
    return zip.openReadStreamPromise(entry)
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
