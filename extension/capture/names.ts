import type { Root } from './walk.ts'
import { isShown } from './text.ts'
import { plain } from './walk.ts'

/**
 * The label texts of one root, indexed once per scan: `input.labels` walks the whole document after
 * every change, which made a page of 5,000 controls take seconds.
 */
export type LabelIndex = (control: Element) => readonly Element[]

export function indexLabels(root: Root): LabelIndex {
  const byTarget = new Map<Element, Element[]>()
  for (const label of root.querySelectorAll('label')) {
    const target = label.htmlFor
      ? root.getElementById(label.htmlFor)
      : label.querySelector('input:not([type=hidden]),select,textarea,button,meter,output,progress')
    if (!target) continue
    const labels = byTarget.get(target)
    if (labels) labels.push(label)
    else byTarget.set(target, [label])
  }
  return control => byTarget.get(control) ?? []
}

/**
 * The accessible name, after the order of the accname specification as far as controls of admin
 * pages need it: aria-labelledby, aria-label, native label (or legend, caption), content for
 * buttons and options, title, placeholder.
 */
export function nameOf(element: Element, labels: LabelIndex): string {
  const own = plain(element.getAttribute('aria-label'))
  const by = element.getAttribute('aria-labelledby')
  if (by) {
    const root = element.getRootNode() as Root
    const named = by.split(/\s+/).flatMap(id => root.getElementById?.(id) ?? [])
    // What is around the control says its name once more, and its state (Okta's switch).
    if (own && named.some(at => at.contains(element))) return own
    // "label value" is how lists say what is chosen: a name that changes with it finds nothing again.
    const stable = named.filter(at => !element.contains(at) && !at.matches(values))
    const text = plain(
      (stable.length > 0 ? stable : named)
        .map(at => at.getAttribute('aria-label') ?? textOf(at))
        .join(' '),
    )
    if (text) return text
  }
  if (own) return own
  const native = plain(
    labels(element)
      .map(label => textOf(label))
      .join(' '),
  )
  if (native) return native
  if (element.localName === 'fieldset')
    return plain(textOf(element.querySelector(':scope > legend')))
  if (element.localName === 'table')
    return plain(element.querySelector(':scope > caption')?.textContent)
  if (
    element.localName === 'input' &&
    /^(?:submit|button|reset)$/.test((element as HTMLInputElement).type)
  )
    return plain((element as HTMLInputElement).value)
  if (
    namedByContent.has(element.localName) ||
    namedByContent.has(element.getAttribute('role') ?? '')
  ) {
    const text = plain(textOf(element))
    if (text) return text
  }
  return plain(element.getAttribute('title')) || plain(element.getAttribute('placeholder'))
}

const values = 'input,select,textarea,output,[role=combobox],[role=textbox],[aria-live]'
const namedByContent = new Set([
  'button',
  'a',
  'option',
  'summary',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'switch',
  'checkbox',
  'radio',
  'link',
  'heading',
  'tab',
  'menuitem',
])

/**
 * Text of a label without the text of controls inside it (a select's options are not its name) and
 * without help beside its words, with images' alternatives.
 */
function textOf(element: Element | null): string {
  if (element === null) return ''
  // As most labels are.
  if (element.childElementCount === 0 && element.localName !== 'slot') return element.textContent
  return plain(wordsOf(element, helpless)) || wordsOf(element, apart)
}
const apart = 'select,textarea,script,style,template,[role=tooltip],[aria-hidden=true],[hidden]'
const helpless = `${apart},button,[role=button]`

function wordsOf(element: Element, without: string): string {
  let text = ''
  // A name may come from what is hidden as a whole.
  const isSeen = element.childElementCount > 0 && element.checkVisibility()
  // What stands in a slot belongs to whoever uses the component: a button of a design system has
  // its words there.
  for (const node of element.localName === 'slot'
    ? (element as HTMLSlotElement).assignedNodes({ flatten: true })
    : element.childNodes) {
    if (node.nodeType === 3) text += node.nodeValue ?? ''
    else if (node.nodeType === 1) {
      const child = node as Element
      if (child.matches(without) || (isSeen && !isShown(child))) continue
      if (child.localName === 'img') text += ` ${child.getAttribute('alt') ?? ''} `
      else
        text +=
          child.getAttribute('aria-label') ??
          (inline.has(child.localName) ? wordsOf(child, without) : ` ${wordsOf(child, without)} `)
    }
  }
  return text
}
const inline = new Set([
  'slot',
  'span',
  'b',
  'i',
  'em',
  'strong',
  'a',
  'code',
  'small',
  'abbr',
  'mark',
  'sub',
  'sup',
])

/** The role that counts: the given one, or the element's own. */
export function roleOf(element: Element): string {
  const given = element.getAttribute('role')?.trim().split(/\s+/)[0]
  if (given) return given
  switch (element.localName) {
    case 'input':
      return inputRoles[(element as HTMLInputElement).type] ?? 'textbox'
    case 'select':
      return (element as HTMLSelectElement).multiple || (element as HTMLSelectElement).size > 1
        ? 'listbox'
        : 'combobox'
    case 'textarea':
      return 'textbox'
    case 'button':
    case 'summary':
      return 'button'
    case 'a':
      return element.hasAttribute('href') ? 'link' : ''
    case 'ul':
    case 'ol':
      return 'list'
    case 'fieldset':
      return 'group'
    default:
      return /^h[1-6]$/.test(element.localName)
        ? 'heading'
        : element.localName === 'table'
          ? 'table'
          : ''
  }
}
const inputRoles: Readonly<Record<string, string>> = {
  checkbox: 'checkbox',
  radio: 'radio',
  number: 'spinbutton',
  range: 'slider',
  submit: 'button',
  button: 'button',
  reset: 'button',
  image: 'button',
  search: 'searchbox',
  hidden: 'none',
  password: 'none',
}

/** Vendors mix these: a recipe that says one of a family finds the others. */
const families: readonly (readonly string[])[] = [
  ['checkbox', 'switch'],
  ['combobox', 'listbox'],
  ['textbox', 'searchbox', 'spinbutton'],
  ['radiogroup', 'group'],
  ['table', 'grid', 'treegrid'],
]

/** The roles that these stand for (WAI-ARIA 1.2, 6.6.4). */
const live: Readonly<Record<string, string>> = { polite: 'status', assertive: 'alert' }

export function isOfRole(element: Element, wanted: string): boolean {
  const role = roleOf(element)
  if (role === wanted) return true
  // What is read out when it changes is a message, whatever else it is (PatternFly: a list).
  if (wanted === live[element.getAttribute('aria-live') ?? '']) return true
  if (role === 'button' && element.hasAttribute('aria-pressed'))
    return wanted === 'switch' || wanted === 'checkbox'
  if (role === 'button' && element.getAttribute('aria-haspopup') === 'listbox')
    return wanted === 'combobox'
  return families.some(family => family.includes(wanted) && family.includes(role))
}

export const controlSelector =
  'input:not([type=hidden]),select,textarea,button,table,ul,ol,fieldset,h1,h2,h3,h4,h5,h6,a[href],[role],[aria-live]'
