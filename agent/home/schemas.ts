import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { writeAtomically } from '../files.ts'

/** As far from here in a clone as from the built agent in the package. */
const published = fileURLToPath(new URL('../../docs/schemas', import.meta.url))

/** Brings the home's `schemas/`, by which an editor checks and completes, to those of this version. */
export function writeSchemas(home: string): void {
  const folder = join(home, 'schemas')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(published)) {
    const text = readFileSync(join(published, name), 'utf8')
    const file = join(folder, name)
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeAtomically(file, text)
  }
}

/** What a person may write in the folders of a home: `NAME.schema.json` describes it. */
export type SchemaName = 'checks' | 'recipes' | 'exception'

/**
 * A file in one of the home's folders as we write it for a person: the line by which an editor finds
 * its schema, which works offline, and the content.
 */
export function ownFile(name: SchemaName, content: unknown): string {
  return `# yaml-language-server: $schema=../schemas/${name}.schema.json\n${stringify(content)}`
}
