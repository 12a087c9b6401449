import { z } from 'zod'

// What of an OSCAL catalogue (https://pages.nist.gov/OSCAL, 1.0 and later) becomes a framework.

const Param = z.object({
  id: z.string(),
  label: z.string().optional(),
  values: z.array(z.string()).optional(),
})
export type Param = z.infer<typeof Param>

const Prop = z.object({ name: z.string(), value: z.string(), ns: z.string().optional() })
/** A piece of a control's text; what it asks for stands in those called `statement`. */
export type Part = {
  readonly name: string
  readonly prose?: string | undefined
  readonly parts?: readonly Part[] | undefined
}
const Part: z.ZodType<Part> = z.object({
  name: z.string(),
  prose: z.string().optional(),
  get parts() {
    return z.array(Part).optional()
  },
})

export type Control = {
  readonly id: string
  readonly title: string
  readonly props?: readonly z.infer<typeof Prop>[] | undefined
  readonly params?: readonly Param[] | undefined
  readonly parts?: readonly Part[] | undefined
  readonly controls?: readonly Control[] | undefined
}
export type Group = {
  readonly id?: string | undefined
  readonly title: string
  readonly params?: readonly Param[] | undefined
  readonly groups?: readonly Group[] | undefined
  readonly controls?: readonly Control[] | undefined
}
const Control: z.ZodType<Control> = z.object({
  id: z.string(),
  title: z.string(),
  props: z.array(Prop).optional(),
  params: z.array(Param).optional(),
  parts: z.array(Part).optional(),
  get controls() {
    return z.array(Control).optional()
  },
})
const Group: z.ZodType<Group> = z.object({
  id: z.string().optional(),
  title: z.string(),
  params: z.array(Param).optional(),
  get groups() {
    return z.array(Group).optional()
  },
  controls: z.array(Control).optional(),
})
export const Metadata = z.object({ title: z.string(), version: z.string() })

export type Catalog = Omit<Group, 'id' | 'title'> & { readonly metadata: z.infer<typeof Metadata> }
export const Catalog: z.ZodType<Catalog> = z.object({
  metadata: Metadata,
  params: z.array(Param).optional(),
  groups: z.array(Group).optional(),
  controls: z.array(Control).optional(),
})

/** OSCAL's own word for a control that stands in a catalogue only to say where it went. */
export function isWithdrawn({ props = [] }: Control): boolean {
  return props.some(
    ({ name, value, ns = 'http://csrc.nist.gov/ns/oscal' }) =>
      ns === 'http://csrc.nist.gov/ns/oscal' && name === 'status' && /^withdrawn$/i.test(value),
  )
}

/** Every control in something, those in controls too, in their order. */
export function controlsIn({
  groups = [],
  controls = [],
}: Pick<Group, 'groups' | 'controls'>): readonly Control[] {
  return [
    ...controls.flatMap(control => [control, ...controlsIn({ controls: control.controls })]),
    ...groups.flatMap(controlsIn),
  ]
}
