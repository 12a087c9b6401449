import type { PageSetting } from '../../common/protocol/message.ts'
import type { Interpretation } from '../capture/interpret.ts'
import { fillPanel } from './panel.ts'
import { markOf } from './mark.ts'
import { style } from './style.ts'

export type Overlay = {
  /** Where the settings are now, and whether a change is unsaved. */
  look(recipe: string, found: Interpretation): void
  findings(recipe: string, settings: readonly PageSetting[]): void
  /** Out of sight while a picture is taken. */
  hide(hidden: boolean): void
  remove(): void
}
export type OverlayActions = { readonly dashboard: string; readonly hide: () => void; readonly confirm: (recipe: string, setting: string, right: boolean) => void }

type Badge = { readonly button: HTMLButtonElement; anchor: Element | null }

/**
 * One calm mark beside each known setting. Lives in a closed shadow root in the top layer, so that the page can neither read nor
 * restyle it; anchored by the browser, so that it follows scrolling. It never clicks anything.
 */
export function createOverlay(document: Document, actions: OverlayActions): Overlay {
  const host = document.createElement('div')
  const shadow = host.attachShadow({ mode: 'closed' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  const unseen = new CSSStyleSheet()
  unseen.replaceSync('.badge, .panel { visibility: hidden !important; }')
  shadow.adoptedStyleSheets = [sheet]
  const panel = document.createElement('div')
  panel.className = 'panel'
  panel.popover = 'manual'
  panel.setAttribute('role', 'dialog')
  shadow.append(panel)
  document.documentElement.append(host)

  const badges = new Map<string, Badge>()
  const known = new Map<string, { readonly recipe: string; readonly setting: PageSetting }>()
  const located = new Map<string, Interpretation>()
  let unsaved = false
  let openFor: string | null = null

  const close = (refocus: boolean): void => {
    if (panel.matches(':popover-open')) panel.hidePopover()
    const badge = openFor === null ? undefined : badges.get(openFor)
    badge?.button.setAttribute('aria-expanded', 'false')
    openFor = null
    if (refocus) badge?.button.focus()
  }
  const toggle = (id: string): void => {
    if (openFor === id) return close(true)
    close(false)
    const badge = badges.get(id)
    const entry = known.get(id)
    if (!badge || !entry) return
    fillPanel(panel, entry.setting, unsaved, { ...actions, close: () => close(true), confirm: right => actions.confirm(entry.recipe, id, right) })
    show(panel, badge.button)
    badge.button.setAttribute('aria-expanded', 'true')
    openFor = id
    panel.querySelector('button')?.focus()
  }
  shadow.addEventListener('keydown', event => {
    if (event instanceof KeyboardEvent && event.key === 'Escape' && openFor !== null) { event.stopPropagation(); close(true) }
  })

  const draw = (id: string, anchor: Element | null): void => {
    const entry = known.get(id)
    let badge = badges.get(id)
    if (!entry || !anchor?.isConnected) { badge?.button.remove(); badges.delete(id); if (openFor === id) close(false); return }
    if (!badge) {
      const button = document.createElement('button')
      button.className = 'badge'
      button.popover = 'manual'
      button.type = 'button'
      button.setAttribute('aria-haspopup', 'dialog')
      button.setAttribute('aria-expanded', 'false')
      // A page's script must not open it, and the page must not take the click for its own.
      button.addEventListener('click', event => { event.stopPropagation(); if (event.isTrusted) toggle(id) })
      shadow.append(button)
      badges.set(id, badge = { button, anchor: null })
    }
    const mark = markOf(entry.setting, unsaved)
    if (badge.button.dataset['mark'] !== `${mark.kind} ${mark.word}`) {
      badge.button.dataset['mark'] = `${mark.kind} ${mark.word}`
      badge.button.dataset['kind'] = mark.kind
      const shape = document.createElement('span')
      shape.textContent = mark.shape
      shape.ariaHidden = 'true'
      badge.button.replaceChildren(shape, ` ${mark.word}`)
      badge.button.setAttribute('aria-label', `${entry.setting.title}: ${mark.word}. Witnessmark, show why`)
    }
    const beside = anchorOf(anchor)
    if (badge.anchor !== beside || !badge.button.matches(':popover-open')) {
      if (badge.button.matches(':popover-open')) badge.button.hidePopover()
      badge.anchor = beside
      show(badge.button, beside)
    }
  }

  return {
    look(recipe, found) {
      unsaved = found.state === 'unsaved'
      for (const [id, entry] of known) if (entry.recipe === recipe) draw(id, found.elements.get(id) ?? null)
      located.set(recipe, found)
    },
    findings(recipe, settings) {
      for (const setting of settings) {
        known.set(setting.setting, { recipe, setting })
        draw(setting.setting, located.get(recipe)?.elements.get(setting.setting) ?? null)
      }
      if (openFor !== null && settings.some(item => item.setting === openFor)) { const id = openFor; close(false); toggle(id) }
    },
    hide(hidden) { shadow.adoptedStyleSheets = hidden ? [sheet, unseen] : [sheet] },
    remove() { host.remove() },
  }
}

/** `source` makes the control the anchor, also across shadow roots. */
function show(popover: HTMLElement, source: Element): void {
  (popover as { showPopover(options?: { readonly source: Element }): void }).showPopover({ source })
}

/** A small box is followed by its words: the badge stands after them. */
function anchorOf(control: Element): Element {
  const small = control.localName === 'input' && /^(?:checkbox|radio)$/.test((control as HTMLInputElement).type)
  const label = small ? control.closest('label') ?? (control as HTMLInputElement).labels?.[0] ?? null : null
  return label && label.getClientRects().length === 1 ? label : control
}
