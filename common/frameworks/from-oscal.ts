import type { Framework, Requirement } from '../model/framework.ts'
import { isWithdrawn } from './oscal-catalog.ts'
import type { Control, Group, Part, Param } from './oscal-catalog.ts'
import { catalogOf, titleWith } from './resolve-profile.ts'
import type { Imported } from './resolve-profile.ts'

/**
 * A framework from an OSCAL catalogue, or from a profile with what it imports: groups as headings;
 * controls and their enhancements side by side, since each asks for something. Nothing speaks for any of
 * them yet.
 * @throws ZodError for what is neither, ProfileError for what a profile asks for that is not done
 */
export function frameworkFromOscal(
  id: string,
  document: unknown,
  imported: Imported = () => undefined,
): Framework {
  const catalog = catalogOf(document, imported)
  const { title, version } = catalog.metadata
  const requirements: Requirement[] = []
  const add = (own: string, name: string, parent: string | undefined, asks = ''): void => {
    requirements.push({
      id: own,
      title: name,
      aspects: [],
      ...(parent ? { parent } : {}),
      ...(asks ? { asks } : {}),
    })
  }
  const walk = (
    { groups = [], controls = [] }: Pick<Group, 'groups' | 'controls'>,
    known: readonly Param[],
    parent?: string,
  ): void => {
    for (const control of controls) {
      const params = [...(control.params ?? []), ...known]
      // One that is withdrawn asks for nothing any more; what is in it may.
      if (!isWithdrawn(control))
        add(control.id, titleWith(control.title, params), parent, asksOf(control, params))
      walk({ controls: control.controls }, params, parent)
    }
    for (const [place, group] of groups.entries()) {
      const params = [...(group.params ?? []), ...known]
      const own = group.id ?? `${parent ?? 'group'}-${place + 1}`
      add(own, titleWith(group.title, params), parent)
      walk(group, params, own)
    }
  }
  walk(catalog, catalog.params ?? [])
  return { id, title, version, publisher: 'imported', requirements }
}

/** What a control asks for: the prose of its statement with all its items, as one text. */
function asksOf({ parts = [] }: Control, params: readonly Param[]): string {
  const proseIn = ({ prose, parts: inner = [] }: Part): string[] => [
    ...(prose ? [titleWith(prose, params)] : []),
    ...inner.flatMap(proseIn),
  ]
  return parts
    .filter(({ name }) => name === 'statement')
    .flatMap(proseIn)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
}
