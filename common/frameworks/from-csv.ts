import { rowsOf } from '../model/csv.ts'
import type { Framework, Requirement } from '../model/framework.ts'

/** What is wrong with a list, in words. */
export class ListError extends Error {}

/**
 * A framework from a list (RFC 4180) with a heading: `id` and `title`, and where there are some
 * `parent`, `level` and `text`, what it asks for in its own words. Levels stand in the order in which they first appear.
 * @throws ListError naming the line
 */
export function frameworkFromCsv(id: string, title: string, text: string): Framework {
  const [heading, ...rows] = rowsFrom(text)
  const names = (heading?.cells ?? []).map(name => name.trim().toLowerCase())
  for (const wanted of ['id', 'title'])
    if (!names.includes(wanted)) throw new ListError(`no column "${wanted}" in the first line`)
  const requirements = rows.map(({ line, cells }): Requirement => {
    const of = (name: string): string => cells[names.indexOf(name)]?.trim() ?? ''
    if (of('id') === '' || of('title') === '')
      throw new ListError(`line ${line}: no id, or no title`)
    return {
      id: of('id'),
      title: of('title'),
      aspects: [],
      ...(of('parent') === '' ? {} : { parent: of('parent') }),
      ...(of('level') === '' ? {} : { level: of('level') }),
      ...(of('text') === '' ? {} : { asks: of('text') }),
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

function rowsFrom(text: string): ReturnType<typeof rowsOf> {
  try {
    return rowsOf(text, ',')
  } catch (error) {
    throw new ListError(error instanceof Error ? error.message : String(error))
  }
}
