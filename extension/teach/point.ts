import type { Locator, ReadKind } from '../../common/capture/recipe.ts'
import { findAll, scan } from '../capture/locate.ts'
import type { Scan } from '../capture/locate.ts'

import { controlSelector, roleOf } from '../capture/names.ts'
import { read } from '../capture/read.ts'
import type { Read } from '../capture/seen.ts'
import { folded, plain, shadowOf } from '../capture/walk.ts'

/** What was pointed at, as a recipe would find and read it. */
export type Pointed = {
  readonly control: Element
  readonly name: string
  readonly locate: readonly Locator[]
  readonly kind: ReadKind
  /** A choice is kept by the value that the page's own code has for it, where there is one. */
  readonly by: 'label' | 'value'
  readonly seen: Read
  /** What may be chosen, as it is kept and as it is called. */
  readonly choices: readonly Choice[]
}
export type Choice = readonly [value: string, title: string]

/** Names that say how a control stands, and not which one it is. */
const states =
  /^(?:on|off|enabled?|disabled?|yes|no|active|inactive|activated|deactivated|true|false|checked|unchecked)$/i
/** Roles that can be a control; others hold parts of a page. */
const controlRoles =
  /^(?:button|switch|checkbox|radio|combobox|listbox|option|textbox|searchbox|spinbutton|slider|radiogroup|group|menuitemcheckbox|menuitemradio)$/
/**
 * Ids that libraries number as they render: another one at the next load (React's useId, counters,
 * long numbers, colons).
 */
const numbered = /:|\d{4,}|[-_]\d+$|(?:^|[-_])r_?(?=[0-9a-v]*\d)[0-9a-v]+_?(?:$|[-_])/
const choice = '[role=radiogroup],[role=listbox],fieldset'
const words = 80

/** The element under the pointer, inside shadow roots too. */
export function deepest(event: MouseEvent): Element | null {
  let [at] = event.composedPath()
  if (!at || !('localName' in at)) return null
  for (let shadow = shadowOf(at as Element); shadow; shadow = shadowOf(at as Element)) {
    const inner: Element | null = shadow.elementFromPoint(event.clientX, event.clientY)
    if (!inner || inner === at || inner.getRootNode() !== shadow) break
    at = inner
  }
  return at as Element
}

/**
 * The control that an element belongs to: itself, what its label names, what holds it, or what its
 * component hides.
 */
export function controlOf(target: Element): Element {
  for (let at: Element | null = target; at; at = outer(at)) {
    const labelled = at.localName === 'label' ? (at as HTMLLabelElement).control : null
    if (labelled) return inner(labelled)
    if (at.matches(controlSelector) && controlRoles.test(roleOf(at))) return inner(at)
  }
  const own = inner(target)
  // What is no control may be an entry of a list.
  const isText = /^(?:listitem)?$/.test(roleOf(own)) && !own.localName.includes('-')
  return (isText ? closest(own, 'ul,ol,[role=list]') : null) ?? own
}

/** Reads the control as a recipe would. A choice among several is its group. */
export function pointAt(pointed: Element, document: Document, page = scan(document)): Pointed {
  const radio = roleOf(pointed) === 'radio' || pointed.localName.endsWith('-radio')
  const group = radio ? closest(pointed, choice) : null
  const control = group && page.nameOf(group) && isOneChoice(group) ? group : pointed
  const role = roleOf(control)
  const own = page.nameOf(control)
  const name = states.test(own) ? '' : own
  const alike =
    radio && control === pointed && control.localName === 'input' && control.getAttribute('name')
  const kind: ReadKind = radio
    ? 'selected'
    : /^(?:checkbox|switch)$/.test(role) || control.hasAttribute('aria-pressed')
      ? 'checked'
      : /^(?:spinbutton|slider)$/.test(role)
        ? 'number'
        : control.matches('select[multiple],[aria-multiselectable=true],ul,ol,[role=list]')
          ? 'list'
          : /^(?:combobox|listbox|radiogroup|group)$/.test(role) ||
              control.getAttribute('aria-haspopup') === 'listbox'
            ? 'selected'
            : 'text'

  const candidates: Locator[] = alike
    ? [{ css: `input[type="radio"][name="${CSS.escape(alike)}"]` }]
    : []
  // An id inside a component's own root is the component's, the same on every page and in every
  // copy.
  if (control.getRootNode() === control.ownerDocument && !alike) {
    for (const attribute of ['name', 'data-field', 'data-testid', 'id']) {
      const value = control.getAttribute(attribute)
      if (value && !numbered.test(value))
        candidates.push({ css: `${control.localName}[${attribute}="${CSS.escape(value)}"]` })
    }
  }
  if (name && role) candidates.push({ role, name: [name] })
  const texts = name ? [] : wordsAround(control)
  if (role) candidates.push(...texts.map((text): Locator => ({ near: [text], role })))
  const finds = (candidate: Locator): readonly Element[] => findAll(candidate, page)
  const locate = candidates
    .filter(candidate => {
      const found = finds(candidate)
      return alike && 'css' in candidate && candidate.css.includes('radio')
        ? found.length > 1
        : found.length === 1 && found[0] === control
    })
    .slice(0, 4)
  const [first] = locate
  const near = first && 'near' in first ? (first.near[0] ?? '') : ''
  const elements = alike && first ? finds(first) : [control]
  const by = kind === 'selected' && hasValue(elements) ? 'value' : 'label'
  return {
    control,
    name: name || near,
    locate,
    kind,
    by,
    seen: read(elements, { read: kind, by }, page),
    choices: choicesOf(elements, by, page),
  }
}

function choicesOf(elements: readonly Element[], by: 'label' | 'value', page: Scan): Choice[] {
  return offered(elements).flatMap(item => {
    const title = item.localName === 'option' ? plain(item.textContent) : page.nameOf(item)
    const value = by === 'value' ? item.getAttribute('value') : title
    return value && title && !(item as HTMLOptionElement).disabled ? [[value, title] as const] : []
  })
}

/** Whether a box holds the radio buttons of one choice: two choices may stand in one fieldset. */
function isOneChoice(group: Element): boolean {
  const names = [...group.querySelectorAll('input[type=radio]')].map(item =>
    item.getAttribute('name'),
  )
  return new Set(names).size < 2
}

/** Whether what is chosen has a value beside its label, which is another in every language. */
function hasValue(elements: readonly Element[]): boolean {
  const choices = offered(elements)
  return choices.length > 0 && choices.every(item => item.getAttribute('value') !== null)
}

/** The options of a list, or the radio buttons of a choice. */
function offered(elements: readonly Element[]): readonly Element[] {
  const [element] = elements
  const options = elements.flatMap(item =>
    item.localName === 'select' ? [...(item as HTMLSelectElement).options] : [],
  )
  if (options.length > 0) return options
  return elements.length > 1
    ? elements
    : [...(element?.querySelectorAll('input[type=radio]:not([aria-hidden=true])') ?? [])]
}

/** Texts near a control without a name, from the nearest box outwards. */
function wordsAround(control: Element): readonly string[] {
  const found: string[] = []
  for (
    let box = control.parentElement, level = 0;
    box && level < 4 && found.length < 6;
    box = box.parentElement, level++
  ) {
    const walker = control.ownerDocument.createTreeWalker(box, 4)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = plain(node.nodeValue)
      if (
        text.length > 1 &&
        text.length <= words &&
        !control.contains(node) &&
        !states.test(folded(text)) &&
        !found.includes(text)
      )
        found.push(text)
    }
  }
  return found
}

/** A component's host stands for the control in its root. */
function inner(element: Element): Element {
  return roleOf(element) === '' && !element.localName.endsWith('-radio')
    ? (shadowOf(element)?.querySelector(controlSelector) ?? element)
    : element
}

function outer(element: Element): Element | null {
  const root = element.getRootNode()
  return element.parentElement ?? ('host' in root ? (root as ShadowRoot).host : null)
}

/** The nearest element around this one that fits, out of shadow roots too. */
export function closest(element: Element, selector: string): Element | null {
  for (let at: Element | null = element; at; at = outer(at)) if (at.matches(selector)) return at
  return null
}
