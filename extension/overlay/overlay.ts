import type { PageSetting } from '../../common/protocol/message.ts'
import type { Interpretation } from '../capture/interpret.ts'
import { createLayer } from './layer.ts'
import type { Layer } from './layer.ts'
import { fillNote, fillPanel } from './panel.ts'
import { markOf } from './mark.ts'
import { hostOf, isCovered, obstacles, placeFor } from './place.ts'
import type { Box } from './place.ts'

export type Overlay = {
  /** Where the settings are now, and whether a change is unsaved. */
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
  readonly document: Document
  anchor: Element
}

/**
 * One calm mark beside each known setting. Lives in closed shadow roots in the top layer (one for
 * the page, one for each frame that shows a setting), so that the page can neither read nor restyle
 * it; anchored by the browser, so that it follows scrolling. It never clicks anything.
 */
export function createOverlay(document: Document, actions: OverlayActions): Overlay {
  const layers = new Map<Document, Layer>()
  const layerOf = (of: Document): Layer => {
    let layer = layers.get(of)
    if (!layer) layers.set(of, (layer = createLayer(of)))
    return layer
  }
  const { root } = layerOf(document)
  const panel = document.createElement('div')
  panel.className = 'panel'
  panel.popover = 'manual'
  panel.setAttribute('role', 'dialog')
  root.append(panel)

  const badges = new Map<string, Badge>()
  const known = new Map<string, { readonly recipe: string; readonly setting: PageSetting }>()
  const located = new Map<string, Interpretation>()
  const controller = new AbortController()
  let unsaved = false
  let openFor: string | null = null
  let placing = false

  const close = (refocus: boolean): void => {
    if (panel.matches(':popover-open')) panel.hidePopover()
    const badge = openFor === null ? undefined : badges.get(openFor)
    badge?.button.setAttribute('aria-expanded', 'false')
    openFor = null
    if (refocus) badge?.button.focus()
  }
  const openPanel = (badge: Badge | undefined): void => {
    panel.style.cssText = ''
    if (badge?.document === document) show(panel, badge.button)
    else {
      // An anchor in a frame is none for the page around it: the panel stands where the badge is
      // now.
      const box = badge ? topBox(badge.button, document) : { x: 16, y: 16, height: 0 }
      panel.style.cssText = `position-area: none; inset: auto; left: ${Math.max(8, Math.min(box.x, innerWidth - 360))}px; top: ${Math.max(8, Math.min(box.y + box.height + 6, innerHeight - 240))}px`
      panel.showPopover()
    }
    panel.querySelector('button')?.focus()
  }
  const toggle = (id: string): void => {
    if (openFor === id) return close(true)
    close(false)
    const badge = badges.get(id)
    const entry = known.get(id)
    if (!badge || !entry) return
    fillPanel(panel, entry.setting, unsaved, {
      ...actions,
      close: () => close(true),
      confirm: right => actions.confirm(entry.recipe, id, right),
    })
    openPanel(badge)
    badge.button.setAttribute('aria-expanded', 'true')
    openFor = id
  }
  root.addEventListener('keydown', event => {
    if (
      event instanceof KeyboardEvent &&
      event.key === 'Escape' &&
      panel.matches(':popover-open')
    ) {
      event.stopPropagation()
      close(true)
    }
  })

  const make = (id: string, of: Document): Badge => {
    const layer = layerOf(of)
    const button = of.createElement('button')
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
    layer.root.append(button)
    return { button, layer, document: of, anchor: button }
  }
  const draw = (id: string, anchor: Element | null): void => {
    const entry = known.get(id)
    let badge = badges.get(id)
    if (badge && (!anchor?.isConnected || badge.document !== anchor.ownerDocument)) {
      inSight.unobserve(badge.anchor)
      badge.button.remove()
      badges.delete(id)
      badge = undefined
      if (openFor === id) close(false)
    }
    if (!entry || !anchor?.isConnected) return
    if (!badge) badges.set(id, (badge = make(id, anchor.ownerDocument)))
    const mark = markOf(entry.setting, unsaved)
    if (badge.button.dataset['mark'] !== `${mark.kind} ${mark.word}`) {
      badge.button.dataset['mark'] = `${mark.kind} ${mark.word}`
      badge.button.dataset['kind'] = mark.kind
      const shape = badge.document.createElement('span')
      shape.dataset['text'] = mark.shape
      shape.ariaHidden = 'true'
      const word = badge.document.createElement('span')
      word.className = 'word'
      word.dataset['text'] = `\u00a0${mark.word}`
      badge.button.replaceChildren(shape, word)
      badge.button.setAttribute(
        'aria-label',
        `${entry.setting.title}: ${mark.word}. Witnessmark, show why`,
      )
    }
    const beside = anchorOf(anchor)
    if (badge.anchor !== beside || !badge.button.matches(':popover-open')) {
      if (badge.button.matches(':popover-open')) badge.button.hidePopover()
      inSight.unobserve(badge.anchor)
      badge.anchor = beside
      show(badge.button, beside)
      inSight.observe(beside)
    }
    schedule()
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
  /**
   * Once per frame and after what moves things about: scrolling needs none, the browser's anchors
   * follow it.
   */
  const schedule = (): void => {
    if (placing) return
    placing = true
    requestAnimationFrame(() => {
      placing = false
      place()
    })
  }
  const place = (): void => {
    const shown = [...badges.values()]
      .filter(badge => badge.anchor.checkVisibility())
      .map(badge => ({ badge, box: badge.anchor.getBoundingClientRect() }))
    shown.sort((a, b) => a.box.top - b.box.top || a.box.left - b.box.left)
    const around = new Map(
      [...layers.keys()].map(of => [
        of,
        {
          boxes: obstacles(
            of,
            shown.flatMap(({ badge }) => (badge.document === of ? [badge.anchor] : [])),
          ),
          taken: [] as Box[],
        },
      ]),
    )
    for (const { badge } of shown) {
      const { boxes, taken } = around.get(badge.document) ?? { boxes: [], taken: [] }
      const {
        place: { side, gap, compact },
        box,
      } = placeFor(badge.anchor, sizeOf(badge.button), boxes, taken)
      taken.push(box)
      const { dataset, style } = badge.button
      if (dataset['side'] !== side) dataset['side'] = side
      if ((dataset['compact'] === 'true') !== compact) dataset['compact'] = String(compact)
      if (isCovered(badge.anchor)) dataset['covered'] = 'true'
      else delete dataset['covered']
      if (style.getPropertyValue('--gap') !== `${gap}px`) style.setProperty('--gap', `${gap}px`)
    }
  }
  for (const type of ['resize', 'scrollend', 'load', 'toggle'] as const)
    document.defaultView?.addEventListener(type, schedule, {
      capture: true,
      passive: true,
      signal: controller.signal,
    })

  return {
    look(recipe, found) {
      unsaved = found.state === 'unsaved'
      for (const layer of layers.values()) layer.keep()
      for (const [id, entry] of known)
        if (entry.recipe === recipe) draw(id, found.elements.get(id) ?? null)
      located.set(recipe, found)
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
      for (const layer of layers.values()) layer.remove()
    },
  }
}

/** `source` makes the control the anchor, also across shadow roots. */
function show(popover: HTMLElement, source: Element): void {
  ;(popover as { showPopover(options?: { readonly source: Element }): void }).showPopover({
    source,
  })
}

/** A small box is followed by its words: the badge stands after them. */
function anchorOf(control: Element): Element {
  const small =
    control.localName === 'input' && /^(?:checkbox|radio)$/.test((control as HTMLInputElement).type)
  const label = small
    ? (control.closest('label') ?? (control as HTMLInputElement).labels?.[0] ?? null)
    : null
  return label && label.getClientRects().length === 1 ? label : frameOf(control)
}

/**
 * The drawn box around a text field or list that has none itself: what a person takes for the
 * control.
 */
function frameOf(control: Element): Element {
  const view = control.ownerDocument.defaultView
  const own = control.getBoundingClientRect()
  const drawn = (element: Element): boolean => {
    const style = view?.getComputedStyle(element)
    return (
      style !== undefined &&
      Number.parseFloat(style.borderTopWidth) > 0 &&
      style.borderTopStyle !== 'none' &&
      !/^(?:transparent|rgba\(.*, 0\))$/.test(style.borderTopColor)
    )
  }
  if (
    !/^(?:input|select|textarea)$/.test(control.localName) ||
    /^(?:checkbox|radio)$/.test((control as HTMLInputElement).type) ||
    drawn(control)
  )
    return control
  for (
    let box = control.parentElement, steps = 0;
    box && steps < 4;
    box = box.parentElement, steps++
  ) {
    const { width, height } = box.getBoundingClientRect()
    if (
      height > own.height + 40 ||
      width > own.width + 240 ||
      box.querySelectorAll('input:not([type=hidden]),select,textarea').length > 1
    )
      break
    if (drawn(box)) return box
  }
  return control
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

/** Where an element of a frame is in the page's viewport. */
function topBox(
  element: Element,
  top: Document,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const box = element.getBoundingClientRect()
  const frame =
    element.ownerDocument === top ? null : element.ownerDocument.defaultView?.frameElement
  if (!frame) return box
  const outer = topBox(frame, top)
  return {
    x: outer.x + frame.clientLeft + box.x,
    y: outer.y + frame.clientTop + box.y,
    width: box.width,
    height: box.height,
  }
}

/**
 * The setting whose control was pointed at, or else the nearest within the smallest part of the
 * page that holds both.
 */
function nearestTo(
  pointed: Element | null,
  settings: readonly { readonly id: string; readonly element: Element }[],
  top: Document,
): string | null {
  if (!pointed) return settings[0]?.id ?? null
  const from = topBox(pointed, top)
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2]
  const away = (element: Element): number => {
    const box = topBox(element, top)
    return Math.hypot(
      Math.max(box.x - x, 0, x - box.x - box.width),
      Math.max(box.y - y, 0, y - box.y - box.height),
    )
  }
  const paths = settings.map(({ id, element }) => ({
    id,
    element,
    path: new Set(outward(element)),
  }))
  for (const within of outward(pointed)) {
    const [nearest] = paths
      .filter(({ path }) => path.has(within))
      .sort((a, b) => away(a.element) - away(b.element))
    if (nearest) return nearest.id
  }
  return null
}

/** The element and all that holds it, out of shadow roots and frames. */
function outward(element: Element): readonly Element[] {
  const path: Element[] = []
  for (
    let at: Element | null = element;
    at;
    at = at.parentElement ?? hostOf(at) ?? at.ownerDocument.defaultView?.frameElement ?? null
  )
    path.push(at)
  return path
}
