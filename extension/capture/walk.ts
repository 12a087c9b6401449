import { sameForm, visible } from './wording.ts'

/**
 * A place with its own element tree: the document, a shadow root (open or closed), or a frame of
 * the same origin.
 */
export type Root = Document | ShadowRoot

type WithShadow = Element & { readonly openOrClosedShadowRoot?: ShadowRoot | null }

/** The element's shadow root, closed ones too: only extensions may ask. */
export function shadowOf(element: Element): ShadowRoot | null {
  if (element.shadowRoot) return element.shadowRoot
  if (!element.localName.includes('-') && !hosts.has(element.localName)) return null
  const firefox = (element as WithShadow).openOrClosedShadowRoot
  if (firefox !== undefined) return firefox
  const dom = (
    globalThis as {
      readonly chrome?: {
        readonly dom?: { openOrClosedShadowRoot(element: Element): ShadowRoot | null }
      }
    }
  ).chrome?.dom
  // Elements of frames are of another realm: no `instanceof` holds for them.
  return dom && element.namespaceURI === 'http://www.w3.org/1999/xhtml'
    ? dom.openOrClosedShadowRoot(element as HTMLElement)
    : null
}
/** Built-in elements that may carry a shadow root (DOM standard, attachShadow). */
const hosts = new Set([
  'article',
  'aside',
  'blockquote',
  'body',
  'div',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'main',
  'nav',
  'p',
  'section',
  'span',
])

/**
 * The extension's own elements in a page: its scripts share this world, and none reads or watches
 * what another shows.
 */
export const ownHosts: WeakSet<Element> = ((
  globalThis as { witnessmarkHosts?: WeakSet<Element> }
).witnessmarkHosts ??= new WeakSet())

const frames = new Set(['iframe', 'frame', 'object'])

/** All roots of a page, the given one first. Frames of another origin are not ours to read. */
export function roots(start: Root): readonly Root[] {
  const found: Root[] = [start]
  for (const root of found) {
    for (const element of root.querySelectorAll('*')) {
      const shadow = ownHosts.has(element) ? null : shadowOf(element)
      if (shadow) found.push(shadow)
      else if (frames.has(element.localName)) {
        const inner = frameDocument(element)
        if (inner) found.push(inner)
      }
    }
  }
  return found
}

function frameDocument(frame: Element): Document | null {
  try {
    return (frame as HTMLIFrameElement).contentDocument
  } catch {
    return null
  }
}

/** Text as people read it: single spaces, no ends, nothing that cannot be seen. */
export function plain(text: string | null | undefined): string {
  // Most controls have no name of most kinds.
  if (!text) return ''
  return visible(text).replace(/\s+/g, ' ').trim()
}

/** For comparing wordings: in one form, without case, and without a final colon or star. */
export function folded(text: string): string {
  return plain(sameForm(text))
    .toLowerCase()
    .replace(/[\s:*]+$/, '')
}
