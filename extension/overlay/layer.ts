import { ownHosts } from '../capture/walk.ts'
import { style } from './style.ts'

/**
 * Our place in one document: the page's own, or a frame's. Closed to the page; nothing of the
 * page's style reaches in.
 */
export type Layer = {
  readonly root: ShadowRoot
  /** Puts it back where the page took it out, a few times: no contest with a page that insists. */ readonly keep: () => void
  readonly hide: (hidden: boolean) => void
  readonly remove: () => void
}

const TIMES = 5

export function createLayer(document: Document): Layer {
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
  document.documentElement.append(host)
  let left = TIMES
  return {
    root,
    keep() {
      if (!host.isConnected && left-- > 0) document.documentElement.append(host)
    },
    hide(hidden) {
      root.adoptedStyleSheets = hidden ? [sheet, unseen] : [sheet]
    },
    remove() {
      host.remove()
    },
  }
}
