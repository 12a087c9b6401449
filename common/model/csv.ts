/** A row of a table with the line on which it begins. */
export type CsvRecord = { readonly line: number; readonly record: Readonly<Record<string, string>> }

/**
 * The rows of a table (RFC 4180, whatever separates its cells) under the names of its first line.
 * @param wanted names without which it is not the table that is meant
 * @throws Error naming the line and what is wrong there
 */
export function recordsOf(
  text: string,
  separator: string,
  wanted: readonly string[],
): readonly CsvRecord[] {
  const [heading, ...rows] = rowsOf(text, separator)
  const names = heading?.cells.map(name => name.trim()) ?? []
  for (const name of wanted)
    if (!names.includes(name)) throw new Error(`line 1: there is no column "${name}"`)
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length)
      throw new Error(`line ${line}: ${cells.length} cells, and ${names.length} columns`)
    return { line, record: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])) }
  })
}

/** What stands in a line of a table, and which line that is. */
type Row = { readonly line: number; readonly cells: readonly string[] }

/**
 * The rows of a table. What stands in quotes may hold separators, quotes and ends of lines; empty lines
 * are no rows.
 * @throws Error naming the line in which a quote is opened and never closed
 */
export function rowsOf(marked: string, separator: string): readonly Row[] {
  const text = marked.replace(/^\ufeff/, '')
  const rows: Row[] = []
  let line = 1
  let begun = 1
  let cells: string[] = []
  let cell = ''
  let at = 0
  const end = (): void => {
    cells.push(cell)
    if (cells.length > 1 || cell.trim() !== '') rows.push({ line: begun, cells })
    cells = []
    cell = ''
    begun = line
  }
  while (at < text.length) {
    const character = text[at] ?? ''
    if (character === '"' && cell === '') {
      const from = line
      for (at++; at < text.length; at++) {
        if (text[at] === '\n') line++
        if (text[at] !== '"') cell += text[at]
        else if (text[at + 1] === '"') cell += text[at++]
        else break
      }
      if (at >= text.length) throw new Error(`line ${from}: a quote is never closed`)
    } else if (character === separator) {
      cells.push(cell)
      cell = ''
    } else if (character === '\n') {
      line++
      end()
    } else if (character !== '\r') cell += character
    at++
  }
  if (cell !== '' || cells.length > 0) end()
  return rows
}
