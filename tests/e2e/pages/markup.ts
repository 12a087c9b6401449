import type { Node } from './draw.ts'

const bare = new Set(['input', 'br', 'hr'])
const safe = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** A page as a server writes it. @returns HTML */
export function markup(node: Node | string): string {
  if (typeof node === 'string') return safe(node)
  const { tag, attrs = {}, props = {}, children = [] } = node
  const area = tag === 'textarea' || tag === 'select'
  const all = Object.entries({ ...attrs, ...(area ? { ...props, value: undefined } : props) })
  const written = all
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${safe(String(value))}"`))
  const inside =
    tag === 'textarea' ? safe(String(props['value'] ?? '')) : children.map(markup).join('')
  return `<${tag}${written.join('')}>${bare.has(tag) ? '' : `${inside}</${tag}>`}`
}
