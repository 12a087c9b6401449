import { leavesOf } from '../model/framework.ts'
import type { Framework } from '../model/framework.ts'

/**
 * A framework as CISO Assistant loads one (https://github.com/intuitem/ciso-assistant-community, library
 * files): ids without a prefix as `ref_id`, headings that are not assessable, and for each level the group
 * of what it asks for, what those before it ask for included. No text of the framework.
 */
export function libraryOf({
  id,
  title,
  version,
  publisher,
  note,
  levels = [],
  requirements,
}: Framework): object {
  const leaves = new Set(leavesOf({ requirements }).map(item => item.id))
  const byId = new Map(requirements.map(item => [item.id, item]))
  const urnOf = (kind: string, of: string): string => `urn:witnessmark:risk:${kind}:${of}`
  const node = (of: string): string => urnOf('req_node', `${id}:${segment(of)}`)
  const depthOf = (of: string | undefined): number => {
    const item = of === undefined ? undefined : byId.get(of)
    return item ? 1 + depthOf(item.parent) : 0
  }
  const about = {
    ref_id: id.toUpperCase(),
    name: `${title} ${version}`,
    description: note ?? 'Ids, and short titles of our own; the text is with its publisher.',
  }
  return {
    urn: urnOf('library', id),
    locale: 'en',
    ...about,
    copyright: publisher,
    version: 1,
    provider: publisher,
    packager: 'witnessmark',
    objects: {
      framework: {
        urn: urnOf('framework', id),
        ...about,
        ...(levels.length > 0
          ? {
              implementation_groups_definition: levels.map(level => ({
                ref_id: level,
                name: level,
              })),
            }
          : {}),
        requirement_nodes: requirements.map(item => ({
          urn: node(item.id),
          assessable: leaves.has(item.id),
          depth: depthOf(item.id),
          ...(item.parent === undefined ? {} : { parent_urn: node(item.parent) }),
          ref_id: item.id,
          name: item.title,
          ...(item.level !== undefined && levels.includes(item.level)
            ? { implementation_groups: levels.slice(levels.indexOf(item.level)) }
            : {}),
        })),
      },
    },
  }
}

/** The last part of such a name: letters, digits, and `[]()-._`; each other sign by its number. */
function segment(id: string): string {
  return id
    .toLowerCase()
    .replace(/[^0-9a-z[\]()\-.]/g, sign => `_${sign.codePointAt(0)?.toString(16) ?? ''}`)
}
