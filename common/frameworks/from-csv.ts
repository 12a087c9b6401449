import type { Framework, Requirement } from '../model/framework.ts'

/** What is wrong with a list, in words. */
export class ListError extends Error {}

/**
 * A framework from a list (RFC 4180) with a heading: `id` and `title`, and where there are some
 * `parent` and `level`. Levels stand in the order in which they first appear.
 * @throws ListError naming the line
 */
export function frameworkFromCsv(id: string, title: string, text: string): Framework {
  const [heading = [], ...rows] = rowsOf(text.replace(/^\ufeff/, ''))
  const names = heading.map(name => name.trim().toLowerCase())
  for (const wanted of ['id', 'title'])
    if (!names.includes(wanted)) throw new ListError(`no column "${wanted}" in the first line`)
  const requirements = rows.map((row, place): Requirement => {
    const of = (name: string): string => row[names.indexOf(name)]?.trim() ?? ''
    if (of('id') === '' || of('title') === '')
      throw new ListError(`line ${place + 2}: no id, or no title`)
    return {
      id: of('id'),
      title: of('title'),
      aspects: [],
      ...(of('parent') === '' ? {} : { parent: of('parent') }),
      ...(of('level') === '' ? {} : { level: of('level') }),
    }
  })
  const levels = [...new Set(requirements.flatMap(({ level }) => level ?? []))]
  return {
    id,
    title,
    version: 'imported',
    publisher: 'imported',
    ...(levels.length > 0 ? { levels } : {}),
    requirements,
  }
}

/** Rows and their fields; what stands in quotes may hold commas, quotes and ends of lines. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain = '', end = ''] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (row.some(field => field.trim() !== '')) rows.push(row)
    row = []
  }
  return rows
}
