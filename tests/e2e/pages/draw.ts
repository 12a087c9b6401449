// What the pages are drawn of.

/**
 * One element as plain data that every library draws in its own way. Attributes are written as HTML
 * has them; `props` are set as the library sets properties (`checked`, `value`, `selected`,
 * `disabled`, `indeterminate`).
 */
export type Node = {
  readonly tag: string
  readonly key?: string
  readonly attrs?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly props?: Readonly<Record<string, string | boolean>>
  readonly on?: Readonly<Partial<Record<'click' | 'input' | 'change', (event: Event) => void>>>
  readonly children?: readonly (Node | string)[]
  /** What the element is about, for a library with components of its own. */
  readonly control?: Control
}
export type Control = {
  readonly kind: string
  readonly id: string
  readonly label: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: unknown
  readonly disabled: boolean
  change(value: string | boolean): void
}
export type Attrs = NonNullable<Node['attrs']>

export const h = (tag: string, attrs: Attrs = {}, ...children: (Node | string)[]): Node => ({
  tag,
  attrs,
  children,
})
export const button = (attrs: Attrs, click: () => void, ...children: (Node | string)[]): Node => ({
  ...h('button', { type: 'button', ...attrs }, ...children),
  on: { click },
})
