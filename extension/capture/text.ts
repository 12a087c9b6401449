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
    part =>
      [...part.childNodes].some(node => node.nodeType === 3 && plain(node.nodeValue) !== '') &&
      ![...apart].some(other => other.contains(part)) &&
      isShown(part),
  )
  return holders
    .filter(part => !holders.some(other => other !== part && other.contains(part)))
    .map(textOf)
}

/** Whether a person can see an element; one without a box of its own is where its parent is. */
export function isShown(element: Element): boolean {
  if (element.checkVisibility({ visibilityProperty: true })) return true
  const { parentElement: parent } = element
  return styleOf(element)?.display === 'contents' && (parent === null || isShown(parent))
}

function isInline(element: Element): boolean {
  return element.localName !== 'br' && /^(?:inline|contents)$/.test(styleOf(element)?.display ?? '')
}

function styleOf(element: Element): CSSStyleDeclaration | undefined {
  return element.ownerDocument.defaultView?.getComputedStyle(element)
}
