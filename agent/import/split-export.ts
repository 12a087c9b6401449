import type { Importer } from '../../common/model/index.ts'
import { Problem } from '../problem.ts'
import type { ProblemParams } from '../problems.ts'
import { readMember } from './read-member.ts'
import type { Member } from './read-member.ts'

/** What of an export is read, and how. */
export type Wanted = Pick<Importer, 'inside' | 'shorten'> & Required<Pick<Importer, 'wants'>>

/** A place in a file's text: bytes of UTF-8, without a mark. */
export type Range = { readonly from: number; readonly to: number }

/** A wanted member of an export. */
export type Section = {
  readonly value: unknown
  /** Too large to be kept as it came: `value` has what is looked at of each record. */
  readonly shortened: boolean
  /** Where it stands: one place, or several, one behind the other, of a large one. */
  readonly parts: readonly Range[]
}

/** About how many bytes of a large section are one part: what is sealed and read at once. */
const PART = 1 << 20

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a]
const [open1, close1, open2, close2] = [0x7b, 0x7d, 0x5b, 0x5d]

type State = 'before' | 'key' | 'colon' | 'value' | 'after'

/**
 * Cuts the outermost object into its members, each with its place. Only nesting and strings are
 * followed; JSON.parse judges the wanted members. A part ends where a comma outside of texts is, so
 * that no name is cut in two.
 */
export function createSplitter(
  file: string,
  { wants, inside, shorten }: Wanted,
): { push(chunk: Buffer): void; end(): ReadonlyMap<string, Section> } {
  const sections = new Map<string, Section>()
  let state: State = 'before'
  let depth = 0
  /** Depth of the object whose members are cut: 2 while within `inside`. */
  let base = 1
  let inString = false
  let escaped = false
  let key = ''
  /** Bytes of the key so far, from earlier chunks. */
  let name: Buffer[] = []
  let member: Member | null = null
  /** Place of the chunk in the text, of the part of the member, and behind its last byte. */
  let offset = 0
  let [start, last] = [-1, -1]
  let parts: Range[] = []
  const section = (): string | null => (key === '' ? null : key)
  const broken = (fault: ProblemParams<'import-syntax'>['fault']): never => {
    throw new Problem('import-syntax', { file, fault, section: section() })
  }
  const finish = (): void => {
    if (!member) return
    if (start >= 0) parts.push({ from: start, to: last })
    sections.delete(key)
    sections.set(key, { ...member.end(), parts })
    member = null
  }
  const leave = (): void => {
    depth = base - 1
    state = base === 1 ? 'after' : 'value'
    base = 1
  }

  const push = (chunk: Buffer): void => {
    let from = 0
    for (let i = 0; i < chunk.length; i++) {
      const code = chunk[i]!
      if (inString) {
        if (escaped) escaped = false
        else if (code === backslash) escaped = true
        else if (code === quote) {
          inString = false
          if (state === 'key' && depth === base) {
            key = JSON.parse(
              Buffer.concat([...name, chunk.subarray(from, i + 1)]).toString(),
            ) as string
            name = []
            state = 'colon'
          } else last = offset + i + 1
        }
        continue
      }
      if (code === 32 || code === 10 || code === 13 || code === 9) continue
      if (state === 'value') {
        if (code === quote) inString = true
        else if (code === open1 && depth === 1 && key === inside) {
          member = null
          depth = base = 2
          state = 'key'
          continue
        } else if (code === open1 || code === open2) depth++
        else if (code === comma && depth === base) {
          member?.take(chunk.subarray(from, i))
          finish()
          state = 'key'
          continue
        } else if (code === close1 && depth === base) {
          member?.take(chunk.subarray(from, i))
          finish()
          leave()
          continue
        } else if (code === close1 || code === close2) depth--
        if (depth < base) broken('brackets')
        if (!member) continue
        if (start < 0) start = offset + i
        last = offset + i + 1
        if (code !== comma) continue
        if (last - start >= PART) {
          parts.push({ from: start, to: last })
          start = last
        }
        if (depth === base + 1 && member.isFull(i - from)) {
          member.take(chunk.subarray(from, i))
          member.between()
          from = i + 1
        }
      } else if (state === 'before') {
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
        member = wants(key) ? readMember(file, key, shorten?.(key) ?? null) : null
        from = i + 1
        start = -1
        parts = []
      } else broken('after')
    }
    offset += chunk.length
    if (state === 'key' && inString) name.push(chunk.subarray(from))
    else if (state === 'value') member?.take(chunk.subarray(from))
  }
  return {
    push,
    end() {
      if (state !== 'after') throw new Problem('import-cut-off', { file, section: section() })
      return sections
    },
  }
}
