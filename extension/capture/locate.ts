import type { Locator } from '../../common/capture/recipe.ts'
import type { LabelIndex } from './names.ts'
import { controlSelector, indexLabels, isOfRole, nameOf, roleOf } from './names.ts'
import type { Root } from './walk.ts'
import { isShown } from './text.ts'
import { folded, plain, roots } from './walk.ts'

/** One look at a page: its roots, labels and controls, gathered once for all locators. */
export type Scan = {
  readonly document: Document
  readonly roots: readonly Root[]
  readonly labels: (root: Root) => LabelIndex
  readonly controls: readonly Element[]
  readonly nameOf: (element: Element) => string
  /** A control's name in the form in which names are compared. */
  readonly foldedNameOf: (element: Element) => string
  readonly ofRole: (role: string) => readonly Element[]
}

/** @param all the page's roots, where somebody has them already */
export function scan(document: Document, all = roots(document)): Scan {
  const labels = once(indexLabels)
  let controls: readonly Element[] | null = null
  const nameIn = once((element: Element) => nameOf(element, labels(element.getRootNode() as Root)))
  const page: Scan = {
    document,
    roots: all,
    labels,
    get controls() {
      return (controls ??= all.flatMap(root => [...root.querySelectorAll(controlSelector)]))
    },
    nameOf: nameIn,
    foldedNameOf: once(element => folded(nameIn(element))),
    ofRole: once(role => page.controls.filter(element => isOfRole(element, role))),
  }
  return page
}

/** A function that works an answer out once for each question. */
function once<Of, Answer>(work: (of: Of) => Answer): (of: Of) => Answer {
  const known = new Map<Of, Answer>()
  return of => {
    let answer = known.get(of)
    if (answer === undefined) known.set(of, (answer = work(of)))
    return answer
  }
}

export type Located = { readonly elements: readonly Element[]; readonly candidate: number }
export type Missed = {
  readonly elements: null
  readonly found: string
  /** Whether it is there, and not shown (on another tab, in the layout for small screens). */
  readonly hidden: boolean
}

/**
 * The first candidate that finds exactly one element that is shown, or one radio group. @param named whether
 * names may be tried (the page's language is one of the recipe's)
 */
export function locate(candidates: readonly Locator[], page: Scan, named = true): Located | Missed {
  const tried: string[] = []
  let hidden = false
  for (const [candidate, locator] of candidates.entries()) {
    if (!named && !('css' in locator)) {
      tried.push("the page's language is not one of the recipe's")
      continue
    }
    const all = findAll(locator, page)
    const elements = all.filter(element => isSeen(element, page))
    if (elements.length === 1 || isRadioGroup(elements)) return { elements, candidate }
    hidden ||= elements.length < all.length
    tried.push(
      `${describe(locator)}: ${elements.length} found${elements.length < all.length ? ', and some that are not shown' : ''}`,
    )
  }
  return { elements: null, found: tried.join('; '), hidden }
}

/** Whether a person sees a control: itself, or the label that is drawn in its place. */
function isSeen(element: Element, page: Scan): boolean {
  return (
    isShown(element) ||
    page
      .labels(element.getRootNode() as Root)(element)
      .some(isShown)
  )
}

/**
 * The first candidate of which every name is found exactly once, in the order of its names: a group
 * of boxes that is there as a whole.
 */
export function locateAll(
  candidates: readonly Locator[],
  page: Scan,
  named = true,
): Located | Missed {
  const tried: string[] = []
  for (const [candidate, locator] of candidates.entries()) {
    if (!named || !('name' in locator)) {
      tried.push(named ? 'names are needed' : "the page's language is not one of the recipe's")
      continue
    }
    const found = locator.name.map(name =>
      findAll({ ...locator, name: [name] }, page).filter(element => isSeen(element, page)),
    )
    const missing = locator.name.find((_, i) => found[i]?.length !== 1)
    if (missing === undefined) return { elements: found.flat(), candidate }
    tried.push(
      `${locator.role} named "${missing}": ${found[locator.name.indexOf(missing)]?.length ?? 0} found`,
    )
  }
  return { elements: null, found: tried.join('; '), hidden: false }
}

/** All elements that a locator finds, one candidate by itself. */
export function findAll(locator: Locator, page: Scan): Element[] {
  if ('css' in locator) {
    try {
      return page.roots.flatMap(root => [...root.querySelectorAll(locator.css)])
    } catch {
      return []
    }
  }
  const { role, within } = locator
  const candidates = page
    .ofRole(role)
    .filter(element => !within || element.closest(within) !== null)
  if ('name' in locator) {
    const names = locator.name.map(folded)
    const found = candidates.filter(element => names.includes(page.foldedNameOf(element)))
    // A dropdown's list has the dropdown's name while it is open: the role as it was asked for goes
    // before its relatives.
    const exact = found.filter(element => roleOf(element) === role)
    return exact.length > 0 ? exact : found
  }
  return nearest(locator.near.map(folded), candidates, page)
}

/** From the text outward: the smallest box around it that holds exactly one candidate. */
function nearest(texts: readonly string[], candidates: readonly Element[], page: Scan): Element[] {
  const found = new Set<Element>()
  const longest = 2 * Math.max(...texts.map(text => text.length)) + 40
  const isWanted = (text: string): boolean => text.length <= longest && texts.includes(folded(text))
  for (const root of page.roots) {
    const inRoot = candidates.filter(element => element.getRootNode() === root)
    if (inRoot.length === 0) continue
    const walker = page.document.createTreeWalker(root, 4)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement
      if (
        !holder ||
        !(node.nodeValue ?? '').trim() ||
        /^(?:script|style|template|option)$/.test(holder.localName)
      )
        continue
      if (![node.nodeValue ?? '', holder.textContent ?? ''].some(isWanted) || !isShown(holder))
        continue
      for (let box: Element | null = holder; box; box = box.parentElement) {
        const inside = inRoot.filter(element => box?.contains(element))
        if (inside.length === 0) continue
        if (inside.length === 1 && inside[0]) found.add(inside[0])
        break
      }
    }
  }
  return [...found]
}

function isRadioGroup(elements: readonly Element[]): boolean {
  return (
    elements.length > 1 &&
    elements.every(
      element =>
        element.localName === 'input' &&
        (element as HTMLInputElement).type === 'radio' &&
        (element as HTMLInputElement).name === (elements[0] as HTMLInputElement).name,
    )
  )
}

function describe(locator: Locator): string {
  return 'css' in locator
    ? locator.css
    : `${locator.role} ${'name' in locator ? 'named' : 'near'} "${('name' in locator ? locator.name : locator.near)[0] ?? ''}"`
}

/** Whether anything of these is there and visible. */
export function present(locators: readonly Locator[] | undefined, page: Scan): Element | null {
  for (const locator of locators ?? [])
    for (const element of findAll(locator, page)) if (element.checkVisibility()) return element
  return null
}

/** The visible heading in one of these wordings, as the page writes it; null when there is none. */
export function heading(wordings: readonly string[] | undefined, page: Scan): string | null {
  const wanted = wordings?.map(folded)
  let first: string | null = null
  for (const root of page.roots) {
    for (const element of root.querySelectorAll('h1,h2,h3,h4,h5,h6,[role=heading],legend')) {
      if (!element.checkVisibility()) continue
      const text = plain(element.textContent)
      if (!text) continue
      if (!wanted) return text
      first ??= text
      if (wanted.includes(folded(text))) return text
    }
  }
  return wanted ? null : first
}
