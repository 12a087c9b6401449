import { z } from 'zod'
import type { Framework, Requirement } from '../model/framework.ts'

type Control = {
  readonly id: string
  readonly title: string
  readonly controls?: Control[] | undefined
}
type Group = {
  readonly id?: string | undefined
  readonly title: string
  readonly groups?: Group[] | undefined
  readonly controls?: Control[] | undefined
}
const Control: z.ZodType<Control> = z.object({
  id: z.string(),
  title: z.string(),
  get controls() {
    return z.array(Control).optional()
  },
})
const Group: z.ZodType<Group> = z.object({
  id: z.string().optional(),
  title: z.string(),
  get groups() {
    return z.array(Group).optional()
  },
  controls: z.array(Control).optional(),
})
const Catalog = z.object({
  catalog: z.object({
    metadata: z.object({ title: z.string(), version: z.string() }),
    groups: z.array(Group).optional(),
    controls: z.array(Control).optional(),
  }),
})

/**
 * A framework from an OSCAL catalogue, also a resolved profile (https://pages.nist.gov/OSCAL, 1.0 and
 * later): groups as headings; controls and their enhancements side by side, since each asks for
 * something. Nothing speaks for any of them yet. @throws ZodError for what is no catalogue
 */
export function frameworkFromOscal(id: string, document: unknown): Framework {
  const { catalog } = Catalog.parse(document)
  const { title, version } = catalog.metadata
  const requirements: Requirement[] = []
  const add = (own: string, name: string, parent: string | undefined): void => {
    requirements.push({ id: own, title: name, aspects: [], ...(parent ? { parent } : {}) })
  }
  const walk = (
    { groups = [], controls = [] }: Pick<Group, 'groups' | 'controls'>,
    parent?: string,
  ): void => {
    for (const control of controls) {
      add(control.id, control.title, parent)
      walk({ controls: control.controls }, parent)
    }
    for (const [place, group] of groups.entries()) {
      const own = group.id ?? `${parent ?? 'group'}-${place + 1}`
      add(own, group.title, parent)
      walk(group, own)
    }
  }
  walk(catalog)
  return { id, title, version, publisher: 'imported', requirements }
}
