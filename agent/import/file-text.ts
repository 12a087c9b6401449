import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Problem, messageOf } from '../problem.ts'

export type FileText = {
  /** Each ends where a character does. */
  readonly chunks: AsyncIterable<Buffer>
  /** Of the file, as far as it was read. */
  readonly bytes: () => number
  /** Of the whole file (hex), once all chunks were taken. */
  readonly sha256: () => string
}

/** Bytes that are read at once: no text that is made of them is long-lived for its size alone. */
const CHUNK = 1 << 18

/**
 * A file's text as UTF-8 without a byte order mark, whether it is written in UTF-8 or UTF-16, with or
 * without one. Its chunks throw Problem `file-missing`, `file-unreadable`, `import-encoding`.
 */
export function textOf(file: string): FileText {
  const hash = createHash('sha256')
  let bytes = 0
  async function* chunks(): AsyncGenerator<Buffer> {
    const encoding = await encodingOf(file)
    const decode = encoding === 'utf-8' ? checked() : decoded(encoding)
    try {
      for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
        const part = chunk as Buffer
        hash.update(part)
        bytes += part.length
        yield decode(part)
      }
      yield decode(null)
    } catch (error) {
      if (error instanceof TypeError)
        throw new Problem('import-encoding', { file, encoding, byte: bytes })
      throw unreadable(file, error)
    }
  }
  return { chunks: chunks(), bytes: () => bytes, sha256: () => hash.digest('hex') }
}

/** What comes next as UTF-8; null at the end. @throws TypeError for what is no text */
type Decode = (part: Buffer | null) => Buffer

function decoded(encoding: string): Decode {
  const decoder = new TextDecoder(encoding, { fatal: true })
  return part => Buffer.from(part ? decoder.decode(part, { stream: true }) : decoder.decode())
}

/** UTF-8 as it is: no string is made of what is only walked over. */
function checked(): Decode {
  let cut: Buffer = Buffer.alloc(0)
  let isFirst = true
  return part => {
    const all = part && cut.length === 0 ? part : Buffer.concat([cut, part ?? Buffer.alloc(0)])
    const whole = all.subarray(0, part ? endOfCharacters(all) : all.length)
    if (!isUtf8(whole)) throw new TypeError('not UTF-8')
    cut = all.subarray(whole.length)
    const marked = isFirst && whole.subarray(0, 3).equals(Buffer.from('\ufeff'))
    if (whole.length > 0) isFirst = false
    return marked ? whole.subarray(3) : whole
  }
}

/** Where the last character ends that is not cut off. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >> 6 === 0b10) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

async function encodingOf(file: string): Promise<'utf-8' | 'utf-16le' | 'utf-16be'> {
  const refuse = (error: unknown): never => {
    throw unreadable(file, error)
  }
  const handle = await open(file).catch(refuse)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0).catch(refuse)
    if (bytesRead < 2) return 'utf-8'
    const [first, second] = buffer
    if (first === 0xff && second === 0xfe) return 'utf-16le'
    if (first === 0xfe && second === 0xff) return 'utf-16be'
    // An object begins with a character below 128, of which UTF-16 leaves one byte empty.
    if (second === 0) return 'utf-16le'
    return first === 0 ? 'utf-16be' : 'utf-8'
  } finally {
    await handle.close()
  }
}

/** The system says no: the file is not there, is a folder, may not be read, or breaks off. */
function unreadable(file: string, error: unknown): Problem {
  if (error instanceof Problem) return error
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
    ? new Problem('file-missing', { file })
    : new Problem('file-unreadable', { file, detail: messageOf(error) }, { cause: error })
}
