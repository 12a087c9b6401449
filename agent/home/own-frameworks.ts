import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { frameworkFromCsv, ListError } from '../../common/frameworks/from-csv.ts'
import { frameworkFromOscal } from '../../common/frameworks/from-oscal.ts'
import { ProfileError } from '../../common/frameworks/resolve-profile.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { frameworkFrom } from '../../common/frameworks/read.ts'
import { Framework } from '../../common/model/index.ts'
import { writeAtomically } from '../files.ts'
import { issuesText, messageOf, Problem } from '../problem.ts'
import { parseYaml } from './yaml.ts'

export type OwnFramework = {
  readonly id: string
  readonly name: string
  readonly text: string
  readonly title?: string | undefined
  /** What a profile imports, by its address as it stands there. */
  readonly beside?: readonly { readonly href: string; readonly text: string }[] | undefined
}

/** In front of a file that a person goes on with. */
const HEAD = `# A framework of your own. What speaks for a requirement stands in its "aspects":
#   aspects:
#     - id: enforced
#       title: It is enforced
#       by:
#         - metric: mfa-enforced
#           strength: decides        # or supports, design
#           why: Nobody gets in without a second factor.
#           notProven: Systems that are not connected.
`

/**
 * Makes a framework of the user's own from an OSCAL catalogue or profile (JSON) or a list (CSV) as
 * `frameworks/ID.yaml`; what was mapped there before stays with requirements of the same id.
 * @returns the file, seen from the home, with how many requirements, and of how many a mapping stayed
 * @throws Problem `framework-taken`, `framework-unreadable`, `definition-invalid` for a file there
 * that cannot be read
 */
export function importFramework(
  home: string,
  wanted: OwnFramework,
): { readonly file: string; readonly requirements: number; readonly kept: number } {
  const { id, name, title } = wanted
  if (frameworks.some(item => item.id === id)) throw new Problem('framework-taken', { id })
  const made = { ...read(wanted), ...(title === undefined ? {} : { title }) }
  const file = join(home, 'frameworks', `${id}.yaml`)
  const before = existsSync(file)
    ? parseYaml('definition-invalid', file, readFileSync(file, 'utf8'), Framework)
    : null
  const mapped = new Map(
    (before?.requirements ?? []).flatMap(item =>
      item.aspects.length > 0 ? [[item.id, item.aspects] as const] : [],
    ),
  )
  const requirements = made.requirements.map(item => ({
    ...item,
    aspects: mapped.get(item.id) ?? item.aspects,
  }))
  const { framework, faults } = frameworkFrom(id, { ...made, requirements })
  if (!framework) throw new Problem('framework-unreadable', { name, detail: faults.join('; ') })
  writeAtomically(file, `${HEAD}${stringify(framework)}`)
  return {
    file: `frameworks/${id}.yaml`,
    requirements: requirements.length,
    kept: requirements.filter(item => mapped.has(item.id)).length,
  }
}

/** @throws Problem `framework-unreadable` */
function read({ id, name, text, title, beside = [] }: OwnFramework): Framework {
  try {
    if (!text.trimStart().startsWith('{')) return frameworkFromCsv(id, title ?? id, text)
    const imported = new Map(beside.map(item => [item.href, JSON.parse(item.text) as unknown]))
    return frameworkFromOscal(id, JSON.parse(text), href => imported.get(href))
  } catch (error) {
    const isOurs =
      error instanceof z.ZodError ||
      error instanceof ListError ||
      error instanceof ProfileError ||
      error instanceof SyntaxError
    if (!isOurs) throw error
    const detail = error instanceof z.ZodError ? issuesText(error) : messageOf(error)
    throw new Problem('framework-unreadable', { name, detail })
  }
}
