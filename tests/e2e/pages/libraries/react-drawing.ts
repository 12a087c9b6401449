import { createElement, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import type { Drawing } from '../app.ts'
import type { Control, Node } from '../draw.ts'

/** A control as a vendor's design system draws it. */
export type Components = Readonly<Record<string, (given: Control) => unknown>>

/**
 * React: controlled inputs. @param components by kind of control: of a vendor's design system, in
 * place of the plain ones @param around what the system wants around all
 */
export const reactDrawing = (
  components: Components = {},
  around: (page: unknown) => unknown = page => page,
): Drawing => ({
  mount(into, look, changed) {
    const element = elementsOf(components)
    let seen = look()
    const Page = (): unknown =>
      element(
        useSyncExternalStore(
          listener => {
            changed(() => {
              seen = look()
              listener()
            })
            return () => undefined
          },
          () => seen,
        ),
      )
    createRoot(into).render(around(createElement(Page)))
    return into
  },
})

const written: Readonly<Record<string, string>> = {
  for: 'htmlFor',
  class: 'className',
  tabindex: 'tabIndex',
  colspan: 'colSpan',
  rowspan: 'rowSpan',
  readonly: 'readOnly',
  autocomplete: 'autoComplete',
  contenteditable: 'contentEditable',
}

function elementsOf(components: Components): (node: Node | string) => unknown {
  return element
  function element(node: Node | string): unknown {
    if (typeof node === 'string') return node
    const { control } = node
    const component = control && components[control.kind]
    return component
      ? createElement(component, { ...control, key: node.key })
      : plain(node, element)
  }
}

function plain(node: Node, element: (node: Node | string) => unknown): unknown {
  const { tag, key, attrs, props, on, children } = node
  const many = attrs?.['multiple'] === true
  const all = children
    ?.flatMap(child =>
      typeof child !== 'string' && child.tag === 'optgroup' ? (child.children ?? []) : [child],
    )
    .filter(child => typeof child !== 'string' && child.props?.['selected'])
  const of = (child: Node | string | undefined): unknown =>
    typeof child === 'object' ? child.attrs?.['value'] : undefined
  return createElement(
    tag,
    {
      ...Object.fromEntries(
        Object.entries(attrs ?? {})
          .filter(
            ([name, value]) =>
              value !== undefined && value !== false && name !== 'style' && !(name === 'checked'),
          )
          .map(([name, value]) => [written[name] ?? name, value]),
      ),
      ...(attrs?.['style'] === undefined ? {} : { style: styleOf(String(attrs['style'])) }),
      ...(attrs?.['checked'] === undefined ? {} : { defaultChecked: attrs['checked'] }),
      ...(tag === 'option' ? { disabled: props?.['disabled'] } : props),
      ...(props?.['indeterminate'] === undefined
        ? {}
        : {
            indeterminate: undefined,
            ref(found: HTMLInputElement | null) {
              if (found) found.indeterminate = true
            },
          }),
      ...(tag === 'select' ? { value: many ? (all ?? []).map(of) : of(all?.[0]) } : {}),
      ...(key ? { key } : {}),
      ...(on?.click ? { onClick: native(on.click) } : {}),
      ...((on?.input ?? on?.change) ? { onChange: native(on.input ?? on.change) } : {}),
      ...(props && !on ? { readOnly: true } : {}),
    },
    ...(children ?? []).map(element),
  )
}

/** `clip-path:none` is `clipPath` here. */
function styleOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(';').map(part => {
      const [name = '', value = ''] = part.split(':')
      return [name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]
    }),
  )
}

/** React's own event has the browser's target under the same name. */
function native(listener: ((event: Event) => void) | undefined): (event: Event) => void {
  return event => listener?.(event)
}
