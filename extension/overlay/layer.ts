import { ownHosts } from '../capture/walk.ts'
import { hostOf } from './place.ts'
import { style } from './style.ts'

/**
 * Our place in one document (the page's own, or a frame's), or in a modal dialog of it: all that
 * stands outside of that cannot be used while it is open. Closed to the page; nothing of the page's
 * style reaches in.
 */
export type Layer = {
  readonly holder: Element
  readonly host: Element
  readonly root: ShadowRoot
  /** Puts it back where the page took it out, a few times: no contest with a page that insists. */
  readonly keep: () => void
  readonly hide: (hidden: boolean) => void
  readonly remove: () => void
}

const TIMES = 5

/** @param holder what `holderOf` says of the controls that it marks */
export function createLayer(holder: Element): Layer {
  const document = holder.ownerDocument
  const host = document.createElement('div')
  ownHosts.add(host)
  const root = host.attachShadow({ mode: 'closed' })
  // A sheet belongs to the document it was made for.
  const Sheet =
    (document.defaultView as (Window & typeof globalThis) | null)?.CSSStyleSheet ?? CSSStyleSheet
  const [sheet, unseen] = [new Sheet(), new Sheet()]
  sheet.replaceSync(style)
  unseen.replaceSync('.badge, .panel { visibility: hidden !important; }')
  root.adoptedStyleSheets = [sheet]
  // Last: the order in which Tab walks through the page stays its own, and ours comes after it.
  holder.append(host)
  let left = TIMES
  return {
    holder,
    host,
    root,
    keep() {
      if (!host.isConnected && holder.isConnected && left-- > 0) holder.append(host)
    },
    hide(hidden) {
      root.adoptedStyleSheets = hidden ? [sheet, unseen] : [sheet]
    },
    remove() {
      host.remove()
    },
  }
}

/**
 * The open modal dialog that an element stands in, or its document: a native one makes all else inert,
 * and one by ARIA takes the focus back from all else.
 */
export function holderOf(element: Element): Element {
  for (let at: Element | null = element; at; at = at.parentElement ?? hostOf(at))
    if (at.matches('dialog:modal, [aria-modal=true]') && at.checkVisibility()) return at
  return element.ownerDocument.documentElement
}

/** The modal dialog that is open on top, or the document. */
export function frontOf(document: Document): Element {
  return [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.documentElement
}
