import { createElement, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { run } from '../app.ts'
import type { Drawing } from '../app.ts'
import type { Node } from '../draw.ts'

/** React 19: controlled inputs. */
const drawing: Drawing = {
  mount(into, look, changed) {
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
    createRoot(into).render(createElement(Page))
    return into
  },
}

const written: Readonly<Record<string, string>> = {
  for: 'htmlFor',
  class: 'className',
  tabindex: 'tabIndex',
  colspan: 'colSpan',
  rowspan: 'rowSpan',
  readonly: 'readOnly',
  autocomplete: 'autoComplete',
}

function element(node: Node | string): unknown {
  if (typeof node === 'string') return node
  const { tag, key, attrs, props, on, children } = node
  const chosen = children?.find(child => typeof child !== 'string' && child.props?.['selected'])
  const many = attrs?.['multiple'] === true
  const all = children?.filter(child => typeof child !== 'string' && child.props?.['selected'])
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
      ...(tag === 'select' ? { value: many ? (all ?? []).map(of) : of(chosen) } : {}),
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

run(drawing)
