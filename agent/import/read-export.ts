import type { Importer } from '../../common/model/index.ts'
import { messageOf, Problem } from '../problem.ts'
import { textOf } from './file-text.ts'
import { createSplitter } from './split-export.ts'
import type { Range, Section, Wanted } from './split-export.ts'

/**
 * The members of a file's one JSON object that were asked for, in the order of the file, and the
 * digest of the whole file.
 */
export type ExportFile = {
  readonly sha256: string
  readonly bytes: number
  readonly sections: ReadonlyMap<string, Section>
}

/**
 * Reads a file of any size in one pass: members of the outermost object that nobody wants are
 * walked over, not kept, and one wanted member after the other is parsed, so that no more than one
 * is held as text. UTF-8 and UTF-16, which Windows writes, are understood with and without a byte
 * order mark. Where a member called `inside` is an object, its members count as the outermost ones
 * too: reports carry the export that they were made from.
 * @throws Problem `file-missing`, `file-unreadable`, `import-encoding`; where the text is not one
 * JSON object, `import-not-object`, `import-syntax` or `import-cut-off` with the member in which it
 * breaks; `import-section-invalid` naming the wanted member that is not JSON
 */
export async function readExport(
  file: string,
  wanted: Wanted,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<ExportFile> {
  const splitter = createSplitter(file, wanted)
  const text = textOf(file)
  for await (const chunk of text.chunks) {
    splitter.push(chunk)
    onProgress(text.bytes())
  }
  return { sections: splitter.end(), sha256: text.sha256(), bytes: text.bytes() }
}

/** Files that are read whole: larger ones are refused. */
const LARGEST_WHOLE = 64 * 1024 * 1024

/**
 * A file that is no JSON object, read whole as one section.
 * @throws Problem as `readExport` for one that cannot be read; `import-unfit` where it is too large or
 * `read` says what is wrong
 */
export async function readWhole(
  file: string,
  { section, read }: NonNullable<Importer['whole']>,
  onProgress: (bytes: number) => void = () => undefined,
): Promise<ExportFile> {
  const text = textOf(file)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of text.chunks) {
    length += chunk.length
    if (length > LARGEST_WHOLE)
      throw new Problem('import-unfit', {
        file,
        detail: `it is larger than ${LARGEST_WHOLE / 1024 / 1024} MB: export less at once, such as one account`,
      })
    chunks.push(chunk)
    onProgress(text.bytes())
  }
  try {
    const value = read(Buffer.concat(chunks).toString('utf8'))
    const place = { value, shortened: false, parts: [{ from: 0, to: length }] }
    return { sections: new Map([[section, place]]), sha256: text.sha256(), bytes: text.bytes() }
  } catch (error) {
    throw new Problem('import-unfit', { file, detail: messageOf(error) }, { cause: error })
  }
}

/**
 * The bytes (UTF-8) of places of a file that was read, in the order in which they stand there: a
 * second pass, since a large file is not held between its first reading and its sealing.
 * @throws Problem as `readExport`; `file-unreadable` where the file is not the one that was read
 */
export async function* bytesAt(
  file: string,
  ranges: readonly Range[],
  { sha256 }: Pick<ExportFile, 'sha256'>,
): AsyncGenerator<Uint8Array> {
  const text = textOf(file)
  const waiting = [...ranges]
  let held: Buffer[] = []
  let at = 0
  for await (const chunk of text.chunks) {
    for (let range = waiting[0]; range && range.from < at + chunk.length; range = waiting[0]) {
      held.push(chunk.subarray(Math.max(0, range.from - at), range.to - at))
      if (range.to > at + chunk.length) break
      waiting.shift()
      yield held.length === 1 ? (held[0] ?? chunk) : Buffer.concat(held)
      held = []
    }
    at += chunk.length
  }
  if (text.sha256() !== sha256)
    throw new Problem('file-unreadable', { file, detail: 'it was changed while it was read' })
}
