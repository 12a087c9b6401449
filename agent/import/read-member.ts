import { Problem, messageOf } from '../problem.ts'

/**
 * Up to so many bytes a section is kept as it came. Of a larger list, of which the importer says what
 * is looked at, the rest of each record is not held.
 */
const LARGE = 8 << 20
/** Bytes of a list that are parsed at once. */
const TOGETHER = 1 << 16
/** What of a list goes on behind its last comma: nothing there is no JSON, as it was none before. */
const GOES_ON = '[null,'

/** One member of an export, from its bytes as they come. */
export type Member = {
  take(bytes: Buffer): void
  /** Whether, with so many bytes more, what there is of a list is to be read. */
  isFull(more: number): boolean
  /** Instead of a comma between two items of the list. */
  between(): void
  end(): { readonly value: unknown; readonly shortened: boolean }
}

/**
 * @param shorten what is looked at of a record of this section; null where all of it is kept
 * @returns what throws Problem `import-section-invalid` for what is not JSON
 */
export function readMember(
  file: string,
  section: string,
  shorten: ((record: unknown) => readonly unknown[]) | null,
): Member {
  let pieces: Buffer[] = []
  let [held, bytes] = [0, 0]
  let records: unknown[] = []
  let [goesOn, shortened] = [false, false]
  const isList = (): boolean => goesOn || startsList(pieces)
  const parsed = (closing: string): unknown => {
    const opening = goesOn ? GOES_ON : ''
    const text = `${opening}${Buffer.concat(pieces).toString()}${closing}`
    pieces = []
    bytes += held
    held = 0
    try {
      return JSON.parse(text)
    } catch (error) {
      throw new Problem('import-section-invalid', { file, section, detail: messageOf(error) })
    }
  }
  const add = (list: readonly unknown[]): void => {
    const added = goesOn ? list.slice(1) : list
    goesOn = true
    if (shorten && !shortened && bytes > LARGE) {
      shortened = true
      records = records.flatMap(shorten)
    }
    for (const record of added)
      if (shorten && shortened) records.push(...shorten(record))
      else records.push(record)
  }
  return {
    take(piece) {
      pieces.push(piece)
      held += piece.length
    },
    isFull: more => shorten !== null && held + more >= TOGETHER && isList(),
    between() {
      add(parsed(']') as unknown[])
    },
    end() {
      if (!goesOn) return { value: parsed(''), shortened }
      add(parsed('') as unknown[])
      return { value: records, shortened }
    },
  }
}

/** Whether the first character is that of a list. */
function startsList(pieces: readonly Buffer[]): boolean {
  for (const piece of pieces) for (const byte of piece) if (byte > 32) return byte === 0x5b
  return false
}
