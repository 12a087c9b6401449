import { run } from '../app.ts'
import type { Drawing } from '../app.ts'
import type { Node } from '../draw.ts'

/**
 * Elements made by hand, changed in place: properties as properties, so that nobody hears of them.
 * What the server drew is taken over.
 */
const drawing: Drawing = {
  mount(into, look, changed) {
    const draw = (): void => patchAll(into, [look()])
    draw()
    changed(draw)
    return into
  },
}

const heard = new WeakMap<Element, NonNullable<Node['on']>>()

function patchAll(parent: Element, wanted: readonly (Node | string)[]): void {
  wanted.forEach((node, i) => {
    const found = parent.childNodes[i]
    if (typeof node === 'string') {
      if (found instanceof Text) {
        if (found.data !== node) found.data = node
      } else if (found) found.replaceWith(node)
      else parent.append(node)
      return
    }
    const same = found instanceof Element && found.localName === node.tag
    const element = same ? found : document.createElement(node.tag)
    if (!same) {
      if (found) found.replaceWith(element)
      else parent.append(element)
    }
    patch(element, node, !same)
  })
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove()
}

function patch(element: Element, node: Node, fresh: boolean): void {
  for (const [name, value] of Object.entries(node.attrs ?? {})) {
    const text = value === undefined || value === false ? null : value === true ? '' : String(value)
    if (element.getAttribute(name) === text) continue
    if (text === null) element.removeAttribute(name)
    else element.setAttribute(name, text)
  }
  for (const name of element.getAttributeNames())
    if (
      !['open', 'checked', 'value', 'selected', 'disabled'].includes(name) &&
      !(name in (node.attrs ?? {}))
    )
      element.removeAttribute(name)
  for (const name of ['click', 'input', 'change'] as const)
    if (node.on?.[name] && !heard.get(element)?.[name])
      element.addEventListener(name, event => heard.get(element)?.[name]?.(event))
  heard.set(element, node.on ?? {})
  patchAll(element, node.children ?? [])
  const held = element as unknown as Record<string, unknown>
  for (const [name, value] of Object.entries(node.props ?? {}))
    if (fresh && !['value', 'indeterminate'].includes(name) && value === true)
      element.setAttribute(name, '')
    else if (held[name] !== value) held[name] = value
}

run(drawing)
