import { z } from 'zod'
import { Catalog, controlsIn, Metadata } from './oscal-catalog.ts'
import type { Control, Group, Param } from './oscal-catalog.ts'

// OSCAL's profile resolution (https://pages.nist.gov/OSCAL/concepts/processing/profile-resolution) as far as it
// bears on which controls there are, how they are called and in which groups they stand. What else a profile
// changes (parts, properties, links) is no part of a framework. What is not done is refused by its name.

/** What a profile asks for that cannot be done, in words. */
export class ProfileError extends Error {}

const Select = z.strictObject({
  'with-child-controls': z.enum(['yes', 'no']).optional(),
  'with-ids': z.array(z.string()).optional(),
  'matching': z.array(z.object({ pattern: z.string() })).optional(),
})
type Select = z.infer<typeof Select>

const Import = z.object({
  'href': z.string(),
  'include-all': z.object({}).optional(),
  'include-controls': z.array(Select).optional(),
  'exclude-controls': z.array(Select).optional(),
})
const Profile = z.object({
  'metadata': Metadata,
  'imports': z.array(Import).min(1),
  'merge': z
    .object({
      'combine': z.object({ method: z.string().optional() }).optional(),
      'flat': z.object({}).optional(),
      'as-is': z.boolean().optional(),
      'custom': z.unknown().optional(),
    })
    .optional(),
  'modify': z
    .object({
      'set-parameters': z
        .array(
          z.object({
            'param-id': z.string(),
            'label': z.string().optional(),
            'values': z.array(z.string()).optional(),
          }),
        )
        .optional(),
      'alters': z
        .array(
          z.object({
            'control-id': z.string(),
            'removes': z.array(z.record(z.string(), z.unknown())).optional(),
            'adds': z
              .array(
                z.object({
                  'position': z.string().optional(),
                  'by-id': z.string().optional(),
                  'title': z.string().optional(),
                }),
              )
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  'back-matter': z
    .object({
      resources: z
        .array(
          z.object({
            uuid: z.string(),
            rlinks: z.array(z.object({ href: z.string() })).optional(),
          }),
        )
        .optional(),
    })
    .optional(),
})
type Profile = z.infer<typeof Profile>

/** Gives what a profile imports, by its address as it stands there; undefined where it is not at hand. */
export type Imported = (href: string) => unknown

/** The addresses that a document imports, those of a resource's links in their order of preference. */
export function importsOf(document: unknown): readonly (readonly string[])[] {
  const parsed = z.object({ profile: Profile }).safeParse(document).data?.profile
  return parsed ? parsed.imports.map(({ href }) => addressesOf(parsed, href)) : []
}

function addressesOf({ 'back-matter': matter }: Profile, href: string): readonly string[] {
  if (!href.startsWith('#')) return [href]
  const resource = matter?.resources?.find(item => item.uuid === href.slice(1))
  return (resource?.rlinks ?? []).map(item => item.href)
}

/**
 * The catalogue that a document stands for: itself, or what a profile selects of those that it imports.
 * @throws ZodError for what is neither, ProfileError for what a profile asks for that is not done
 */
export function catalogOf(
  document: unknown,
  imported: Imported,
  above: readonly unknown[] = [],
): Catalog {
  const { catalog, profile } = z
    .object({ catalog: Catalog.optional(), profile: Profile.optional() })
    .refine(item => item.catalog || item.profile, 'neither a catalogue nor a profile')
    .parse(document)
  if (catalog) return catalog
  if (!profile) throw new ProfileError('neither a catalogue nor a profile')
  if (above.includes(document)) throw new ProfileError('it imports itself')
  const parts = profile.imports.map(item => {
    const found = addressesOf(profile, item.href)
      .map(href => imported(href))
      .find(source => source !== undefined)
    if (found === undefined)
      throw new ProfileError(
        `import "${item.href}": no such file beside it; nothing is fetched from an address`,
      )
    return selected(catalogOf(found, imported, [...above, document]), item)
  })
  const merged = mergedOf(profile, parts)
  return { ...modified(merged, profile), metadata: profile.metadata }
}

/** What an import takes of a catalogue, in its groups. */
function selected(source: Catalog, from: z.infer<typeof Import>): Catalog {
  const { 'include-all': all, 'include-controls': some, 'exclude-controls': not = [] } = from
  if (!all && !some)
    throw new ProfileError(`import "${from.href}": neither include-all nor include-controls`)
  const within = controlsIn(source)
  const known = new Set(within.map(({ id }) => id))
  const chosen = (selects: readonly Select[]): ReadonlySet<string> =>
    new Set(selects.flatMap(item => chosenBy(item, within, known)))
  const included = all ? known : chosen(some ?? [])
  const kept = included.difference(chosen(not))
  return { ...source, ...keeping(source, kept) }
}

function chosenBy(
  select: Select,
  within: readonly Control[],
  known: ReadonlySet<string>,
): readonly string[] {
  const ids = select['with-ids'] ?? []
  const missing = ids.find(id => !known.has(id))
  if (missing !== undefined) throw new ProfileError(`no control "${missing}" in what is imported`)
  const patterns = (select.matching ?? []).map(({ pattern }) => globOf(pattern))
  const found = within.filter(({ id }) => ids.includes(id) || patterns.some(test => test(id)))
  return select['with-child-controls'] === 'yes'
    ? found.flatMap(control => [control.id, ...controlsIn(control).map(({ id }) => id)])
    : found.map(({ id }) => id)
}

/** `ac-*`: a star for any characters, a question mark for one. */
function globOf(pattern: string): (id: string) => boolean {
  if (/[[\]{}!\\]/.test(pattern))
    throw new ProfileError(`matching "${pattern}": only * and ? are known`)
  const parts = pattern.split('*')
  const isAt = (id: string, part: string, at: number): boolean =>
    at >= 0 &&
    at + part.length <= id.length &&
    part.split('').every((letter, place) => letter === '?' || id[at + place] === letter)
  return id => {
    const [first = '', ...rest] = parts
    if (!isAt(id, first, 0)) return false
    if (rest.length === 0) return id.length === first.length
    const last = rest.pop() ?? ''
    let at = first.length
    for (const part of rest) {
      while (at <= id.length && !isAt(id, part, at)) at++
      if (at > id.length) return false
      at += part.length
    }
    return id.length - last.length >= at && isAt(id, last, id.length - last.length)
  }
}

type Content = Pick<Group, 'groups' | 'controls'>

/** Only these; one whose parent is left out stands in its place, a group without any is gone. */
function keeping({ groups = [], controls = [] }: Content, kept: ReadonlySet<string>) {
  const ofControl = (control: Control): Control[] => {
    const inner = (control.controls ?? []).flatMap(ofControl)
    return kept.has(control.id) ? [{ ...control, controls: inner }] : inner
  }
  const ofGroup = (group: Group): Group[] => {
    const left = {
      ...group,
      groups: (group.groups ?? []).flatMap(ofGroup),
      controls: (group.controls ?? []).flatMap(ofControl),
    }
    return left.groups.length + left.controls.length > 0 ? [left] : []
  }
  return { groups: groups.flatMap(ofGroup), controls: controls.flatMap(ofControl) }
}

/** All imports as one: without groups, or with those that the sources have. */
function mergedOf({ merge = {} }: Profile, parts: readonly Catalog[]): Content {
  const method = merge.combine?.method ?? 'keep'
  if (merge.custom !== undefined)
    throw new ProfileError('merge: "custom" is not done; resolve it with another tool')
  if (method !== 'keep' && method !== 'use-first')
    throw new ProfileError(`merge: combine "${method}" is not done; resolve it with another tool`)
  const seen = new Set<string>()
  const distinct = parts.map(part => {
    const own = new Set(controlsIn(part).map(({ id }) => id))
    const twice = [...own].find(id => seen.has(id))
    if (twice !== undefined && method === 'keep')
      throw new ProfileError(
        `control "${twice}" is imported twice, and "combine" does not say which counts`,
      )
    const left = keeping(part, own.difference(seen))
    for (const id of own) seen.add(id)
    return left
  })
  if (!merge['as-is'])
    return {
      controls: distinct.flatMap(controlsIn).map(({ controls: _, ...control }) => control),
    }
  return {
    groups: togetherById(distinct.flatMap(({ groups }) => groups)),
    controls: distinct.flatMap(({ controls }) => controls),
  }
}

/** Groups of one id are one, with what stands in each of them. */
function togetherById(groups: readonly Group[]): readonly Group[] {
  const found = new Map<string, Group>()
  for (const [place, group] of groups.entries()) {
    const key = group.id ?? `${place}`
    const before = found.get(key)
    found.set(key, {
      ...group,
      ...before,
      groups: togetherById([...(before?.groups ?? []), ...(group.groups ?? [])]),
      controls: [...(before?.controls ?? []), ...(group.controls ?? [])],
    })
  }
  return [...found.values()]
}

/** Titles with what the profile sets: its own, and the values of parameters that are inserted. */
function modified(content: Content, { modify = {} }: Profile): Content {
  const values = new Map(
    (modify['set-parameters'] ?? []).map(item => [item['param-id'], item] as const),
  )
  const titles = new Map<string, string>()
  for (const { 'control-id': id, adds = [], removes = [] } of modify.alters ?? []) {
    if (removes.some(item => item['by-item-name'] === 'title'))
      throw new ProfileError(`alter "${id}": removing a title is not done`)
    const title = adds.findLast(item => item['by-id'] === undefined && item.title !== undefined)
    if (title?.title !== undefined) titles.set(id, title.title)
  }
  const ofControl = (control: Control): Control => ({
    ...control,
    title: titles.get(control.id) ?? control.title,
    params: (control.params ?? []).map(item => ({ ...item, ...values.get(item.id) })),
    controls: (control.controls ?? []).map(ofControl),
  })
  const ofGroup = (group: Group): Group => ({
    ...group,
    groups: (group.groups ?? []).map(ofGroup),
    controls: (group.controls ?? []).map(ofControl),
  })
  return {
    groups: (content.groups ?? []).map(ofGroup),
    controls: (content.controls ?? []).map(ofControl),
  }
}

/** A title with the values of the parameters that it inserts, else their labels. */
export function titleWith(title: string, params: readonly Param[]): string {
  return title.replace(/\{\{\s*(?:insert:\s*)?param,?\s*([\w.-]+)\s*\}\}/g, (whole, id: string) => {
    const param = params.find(item => item.id === id)
    return param?.values?.join(', ') ?? param?.label ?? whole
  })
}
