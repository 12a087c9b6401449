import type { SettingReading } from '../../../common/capture/recipe.ts'
import type { Value } from '../../../common/model/value.ts'

// What a generated page is, as data: the server, the page's own script, the driver and the judge
// all work from it.

export const libraries = ['plain', 'react', 'vue', 'lit', 'svelte', 'angular'] as const
export type Library = (typeof libraries)[number]

export type Language =
  | 'right'
  | 'region'
  | 'absent'
  | 'wrong'
  | 'other'
  | 'mislabelled'
  | 'translated'
  | 'formats'

/** How the values come onto the page. */
type Timing = 'at-once' | 'late' | 'skeleton'

type Save = 'instant' | 'submit' | 'button'

/** How the page and the server behave when something is changed. */
export type Flow = {
  readonly save: Save
  /**
   * `invalid`: the page itself finds fault, and asks no server. `once`: the first is accepted, no
   * other. `overruled`: the server answers well and keeps what it has. `expired`: the sign-in page
   * stands in place of the settings. `lost`: the connection breaks. `partly`: the server answers
   * well and keeps the first change, and the page says that others were not kept.
   */
  readonly outcome:
    | 'accepted'
    | 'refused'
    | 'invalid'
    | 'once'
    | 'overruled'
    | 'expired'
    | 'lost'
    | 'partly'
  /** Milliseconds until the server has decided. */
  readonly latency: number
  /** Whether the page shows that it waits for the server. */
  readonly pendingSign: boolean
  /** A question before a change is sent. */
  readonly dialog: 'none' | 'native' | 'aria'
  /** For `button`: what the page says of a save. */
  readonly sign: 'message' | 'idle'
  /** For `instant`: when what is typed is sent, on leaving the field or some milliseconds later. */
  readonly commit?: 'blur' | number
  /** For `instant`: an offer to take it back, and whether it is sent before that is gone. */
  readonly undo?: 'sent' | 'delayed'
  /** For `overruled`: milliseconds until the page shows what the server keeps. */
  readonly shownAfter?: number
  /** Each half of the page has a save button of its own. */
  readonly halves?: true
  /** What was said of the last save stays there. */
  readonly sticky?: true
  /** A button that sets all to its default, which is not saved by that. */
  readonly defaults?: true
  /** Once saved, another page stands in place of the settings. */
  readonly leads?: true
}

/** Where the page stands in its application. */
export type Address = 'path' | 'hash' | 'tenant-path' | 'things'

/** How the settings are put into the document. */
export type Frame =
  | 'document'
  | 'late-frame'
  | 'object'
  | 'frameset'
  | 'rewritten'
  | 'dialog'
  | 'tabs'
  | 'late-elements'

export type Option = { readonly value: string; readonly label: string; readonly other: string }

/**
 * One control. `kind` says how it is drawn, `variant` what is special about it; `expect` what a
 * person who looks at the screen could tell: `read` (the value), `unknown` (nobody could). `either`
 * is true or unknown, and counted in neither: the same control can be told at one place of the page's
 * script and not at another.
 */
export type ControlPlan = {
  readonly id: string
  readonly kind: string
  readonly variant: string
  /** The name that the recipe has, and as the page writes it. */
  readonly name: string
  readonly shown: string
  readonly first: Value
  readonly next: Value
  readonly options: readonly Option[]
  /** The text of the value where it is more than its own digits. */
  readonly texts: readonly (readonly [Value, string])[]
  readonly reading: Omit<SettingReading, 'setting'>
  readonly truth: 'value' | 'label' | 'minutes'
  readonly expect: 'read' | 'unknown' | 'either'
  readonly editable: boolean
  /** The kinds of mistakes, by their numbers in `kinds.ts`, that it may provoke. */
  readonly provokes: readonly number[]
}

export type Step =
  | { readonly do: 'open'; readonly place: Place }
  | { readonly do: 'wait'; readonly milliseconds: number }
  /** Changes controls as a person does. */
  | { readonly do: 'edit'; readonly controls: readonly string[] }
  | {
      readonly do: 'click'
      readonly what:
        | 'save'
        | 'save-first'
        | 'confirm'
        | 'cancel'
        | 'undo'
        | 'take-back'
        | 'defaults'
        | 'heading'
        | 'other-tab'
        | 'link'
        | 'anchor'
        | 'language'
        | 'drawer'
    }
  /** Enter, where the cursor is. */
  | { readonly do: 'enter' }
  /** Fills in a field as another extension does. */
  | { readonly do: 'fill'; readonly controls: readonly string[] }
  /** Changes the address as a page's own script does. */
  | { readonly do: 'address'; readonly by: 'replace-query' | 'hash' | 'push-query' }
  /** Somebody else changes these at the server; this tab is not told, unless it asks by itself. */
  | { readonly do: 'elsewhere'; readonly controls: readonly string[] }
  /** The same in a second tab of this browser, through the page. */
  | { readonly do: 'second-tab'; readonly controls: readonly string[] }
  | { readonly do: 'look-again'; readonly by: 'worker' | 'agent' }
  | { readonly do: 'reload' }
  /**
   * Leaves for another page and comes back: browsers fill forms as they were left, or show the page
   * that they kept.
   */
  | { readonly do: 'leave-and-return'; readonly kept: boolean }
  /** Prints the page, which shows none of its settings then. */
  | { readonly do: 'print' }
  /**
   * What must be known by now: `now` the value that the server holds; `held` whatever was right when
   * it was read; `nothing` no reading at all. `unsaved` are controls whose shown value is nowhere
   * yet.
   */
  | {
      readonly do: 'expect'
      readonly what: 'now' | 'held' | 'nothing'
      readonly place: Place
      readonly unsaved?: readonly string[]
    }

/** Whose settings: a tenant's, and of one thing where the page shows one of several. */
export type Place = { readonly tenant: 'test' | 'prod'; readonly thing: 'one' | 'two' }

export type PagePlan = {
  readonly seed: number
  readonly scenario: string
  readonly library: Library
  /** Some of its controls are drawn by a vendor's own components, in React. */
  readonly vendor: string | null
  readonly language: Language
  readonly timing: Timing
  readonly loadLatency: number
  readonly flow: Flow
  readonly address: Address
  readonly frame: Frame
  /** Written from the right to the left. */
  readonly leftwards: boolean
  /** Where the browser is in the world: dates and times of fields have no zone. */
  readonly zone: string
  /** Milliseconds between a new address and its content. */
  readonly contentLag: number
  /**
   * Nothing on the screen tells that what stands there is not the address' own yet: it may have been
   * read, where the right values follow.
   */
  readonly transient: boolean
  /** The page asks the server for changes by itself. */
  readonly polls: boolean
  /** And leaves alone what somebody is changing. */
  readonly merges: boolean
  /** What it knew the last time stands there until the data come. */
  readonly cached: boolean
  /** A moment after a change all elements are made anew. */
  readonly redraws: boolean
  /** Its language can be switched in place; whether its document says so. */
  readonly switches: 'told' | 'untold' | null
  /** A part about something else, with controls of the same names: what becomes of the page behind. */
  readonly drawer: 'hidden' | 'inert' | 'native' | 'beside' | null
  /** It asks the server for something else all the time: whether somebody is there, what is new. */
  readonly asks: boolean
  readonly decorations: readonly ('progress' | 'clock')[]
  readonly heading: string
  readonly controls: readonly ControlPlan[]
  readonly steps: readonly Step[]
  readonly provokes: readonly number[]
}

/** Controls that each vendor's design system has, as it has them. */
export const isVendors = ({ kind, variant }: ControlPlan): boolean =>
  Object.hasOwn(vendorKinds, kind) && (vendorKinds[kind] ?? []).includes(variant)
const vendorKinds: Readonly<Record<string, readonly string[]>> = {
  checkbox: ['wrapped', 'label-for', 'locked'],
  switch: ['button', 'div', 'input', 'locked'],
  radios: ['fieldset', 'aria'],
  select: ['plain', 'mapped', 'locked'],
  text: ['text', 'locked'],
}
const vendorRoles: Readonly<Record<string, string>> = {
  checkbox: 'checkbox',
  switch: 'switch',
  radios: 'radiogroup',
  select: 'combobox',
  text: 'textbox',
}

/** The page with a vendor's own components, each found by its name. */
export function drawnBy(vendor: string, plan: PagePlan): PagePlan {
  const controls = plan.controls.map(control =>
    isVendors(control)
      ? {
          ...control,
          reading: {
            ...control.reading,
            locate: [{ role: vendorRoles[control.kind] ?? '', name: [control.name] }],
          },
        }
      : control,
  )
  return { ...plan, library: 'react', vendor, controls }
}

export const placeKey = ({ tenant, thing }: Place): string => `${tenant}/${thing}`

/** The address of a place on the page's server, without its origin. */
export function addressOf(plan: PagePlan, { tenant, thing }: Place): string {
  const root = `/p/${plan.seed}`
  switch (plan.address) {
    case 'path':
      return `${root}/settings`
    case 'hash':
      return `${root}/app#/${tenant}/settings`
    case 'tenant-path':
      return `${root}/t/${tenant}/settings`
    case 'things':
      return `${root}/items/${thing}`
  }
}

/** What a right reading of this value is. */
export function truthOf(control: ControlPlan, value: Value): Value {
  const { values, invert } = control.reading.map ?? {}
  if (invert) return value !== true
  const one = (item: Value): Value => {
    if (control.truth === 'minutes') return minutesOf(String(item))
    const label =
      control.truth === 'label'
        ? (control.options.find(option => option.value === item)?.label ?? item)
        : item
    return typeof label === 'string' && values ? (values[label] ?? label) : label
  }
  return Array.isArray(value) ? value.map(item => one(item as Value)) : one(value)
}

/** The text that stands on the page for a value. */
export function textOf(control: ControlPlan, value: Value): string {
  const found = control.texts.find(([of]) => JSON.stringify(of) === JSON.stringify(value))
  return found ? found[1] : String(value ?? '')
}

function minutesOf(text: string): number {
  const [amount, unit] = text.split(' ')
  return Number(amount) * (unit === 'days' ? 1440 : unit === 'hours' ? 60 : 1)
}
