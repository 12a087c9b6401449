import { z } from 'zod'
import { rowsOf } from '../model/csv.ts'
import { leavesOf, Strength } from '../model/framework.ts'
import type { Aspect, Crosswalk, Framework, Mapping, Requirement } from '../model/framework.ts'

// Fulfil once, show in all: a requirement of a user's own framework that asks for what a known one asks for.

/** What is wrong with a crosswalk, in words. */
export class CrosswalkError extends Error {}

const order = ['design', 'supports', 'decides'] as const satisfies readonly Strength[]

/**
 * A framework in which each requirement has, beside its own aspects, all those of the requirements that it
 * is said to be like: none stronger than the crosswalk says. So it is never satisfied where one of these
 * is not.
 * @param known frameworks with mappings of their own
 * @returns with each thing that is wrong, and its place
 */
export function withCrosswalks(
  framework: Framework,
  known: readonly Framework[],
): { readonly framework: Framework; readonly faults: readonly string[] } {
  const faults: string[] = []
  const requirements = framework.requirements.map(item => {
    const added = (item.crosswalk ?? []).flatMap(said => {
      const found = aspectsOf(said, known)
      if (typeof found !== 'string') return found
      faults.push(`requirement ${item.id}: crosswalk: ${found}`)
      return []
    })
    return added.length === 0 ? item : { ...item, aspects: distinct([...item.aspects, ...added]) }
  })
  return { framework: { ...framework, requirements }, faults }
}

/** The aspects of what a crosswalk names, or what is wrong with it. */
function aspectsOf(said: Crosswalk, known: readonly Framework[]): readonly Aspect[] | string {
  const framework = known.find(({ id }) => id === said.framework)
  if (!framework)
    return `no framework "${said.framework}" that is shipped: ${known.map(({ id }) => id).join(', ')}`
  const meant = leavesUnder(framework, said.requirement)
  if (meant.length === 0) return `${framework.title} has no requirement "${said.requirement}"`
  return meant.flatMap(requirement => {
    const place = `${framework.title} ${requirement.id}`
    const own = `${framework.id}-${requirement.id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
    // What nothing measures there is not met by being left out here.
    const aspects =
      requirement.aspects.length > 0
        ? requirement.aspects
        : [{ id: 'all', title: requirement.title || requirement.id, by: [] }]
    return aspects.map(({ id, title, by }) => ({
      id: `${own}-${id}`.replace(/-+/g, '-'),
      title: `${title} (${place})`,
      by: by.map(mapping => atMost(mapping, said.strength)),
    }))
  })
}

function leavesUnder(framework: Framework, id: string): readonly Requirement[] {
  const parents = new Map(framework.requirements.map(item => [item.id, item.parent]))
  const isUnder = (item: string | undefined): boolean =>
    item !== undefined && (item === id || isUnder(parents.get(item)))
  return leavesOf(framework).filter(item => isUnder(item.id))
}

function atMost({ whole, ...mapping }: Mapping, most: Strength): Mapping {
  const strength = order[Math.min(order.indexOf(mapping.strength), order.indexOf(most))] ?? most
  return { ...mapping, strength, ...(whole && strength === 'decides' ? { whole } : {}) }
}

/** Of the same aspect that two crosswalks bring, the weaker one. */
function distinct(aspects: readonly Aspect[]): Aspect[] {
  const found = new Map<string, Aspect>()
  const weight = ({ by }: Aspect): number =>
    by.reduce((all, { strength }) => all + order.indexOf(strength), 0)
  for (const aspect of aspects) {
    const before = found.get(aspect.id)
    if (!before || weight(aspect) < weight(before)) found.set(aspect.id, aspect)
  }
  return [...found.values()]
}

/** Which requirement of an own framework is like which, as a file says. */
export type CrosswalkLine = { readonly id: string; readonly said: Crosswalk }

/**
 * From a list (RFC 4180): `id`, `requirement`, and where they stand `framework`, `strength` and `why`.
 * Without a strength it supports. @param other of lines that name no framework
 * @throws CrosswalkError naming the line
 */
export function crosswalkFromCsv(text: string, other: string): readonly CrosswalkLine[] {
  const [heading, ...rows] = rowsOf(text, ',')
  const names = (heading?.cells ?? []).map(name => name.trim().toLowerCase())
  for (const wanted of ['id', 'requirement'])
    if (!names.includes(wanted)) throw new CrosswalkError(`no column "${wanted}" in the first line`)
  return rows.map(({ line, cells }) => {
    const of = (name: string): string => cells[names.indexOf(name)]?.trim() ?? ''
    const strength = Strength.safeParse(of('strength') || 'supports')
    if (of('id') === '' || of('requirement') === '' || !strength.success)
      throw new CrosswalkError(
        `line ${line}: an id, a requirement, and as strength one of ${Strength.options.join(', ')}`,
      )
    return {
      id: of('id'),
      said: {
        framework: of('framework') || other,
        requirement: of('requirement'),
        strength: strength.data,
        why: of('why') || 'A list of the user says so.',
      },
    }
  })
}

const Item = z.object({ 'type': z.string(), 'id-ref': z.string() })
const Map_ = z.object({
  relationship: z.string(),
  sources: z.array(Item),
  targets: z.array(Item),
  remarks: z.string().optional(),
})
const Mappings = z.object({ maps: z.array(Map_) })
const Collection = z.object({
  'mapping-collection': z.object({ mappings: z.union([z.array(Mappings), Mappings]) }),
})

/** What of the other framework's fulfilment follows for a source, by the set theory of NIST IR 8477. */
const ofSource: Readonly<Record<string, Strength | null>> = {
  'equal-to': 'decides',
  'equivalent-to': 'decides',
  'subset-of': 'decides',
  'superset-of': 'supports',
  'intersects-with': 'supports',
  'no-relationship': null,
}

/**
 * From an OSCAL mapping collection (1.2), whichever side is the own framework: what is equal to another
 * requirement, or asks for a part of it, is decided by it; what asks for more is supported.
 * @param own ids of the own framework's requirements @param other the framework on the other side
 * @throws ZodError for what is no such collection, CrosswalkError for a relationship that is not known
 */
export function crosswalkFromOscal(
  document: unknown,
  own: ReadonlySet<string>,
  other: string,
): readonly CrosswalkLine[] {
  const { mappings } = Collection.parse(document)['mapping-collection']
  return [mappings].flat().flatMap(({ maps }) =>
    maps.flatMap(({ relationship, sources, targets, remarks }) => {
      if (!(relationship in ofSource))
        throw new CrosswalkError(
          `relationship "${relationship}" is none of ${Object.keys(ofSource).join(', ')}`,
        )
      const isSource = sources.some(item => own.has(item['id-ref']))
      const [mine, theirs] = isSource ? [sources, targets] : [targets, sources]
      const strength = ofSource[isSource ? relationship : turned(relationship)] ?? null
      if (strength === null) return []
      const statement = [...mine, ...theirs].find(({ type }) => type !== 'control')
      if (statement)
        throw new CrosswalkError(
          `"${statement['id-ref']}" is a ${statement.type}: only controls can be mapped`,
        )
      const why = remarks ?? `An OSCAL mapping says ${relationship}.`
      return mine.flatMap(({ 'id-ref': id }) =>
        theirs.map(item => ({
          id,
          said: { framework: other, requirement: item['id-ref'], strength, why },
        })),
      )
    }),
  )
}

function turned(relationship: string): string {
  if (relationship === 'subset-of') return 'superset-of'
  return relationship === 'superset-of' ? 'subset-of' : relationship
}
