// Who works by keyboard or hears the page: where the focus is, and what was just done.

let told: ((text: string) => void) | null = null

/** Says what happened; the one live region of the page is of `App`. */
export function announce(text: string): void {
  told?.(text)
}

/** @param listener of the live region, or null once it is gone */
export function onAnnounced(listener: ((text: string) => void) | null): void {
  told = listener
}

/**
 * What has the focus may leave the page: a row that was deleted, a filter that was taken off. The focus
 * then goes to the heading of what it stood in, never to the page's beginning. @returns ends it
 */
export function keepFocus(root: HTMLElement): () => void {
  let around: readonly HTMLElement[] = []
  const onFocus = ({ target }: FocusEvent): void => {
    around = target instanceof HTMLElement ? ancestorsOf(target, root) : []
  }
  const observer = new MutationObserver(() => {
    const [last, ...outer] = around
    if (!last || last.isConnected || document.activeElement !== document.body) return
    const place = outer.find(element => element.isConnected && headingOf(element))
    const heading = (place && headingOf(place)) ?? root.querySelector('h1')
    if (!(heading instanceof HTMLElement)) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  })
  root.addEventListener('focusin', onFocus)
  observer.observe(root, { childList: true, subtree: true })
  return () => {
    root.removeEventListener('focusin', onFocus)
    observer.disconnect()
  }
}

function ancestorsOf(element: HTMLElement, root: HTMLElement): HTMLElement[] {
  const found = [element]
  for (let at = element.parentElement; at && at !== root; at = at.parentElement) found.push(at)
  return found
}

function headingOf(element: HTMLElement): Element | null {
  return element.querySelector('h1, h2')
}

/** What an outline needs beside what it is drawn around. */
const OUTLINE = 8

/**
 * What is stuck to the lower edge covers nothing that has the focus: the page scrolls as if it ended
 * above, and what the stuck part came to lie over moves up. @returns ends it
 */
export function keepUncovered(stuck: HTMLElement): () => void {
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => {
    style.scrollPaddingBottom = `${stuck.offsetHeight + OUTLINE}px`
    const at = document.activeElement
    if (at && at !== document.body && !stuck.contains(at)) at.scrollIntoView({ block: 'nearest' })
  })
  observer.observe(stuck)
  return () => {
    observer.disconnect()
    style.scrollPaddingBottom = ''
  }
}

const KEY = 'single-keys'

/** Keys that act alone, as `/`: speech input types them unasked, so they can be turned off. */
export function singleKeys(): boolean {
  return localStorage.getItem(KEY) !== 'off'
}

export function setSingleKeys(on: boolean): void {
  if (on) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, 'off')
}
