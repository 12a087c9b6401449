import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import {
  CrosswalkError,
  crosswalkFromCsv,
  crosswalkFromOscal,
  withCrosswalks,
} from '../../common/frameworks/crosswalk.ts'
import { frameworkFromCsv, ListError } from '../../common/frameworks/from-csv.ts'
import { frameworkFromOscal } from '../../common/frameworks/from-oscal.ts'
import { ProfileError } from '../../common/frameworks/resolve-profile.ts'
import { frameworks } from '../../common/frameworks/index.ts'
import { frameworkFrom } from '../../common/frameworks/read.ts'
import { Framework, leavesOf } from '../../common/model/index.ts'
import type { Aspect, Mapping, Requirement } from '../../common/model/index.ts'
import { writeAtomically } from '../files.ts'
import { issuesText, messageOf, Problem } from '../problem.ts'
import { parseYaml, yamlDocument } from './yaml.ts'

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
# What asks for the same as a framework that is shipped stands in its "crosswalk":
#   crosswalk:
#     - framework: eucs
#       requirement: IAM-07.2
#       strength: supports           # at most so strongly; or decides, design
#       why: It asks for the same of administrators.
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
  const before = existsSync(file) ? readOwn(file) : null
  const mapped = new Map(
    (before?.requirements ?? []).flatMap(({ id: own, aspects, crosswalk }) =>
      aspects.length > 0 || crosswalk
        ? [[own, { aspects, ...(crosswalk ? { crosswalk } : {}) }] as const]
        : [],
    ),
  )
  const requirements = made.requirements.map(item => ({ ...item, ...mapped.get(item.id) }))
  const { framework, faults } = frameworkFrom(id, { ...made, requirements })
  if (!framework) throw new Problem('framework-unreadable', { name, detail: faults.join('; ') })
  writeAtomically(file, `${HEAD}${stringify(framework)}`)
  return {
    file: `frameworks/${id}.yaml`,
    requirements: requirements.length,
    kept: requirements.filter(item => mapped.has(item.id)).length,
  }
}

/** The part that a mapping which was accepted leaves open: nobody said that this is all. */
const REST: Aspect = { id: 'rest', title: 'What else it asks for', by: [] }

/** One metric of one requirement: what speaks for it now; null: nothing of it any more. */
export type OwnMapping = {
  readonly framework: string
  readonly requirement: string
  readonly metric: { readonly id: string; readonly title: string }
  readonly mapping: Mapping | null
}

/**
 * What `frameworks/ID.yaml` is with a metric mapped otherwise to one of its requirements, all else as the
 * person wrote it. A first mapping brings an aspect for what else is asked for, by nothing: so what is
 * accepted piece by piece never satisfies a requirement until a person takes that out of the file.
 * @returns the file with its new text, to be written
 * @throws Problem `framework-shipped`, `file-missing`, `requirement-unknown`, `definition-invalid`
 */
export function mappedFile(
  home: string,
  { framework: id, requirement, metric, mapping }: OwnMapping,
): { readonly file: string; readonly text: string } {
  if (frameworks.some(item => item.id === id)) throw new Problem('framework-shipped', { id })
  const file = join(home, 'frameworks', `${id}.yaml`)
  if (!existsSync(file)) throw new Problem('file-missing', { file })
  const own = readOwn(file)
  const place = own.requirements.findIndex(item => item.id === requirement)
  const before = own.requirements[place]
  if (!before || !leavesOf(own).includes(before))
    throw new Problem('requirement-unknown', { framework: own.title, requirement })
  const aspects = withMapping(before, metric, mapping)
  const requirements = own.requirements.with(place, { ...before, aspects })
  const { faults } = frameworkFrom(id, { ...own, requirements })
  if (faults.length > 0)
    throw new Problem('definition-invalid', {
      file,
      mistakes: faults.map(message => ({ place: requirement, message })),
    })
  const document = yamlDocument('definition-invalid', file, readFileSync(file, 'utf8'))
  document.setIn(['requirements', place, 'aspects'], document.createNode(aspects))
  return { file, text: document.toString() }
}

function withMapping(
  { aspects }: Requirement,
  { id, title }: OwnMapping['metric'],
  mapping: Mapping | null,
): Aspect[] {
  const isKnown = aspects.some(({ by }) => by.some(({ metric }) => metric === id))
  if (mapping && isKnown)
    return aspects.map(aspect => ({
      ...aspect,
      by: aspect.by.map(item => (item.metric === id ? mapping : item)),
    }))
  if (mapping) {
    const added = { id: aspects.some(aspect => aspect.id === id) ? `${id}-2` : id, title }
    const rest = aspects.length === 0 ? [REST] : aspects
    return [...rest.filter(aspect => aspect.id !== REST.id), { ...added, by: [mapping] }].concat(
      rest.filter(aspect => aspect.id === REST.id),
    )
  }
  const left = aspects.flatMap(aspect => {
    const by = aspect.by.filter(({ metric }) => metric !== id)
    return by.length === 0 && aspect.by.length > 0 ? [] : [{ ...aspect, by }]
  })
  return left.every(aspect => aspect.id === REST.id) ? [] : left
}

/** @throws Problem `definition-invalid` */
function readOwn(file: string): Framework {
  return parseYaml('definition-invalid', file, readFileSync(file, 'utf8'), Framework)
}

export type OwnCrosswalk = {
  /** Of the own framework. */
  readonly id: string
  /** The one that it is compared with, where the file does not say. */
  readonly other: string
  readonly name: string
  readonly text: string
}

/**
 * Writes into `frameworks/ID.yaml` which requirements are like which of a shipped framework, from a list
 * (CSV) or an OSCAL mapping collection (JSON), in place of what it said of these before.
 * @returns the file, and of how many requirements something is said
 * @throws Problem `file-missing`, `framework-unreadable`, `definition-invalid`
 */
export function importCrosswalk(
  home: string,
  { id, other, name, text }: OwnCrosswalk,
): { readonly file: string; readonly requirements: number; readonly lines: number } {
  const file = join(home, 'frameworks', `${id}.yaml`)
  if (!existsSync(file)) throw new Problem('file-missing', { file })
  const before = readOwn(file)
  const own = new Set(leavesOf(before).map(item => item.id))
  const lines = refusing(name, () =>
    text.trimStart().startsWith('{')
      ? crosswalkFromOscal(JSON.parse(text), own, other)
      : crosswalkFromCsv(text, other),
  )
  const byId = Map.groupBy(lines, line => line.id)
  const requirements = before.requirements.map(item => {
    const said = byId.get(item.id)
    return said ? { ...item, crosswalk: said.map(line => line.said) } : item
  })
  const crossed = withCrosswalks({ ...before, requirements }, frameworks)
  const faults = [
    ...[...byId.keys()].filter(key => !own.has(key)).map(key => `no requirement "${key}" in ${id}`),
    ...crossed.faults,
  ]
  if (faults.length > 0)
    throw new Problem('framework-unreadable', { name, detail: faults.slice(0, 10).join('; ') })
  writeAtomically(file, `${HEAD}${stringify({ ...before, requirements })}`)
  return { file: `frameworks/${id}.yaml`, requirements: byId.size, lines: lines.length }
}

/** @throws Problem `framework-unreadable` */
function read({ id, name, text, title, beside = [] }: OwnFramework): Framework {
  return refusing(name, () => {
    if (!text.trimStart().startsWith('{')) return frameworkFromCsv(id, title ?? id, text)
    const imported = new Map(beside.map(item => [item.href, JSON.parse(item.text) as unknown]))
    return frameworkFromOscal(id, JSON.parse(text), href => imported.get(href))
  })
}

/** What a file is not, in words that name it. @throws Problem `framework-unreadable` */
function refusing<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const isOurs =
      error instanceof z.ZodError ||
      error instanceof ListError ||
      error instanceof ProfileError ||
      error instanceof CrosswalkError ||
      error instanceof SyntaxError
    if (!isOurs) throw error
    const detail = error instanceof z.ZodError ? issuesText(error) : messageOf(error)
    throw new Problem('framework-unreadable', { name, detail })
  }
}
