import type { PageSetting } from '../../common/protocol/message.ts'
import type { Interpretation } from '../capture/interpret.ts'
import { anchorOf } from './anchor.ts'
import { createLayer, frontOf, holderOf } from './layer.ts'
import type { Layer } from './layer.ts'
import { markOf } from './mark.ts'
import { inPage, nearestTo, topBox } from './nearest.ts'
import { fillNote, fillPanel } from './panel.ts'
import { bottomOf, isCovered, obstacles, placeFor } from './place.ts'
import type { Box } from './place.ts'
import { panelCorner, standAt } from './stand.ts'

export type Overlay = {
  /** Where the settings are now, and which show a change that is not saved. */
  look(recipe: string, found: Interpretation): void
  findings(recipe: string, settings: readonly PageSetting[]): void
  /**
   * Opens the panel of the known setting nearest to what the user pointed at. @param pointed null:
   * the first one
   */
  explain(pointed: Element | null): void
  /** Out of sight while a picture is taken. */
  hide(hidden: boolean): void
  remove(): void
}
export type OverlayActions = {
  readonly dashboard: string
  readonly hide: () => void
  readonly confirm: (recipe: string, setting: string, right: boolean) => void
}

type Badge = {
  readonly button: HTMLButtonElement
  readonly layer: Layer
  /** What was read. */
  readonly control: Element
  /** What a person takes for it: its words, or the box drawn around it. */
  anchor: Element
  /** From the anchor's corner to the badge's, as `place` found it. */
  offset: { readonly across: number; readonly down: number }
}

/**
 * One calm mark beside each known setting. Lives in closed shadow roots in the top layer (one for
 * the page, one for each frame or modal dialog that shows a setting), so that the page can neither
 * read nor restyle it. The page's own order of Tab and its names stay as they were: the marks come
 * last in it. It never clicks anything.
 */
export function createOverlay(document: Document, actions: OverlayActions): Overlay {
  const layers = new Map<Element, Layer>()
  const layerOf = (holder: Element): Layer => {
    let layer = layers.get(holder)
    if (!layer) {
      layers.set(holder, (layer = createLayer(holder)))
      listen(layer)
    }
    return layer
  }
  const panel = document.createElement('div')
  panel.className = 'panel'
  panel.popover = 'manual'
  panel.setAttribute('role', 'dialog')

  const badges = new Map<string, Badge>()
  const known = new Map<string, { readonly recipe: string; readonly setting: PageSetting }>()
  const located = new Map<string, Interpretation>()
  const controller = new AbortController()
  const { signal } = controller
  const passive = { capture: true, passive: true, signal } as const
  let openFor: string | null = null
  let due: 'nothing' | 'follow' | 'place' = 'nothing'

  const isChanged = (id: string, recipe: string): boolean =>
    located.get(recipe)?.changed?.has(id) ?? false
  const isOpen = (): boolean => panel.matches(':popover-open')
  const close = (refocus: boolean): void => {
    if (isOpen()) panel.hidePopover()
    const badge = openFor === null ? undefined : badges.get(openFor)
    badge?.button.setAttribute('aria-expanded', 'false')
    openFor = null
    if (refocus) badge?.button.focus()
  }
  /** Beside its badge in the order of Tab too, where both are in the page's own document. */
  const openPanel = (badge: Badge | undefined): void => {
    if (badge?.layer.host.ownerDocument === document) badge.button.after(panel)
    else
      layerOf(badge ? holderOf(inPage(badge.anchor, document)) : frontOf(document)).root.append(
        panel,
      )
    panel.showPopover()
    standPanel(badge)
    panel.querySelector('button')?.focus({ preventScroll: true })
  }
  const standPanel = (badge: Badge | undefined): void => {
    const box = badge ? topBox(badge.button, document) : { x: 16, y: 16, width: 0, height: 0 }
    const beside = {
      left: box.x,
      top: box.y,
      right: box.x + box.width,
      bottom: box.y + box.height,
    }
    const { clientWidth: width, clientHeight: height } = document.documentElement
    const view = { width, height: Math.max(height, innerHeight) }
    standAt(new Map([[panel, panelCorner(beside, panel.getBoundingClientRect(), view)]]))
  }
  const toggle = (id: string): void => {
    if (openFor === id) return close(true)
    close(false)
    const badge = badges.get(id)
    const entry = known.get(id)
    if (!badge || !entry) return
    fillPanel(panel, entry.setting, isChanged(id, entry.recipe), {
      ...actions,
      close: () => close(true),
      confirm: right => actions.confirm(entry.recipe, id, right),
    })
    openPanel(badge)
    badge.button.setAttribute('aria-expanded', 'true')
    openFor = id
  }

  /** Escape closes the panel wherever the focus is, and whoever leaves it leaves it closed. */
  const leave = (event: Event): void => {
    const at = event.target as Element
    if (isOpen() && at !== badges.get(openFor ?? '')?.button && !panel.contains(at)) close(false)
  }
  const leavePage = (event: Event): void => {
    // What happens within a layer of ours is told to the page as its host's, and told apart there.
    if (![...layers.values()].some(({ host }) => host === event.target)) leave(event)
  }
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !event.isTrusted || !isOpen()) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const root = panel.getRootNode() as ShadowRoot
    close(root.activeElement !== null)
  }
  const views = new WeakSet<Window>()
  const listen = ({ root, host }: Layer): void => {
    for (const type of ['focusin', 'pointerdown'] as const)
      root.addEventListener(type, leave, { signal })
    const view = host.ownerDocument.defaultView
    if (!view || views.has(view)) return
    views.add(view)
    view.addEventListener('keydown', escape, { capture: true, signal })
    for (const type of ['focusin', 'pointerdown'] as const)
      view.addEventListener(type, leavePage, passive)
    view.addEventListener('scroll', () => schedule('follow'), passive)
    for (const type of moving) view.addEventListener(type, () => schedule('place'), passive)
  }

  const make = (id: string, control: Element): Badge => {
    const layer = layerOf(holderOf(control))
    const button = control.ownerDocument.createElement('button')
    button.className = 'badge'
    button.popover = 'manual'
    button.type = 'button'
    button.setAttribute('aria-haspopup', 'dialog')
    button.setAttribute('aria-expanded', 'false')
    // A page's script must not open it, and the page must not take the click for its own.
    button.addEventListener('click', event => {
      event.stopPropagation()
      if (event.isTrusted) toggle(id)
    })
    const anchor = anchorOf(control)
    const badge: Badge = { button, layer, control, anchor, offset: { across: 0, down: 0 } }
    button.addEventListener('focus', () => badge.anchor.scrollIntoView({ block: 'nearest' }))
    layer.root.append(button)
    button.showPopover()
    observe(anchor)
    return badge
  }
  const draw = (id: string, control: Element | null): void => {
    const entry = known.get(id)
    let badge = badges.get(id)
    if (badge && (!control?.isConnected || badge.layer.holder !== holderOf(control))) {
      unobserve(badge.anchor)
      if (openFor === id) close(false)
      badge.button.remove()
      badges.delete(id)
      badge = undefined
    }
    if (!entry || !control?.isConnected) return
    if (!badge) badges.set(id, (badge = make(id, control)))
    const mark = markOf(entry.setting, isChanged(id, entry.recipe))
    if (badge.button.dataset['mark'] !== `${mark.kind} ${mark.word}`) {
      badge.button.dataset['mark'] = `${mark.kind} ${mark.word}`
      badge.button.dataset['kind'] = mark.kind
      const shape = badge.button.ownerDocument.createElement('span')
      shape.dataset['text'] = mark.shape
      shape.ariaHidden = 'true'
      const word = badge.button.ownerDocument.createElement('span')
      word.className = 'word'
      word.dataset['text'] = `\u00a0${mark.word}`
      badge.button.replaceChildren(shape, word)
      badge.button.setAttribute(
        'aria-label',
        `${entry.setting.title}: ${mark.word}${mark.together.length > 0 ? ` (${mark.together.join(', ')})` : ''}. Witnessmark, show why`,
      )
    }
    const anchor = anchorOf(control)
    if (badge.anchor !== anchor) {
      unobserve(badge.anchor)
      badge.anchor = anchor
      observe(anchor)
    }
    schedule('place')
  }

  /** A control that is scrolled out of a box within the page takes its badge along. */
  const inSight = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      for (const { anchor, button } of badges.values())
        if (anchor === target) {
          if (isIntersecting) delete button.dataset['away']
          else button.dataset['away'] = 'true'
        }
    }
  })
  const sizes = new ResizeObserver(() => schedule('place'))
  const observe = (anchor: Element): void => {
    inSight.observe(anchor)
    sizes.observe(anchor)
  }
  const unobserve = (anchor: Element): void => {
    inSight.unobserve(anchor)
    sizes.unobserve(anchor)
  }
  /**
   * Once per frame: what scrolls is followed, what moves things about has places found anew. The
   * page as a whole takes the badges along by itself.
   */
  const schedule = (what: 'follow' | 'place'): void => {
    const waiting = due !== 'nothing'
    if (due !== 'place') due = what
    if (waiting) return
    requestAnimationFrame(() => {
      const now = due
      due = 'nothing'
      if (signal.aborted) return
      if (now === 'place') place()
      follow()
    })
  }
  const place = (): void => {
    for (const [id, { control, layer }] of badges)
      if (layer.holder !== holderOf(control)) draw(id, control)
    for (const { button, anchor } of badges.values())
      button.dataset['gone'] = String(!anchor.checkVisibility())
    const shown = [...badges.values()]
      .filter(({ button }) => button.dataset['gone'] === 'false')
      .map(badge => ({ badge, box: badge.anchor.getBoundingClientRect() }))
    shown.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    const documents = new Set(shown.map(({ badge }) => badge.anchor.ownerDocument))
    const around = new Map(
      [...documents].map(of => [
        of,
        {
          boxes: obstacles(
            of,
            shown.flatMap(({ badge: { anchor } }) => (anchor.ownerDocument === of ? [anchor] : [])),
          ),
          taken: [] as Box[],
        },
      ]),
    )
    for (const { badge, box: at } of shown) {
      const { boxes, taken } = around.get(badge.anchor.ownerDocument) ?? { boxes: [], taken: [] }
      const {
        place: { side, compact },
        box,
      } = placeFor(badge.anchor, sizeOf(badge.button), boxes, taken)
      taken.push(box)
      badge.offset = { across: box.left - at.left, down: box.top - at.top }
      const { dataset } = badge.button
      if (dataset['side'] !== side) dataset['side'] = side
      if ((dataset['compact'] === 'true') !== compact) dataset['compact'] = String(compact)
      if (isCovered(badge.anchor)) dataset['covered'] = 'true'
      else delete dataset['covered']
    }
  }
  const follow = (): void => {
    const shown = [...badges.values()].filter(({ button }) => button.dataset['gone'] === 'false')
    standAt(
      new Map(
        shown.map(({ button, anchor, offset }) => {
          const box = anchor.getBoundingClientRect()
          return [button, inBounds(button, box.left + offset.across, box.top + offset.down)]
        }),
      ),
    )
    if (isOpen() && openFor !== null) standPanel(badges.get(openFor))
  }
  layerOf(document.documentElement)

  return {
    look(recipe, found) {
      for (const layer of layers.values()) layer.keep()
      located.set(recipe, found)
      for (const [id, entry] of known)
        if (entry.recipe === recipe) draw(id, found.elements.get(id) ?? null)
    },
    findings(recipe, settings) {
      for (const setting of settings) {
        known.set(setting.setting, { recipe, setting })
        draw(setting.setting, located.get(recipe)?.elements.get(setting.setting) ?? null)
      }
      if (openFor !== null && settings.some(item => item.setting === openFor)) {
        const id = openFor
        close(false)
        toggle(id)
      }
    },
    explain(pointed) {
      const nearest = nearestTo(
        pointed,
        [...badges].map(([id, badge]) => ({ id, element: badge.anchor })),
        document,
      )
      if (nearest === null) {
        close(false)
        fillNote(panel, 'No setting that Witnessmark knows is on this page.', () => close(false))
        openPanel(undefined)
      } else if (openFor !== nearest) toggle(nearest)
    },
    hide(hidden) {
      for (const layer of layers.values()) layer.hide(hidden)
    },
    remove() {
      controller.abort()
      inSight.disconnect()
      sizes.disconnect()
      for (const layer of layers.values()) layer.remove()
    },
  }
}

/** What may move controls without a change in the page's elements. */
const moving = ['resize', 'scrollend', 'load', 'toggle', 'transitionend', 'animationend'] as const

/**
 * Within what the page has to scroll anyway: a badge never makes a page longer or wider, wherever
 * its control went.
 */
function inBounds(
  button: HTMLElement,
  left: number,
  top: number,
): { readonly left: number; readonly top: number } {
  const html = button.ownerDocument.documentElement
  const { width, height } = button.getBoundingClientRect()
  return {
    left: Math.min(left, html.clientWidth - width),
    top: Math.min(top, bottomOf(button.ownerDocument) - height),
  }
}

/** The badge in full, also while it is compact or not shown. */
function sizeOf(button: HTMLButtonElement): { readonly width: number; readonly height: number } {
  const box = button.getBoundingClientRect()
  return {
    width: Math.ceil(
      Math.max(button.scrollWidth + 3, button.dataset['compact'] === 'true' ? 0 : box.width),
    ),
    height: Math.ceil(box.height) || 22,
  }
}
