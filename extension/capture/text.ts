import { plain } from './walk.ts'

/** What a person reads of an element, or a field's content. */
export function textOf(element: Element): string {
  return plain(rawTextOf(element))
}

/** The same with its spaces: a narrow one groups digits, a plain one parts two numbers. */
export function rawTextOf(element: Element): string {
  const told = element.getAttribute('aria-valuetext')
  if (told) return told
  if (element.localName === 'input' || element.localName === 'textarea')
    return (element as HTMLInputElement).value
  if (element.localName === 'select')
    return [...(element as HTMLSelectElement).selectedOptions].map(labelOf).join(', ')
  const shown = (element as HTMLElement).innerText ?? element.textContent ?? ''
  if (!element.querySelector('[aria-hidden=true]')) return shown
  // Arrows and the like that assistive technology is not told are no part of a value.
  const heard = spoken(element)
  return plain(heard) ? heard : shown
}

/** What is struck out is not so any more. */
export const STRUCK = 's,del,strike,[style*=line-through]'

/**
 * Why a person sees another text in an element than its nodes have: some of it is struck out, stands
 * above or below the line ("10²" is not 102), cannot be seen, or comes from a style sheet.
 * @param without a selector of parts that do not count
 * @returns null where the nodes' text is what is seen
 */
export function altered(element: Element, without = '[aria-hidden=true]'): string | null {
  if (element.closest(STRUCK) || element.querySelector(STRUCK)) return 'it is struck out'
  const apart = [...element.querySelectorAll(without)]
  const parts = [element, ...element.querySelectorAll('*')].filter(
    part => part === element || (!apart.some(other => other.contains(part)) && isShown(part)),
  )
  for (const part of parts) {
    const added = addedBy(part)
    if (added !== '') return `a style sheet adds "${added.slice(0, 80)}"`
    if (!hasText(part)) continue
    if (part !== element && part.matches('sup,sub')) return 'a part of it is raised or lowered'
    if (!isSeen(part, { opacityProperty: true }) || styleOf(part)?.fontSize === '0px')
      return 'a part of it is hidden'
  }
  return null
}

function hasText(part: Element): boolean {
  return [...part.childNodes].some(node => node.nodeType === 3 && plain(node.nodeValue) !== '')
}

/** Words and digits that a style sheet puts into an element; '' where there are none but marks. */
export function addedBy(element: Element): string {
  const view = element.ownerDocument.defaultView
  const contents = ['::before', '::after'].map(
    which => view?.getComputedStyle(element, which).content ?? '',
  )
  return plain(
    contents
      .filter(content => /^(?:"[^"]*[\p{L}\p{Nd}%][^"]*"|.*(?:attr|counters?)\()/u.test(content))
      .map(content => content.replace(/^"|"$/g, ''))
      .join(' '),
  )
}

/** An option's label, as the list shows it. */
export function labelOf(option: HTMLOptionElement): string {
  return plain(option.label || option.textContent)
}

/**
 * The visible text of an element without what assistive technology is not told, and without some of
 * its parts.
 * @param without a selector of parts that are left out
 */
export function spoken(element: Element, without = '[aria-hidden=true]'): string {
  return [...element.childNodes]
    .map(node => {
      if (node.nodeType === 3) return node.nodeValue ?? ''
      const child = node as Element
      if (
        node.nodeType !== 1 ||
        child.matches('[aria-hidden=true],[role=tooltip],script,style,template') ||
        child.matches(without) ||
        !isShown(child)
      )
        return ''
      const text = spoken(child, without)
      return isInline(child) ? text : ` ${text} `
    })
    .join('')
}

/**
 * The texts inside an element, one for each part that holds some itself.
 * @param without a selector of parts that are left out
 */
export function textsIn(element: Element, without = 'label'): readonly string[] {
  const apart = element.querySelectorAll(
    `[aria-hidden=true],[aria-live],label,legend,script,style,${without}`,
  )
  const holders = [element, ...element.querySelectorAll('*')].filter(
    part => hasText(part) && ![...apart].some(other => other.contains(part)) && isShown(part),
  )
  return holders
    .filter(part => !holders.some(other => other !== part && other.contains(part)))
    .map(textOf)
}

/** Whether a person can see an element. */
export function isShown(element: Element): boolean {
  return isSeen(element, { visibilityProperty: true })
}

/** One without a box of its own is where its parent is. */
function isSeen(element: Element, by: CheckVisibilityOptions): boolean {
  const { parentElement: parent } = element
  return (
    element.checkVisibility(by) ||
    (styleOf(element)?.display === 'contents' && (parent === null || isSeen(parent, by)))
  )
}

function isInline(element: Element): boolean {
  return element.localName !== 'br' && /^(?:inline|contents)$/.test(styleOf(element)?.display ?? '')
}

function styleOf(element: Element): CSSStyleDeclaration | undefined {
  return element.ownerDocument.defaultView?.getComputedStyle(element)
}
