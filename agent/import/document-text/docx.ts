import yauzl from 'yauzl'
import { ZipFile } from 'yazl'
import type { Block } from '../../../common/policies/sections.ts'
import { htmlBlocks } from './blocks.ts'
import { isProblem } from '../../problem.ts'
import { unreadable } from './unreadable.ts'

/** Most that the parts of a document may be, unpacked: a bomb is a thousand times its size. */
const MOST_BYTES = 64 * 1024 * 1024
const MOST_PARTS = 2000

/**
 * The text of a Word document. Its archive is unpacked within bounds first, and what is read is made
 * of those parts alone: pictures, embedded objects and what it refers to outside are left out.
 * @throws Problem `document-unreadable`
 */
export async function docxBlocks(bytes: Uint8Array): Promise<Block[]> {
  const parts = await partsOf(Buffer.from(bytes))
  if (!parts.has('word/document.xml')) throw unreadable('type')
  const { default: mammoth } = await import('mammoth')
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: await packed(parts) },
      { convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })) },
    )
    return htmlBlocks(value)
  } catch {
    throw unreadable('broken')
  }
}

async function partsOf(archive: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const parts = new Map<string, Buffer>()
  let bytes = 0
  try {
    const zip = await yauzl.fromBufferPromise(archive, { strictFileNames: true })
    if (zip.entryCount > MOST_PARTS) throw unreadable('too-long')
    for await (const entry of zip.eachEntry()) {
      if (!/\.(?:xml|rels)$/.test(entry.fileName)) continue
      const pieces: Buffer[] = []
      for await (const piece of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
        bytes += piece.length
        if (bytes > MOST_BYTES) throw unreadable('too-heavy')
        pieces.push(piece)
      }
      parts.set(entry.fileName, Buffer.concat(pieces))
    }
  } catch (error) {
    throw isProblem(error, 'document-unreadable') ? error : unreadable('broken')
  }
  return parts
}

async function packed(parts: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, part] of parts) zip.addBuffer(part, name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}
