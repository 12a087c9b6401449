import type { Readable } from 'node:stream'
import yauzl from 'yauzl'

/** An archive opened for reading by name. */
export type ZipReader = {
  readonly names: readonly string[]
  /** Names that stand more than once: readers differ in which one they take. */
  readonly twice: readonly string[]
  /** @throws Error for a name that is not there, or data that does not inflate */
  stream(name: string): Promise<Readable>
  /** @throws Error as `stream`, and for a file of more than `most` bytes */
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
      if (entries.has(entry.fileName)) twice.push(entry.fileName)
      entries.set(entry.fileName, entry)
    }
  } catch (error) {
    zip.close()
    throw error
  }
  const stream = async (name: string): Promise<Readable> => {
    const entry = entries.get(name)
    if (!entry) throw new Error(`there is no "${name}"`)
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
        if (length > most) throw new Error(`"${name}" is larger than ${most} bytes`)
        pieces.push(piece)
      }
      return Buffer.concat(pieces)
    },
    close: () => zip.close(),
  }
}
