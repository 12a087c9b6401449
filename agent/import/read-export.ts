import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Problem, messageOf } from '../problem.ts'
import type { ProblemParams } from '../problems.ts'

/**
 * The members of a file's one JSON object that were asked for, as they stand in it, and the digest
 * of the whole file.
 */
export type ExportFile = {
  readonly sha256: string
  readonly bytes: number
  readonly sections: ReadonlyMap<string, string>
}

/**
 * Reads a file of any size in one pass: members of the outermost object that nobody wants are
 * walked over, not kept. UTF-8 and UTF-16, which Windows writes, are understood with and without a
 * byte order mark. Where a member called `inside` is an object, its members count as the outermost ones
 * too: reports carry the export that they were made from.
 * @throws Problem `file-missing`, `file-unreadable`, `import-encoding`; where the text is not one
 * JSON object, `import-not-object`, `import-syntax` or `import-cut-off` with the member in which it
 * breaks
 */
export async function readExport(
  file: string,
  wants: (section: string) => boolean,
  options: {
    readonly inside?: string | undefined
    readonly onProgress?: ((bytes: number) => void) | undefined
  } = {},
): Promise<ExportFile> {
  const decoder = new TextDecoder(await encodingOf(file), { fatal: true })
  const hash = createHash('sha256')
  const splitter = createSplitter(file, wants, options.inside)
  let bytes = 0
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const part = chunk as Buffer
      hash.update(part)
      bytes += part.length
      splitter.push(decoder.decode(part, { stream: true }))
      options.onProgress?.(bytes)
    }
    splitter.push(decoder.decode())
  } catch (error) {
    if (error instanceof TypeError)
      throw new Problem('import-encoding', { file, encoding: decoder.encoding, byte: bytes })
    throw unreadable(file, error)
  }
  const sections = splitter.end()
  return { sha256: hash.digest('hex'), bytes, sections }
}

/**
 * Every wanted member parsed.
 * @throws Problem `import-section-invalid` naming the file and the member that is not JSON
 */
export function parseSections(
  file: string,
  sections: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return Object.fromEntries(
    [...sections].map(([key, text]) => {
      try {
        return [key, JSON.parse(text)]
      } catch (error) {
        const detail = messageOf(error)
        throw new Problem('import-section-invalid', { file, section: key, detail })
      }
    }),
  )
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

const [quote, backslash, open1, close1, open2, close2, colon, comma] = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
].map(text => text.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
]
const blank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

type State = 'before' | 'key' | 'colon' | 'value' | 'after'

/**
 * Cuts the outermost object into its members. Only nesting and strings are followed; JSON.parse
 * judges the wanted members.
 */
function createSplitter(
  file: string,
  wants: (section: string) => boolean,
  inside?: string,
): { push(text: string): void; end(): Map<string, string> } {
  const sections = new Map<string, string>()
  let state: State = 'before'
  let depth = 0
  /** Depth of the object whose members are cut: 2 while within `inside`. */
  let base = 1
  let inString = false
  let escaped = false
  let key = ''
  /** Text of the key or of a wanted value, from earlier chunks. */
  let held: string[] = []
  let keep = false
  const section = (): string | null => (key === '' ? null : key)
  const broken = (fault: ProblemParams<'import-syntax'>['fault']): never => {
    throw new Problem('import-syntax', { file, fault, section: section() })
  }

  const push = (text: string): void => {
    let from = 0
    const take = (until: number): string => {
      held.push(text.slice(from, until))
      const whole = held.join('')
      held = []
      return whole
    }
    const finish = (until: number): void => {
      if (keep) sections.set(key, take(until).trim())
      keep = false
    }
    const leave = (): void => {
      depth = base - 1
      state = base === 1 ? 'after' : 'value'
      base = 1
    }
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (inString) {
        if (escaped) escaped = false
        else if (code === backslash) escaped = true
        else if (code === quote) {
          inString = false
          if (state === 'key' && depth === base) {
            key = JSON.parse(take(i + 1)) as string
            state = 'colon'
          }
        }
        continue
      }
      if (blank(code)) continue
      if (state === 'before') {
        if (code !== open1) throw new Problem('import-not-object', { file })
        depth = 1
        state = 'key'
      } else if (state === 'key') {
        if (code === quote) {
          inString = true
          from = i
        } else if (code === close1) leave()
        else if (code !== comma) broken('name')
      } else if (state === 'colon') {
        if (code !== colon) broken('colon')
        state = 'value'
        keep = wants(key)
        from = i + 1
      } else if (state === 'value') {
        if (code === quote) inString = true
        else if (code === open1 && depth === 1 && key === inside) {
          held = []
          keep = false
          depth = base = 2
          state = 'key'
        } else if (code === open1 || code === open2) depth++
        else if (code === comma && depth === base) {
          finish(i)
          state = 'key'
        } else if (code === close1 && depth === base) {
          finish(i)
          leave()
        } else if (code === close1 || code === close2) depth--
        if (depth < base && state === 'value') broken('brackets')
      } else broken('after')
    }
    if (keep || (state === 'key' && inString)) held.push(text.slice(from))
  }
  return {
    push,
    end() {
      if (state !== 'after') throw new Problem('import-cut-off', { file, section: section() })
      return sections
    },
  }
}
