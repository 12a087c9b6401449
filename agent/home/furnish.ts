import { join } from 'node:path'
import { writeAtomically } from '../files.ts'
import { initHome } from './config.ts'
import { examples } from './examples.ts'
import { writeSchemas } from './schemas.ts'

/**
 * Makes the home where there is none, with examples of what may be added; the schemas that editors
 * use are always those of this version.
 * @returns the path of config.yaml
 */
export function makeHome(home: string): { readonly file: string; readonly created: boolean } {
  const made = initHome(home)
  writeSchemas(home)
  if (made.created)
    for (const [folder, text] of Object.entries(examples))
      writeAtomically(join(home, folder, 'example.yaml.txt'), text)
  return made
}
