import type { Recipe } from '../../common/capture/recipe.ts'
import { interpret } from './interpret.ts'
import type { Interpretation } from './interpret.ts'
import { findAll, present, scan } from './locate.ts'
import type { Scan } from './locate.ts'
import { folded } from './walk.ts'

/** Changes gather for this long before the page is looked at again. */
const DEBOUNCE_MILLISECONDS = 100
/** A page that saves by itself is read once it has been still for this long. */
const SETTLE_MILLISECONDS = 600

export type Watcher = {
  readonly look: () => void
  /** What the user last opened the context menu on, also inside frames and shadow roots. */
  readonly pointed: () => Element | null
  readonly stop: () => void
}

/**
 * What the page said when its reading last counted, and whether somebody pressed save since:
 * outlives a watcher, because a page is watched anew whenever the worker or the agent comes back.
 */
export type Memory = { counted: string | null; pressedSave: boolean }

/**
 * Looks at the page when it loads and whenever it changed, once per batch of changes, and tells
 * when a reading counts: after load and after a save, never while a change is unsaved.
 * @param onReading the first reading that counts, and each that differs from the one before @param
 * onLook every look, for the badges @param memory of an earlier watcher in this page
 */
export function watch(
  document: Document,
  recipe: Recipe,
  onReading: (found: Interpretation) => void,
  onLook: (found: Interpretation) => void,
  memory: Memory = { counted: null, pressedSave: false },
): Watcher {
  const seen = new WeakSet<object>()
  const observer = new MutationObserver(() => schedule())
  const controller = new AbortController()
  let settle: ReturnType<typeof setTimeout> | undefined
  let told = false
  let pointed: Element | null = null

  const schedule = (): void => lookSoon(document, look)
  const look = (page: Scan): void => {
    if (controller.signal.aborted) return
    observe(page)
    const found = interpret(recipe, page)
    const next = found.state === 'ready' ? accept(found, page) : found
    onLook(next)
  }
  const accept = (found: Interpretation, page: Scan): Interpretation => {
    const signature = signatureOf(found)
    const isNew = signature !== memory.counted
    if (!isNew) memory.pressedSave = false
    if (!isNew && told) return found
    // Another thing on the same address (the next row's panel) is another page.
    const sameAddress = memory.counted?.startsWith(placeOf(found)) ?? false
    if (recipe.context.save === 'button' && sameAddress && isNew && !saved(page))
      return { ...found, state: 'unsaved', detail: 'changed, and not saved yet' }
    // A page of one thing among many may still show the values of the one before under the name of
    // the next.
    if (
      (recipe.context.save === 'instant' && sameAddress) ||
      (!sameAddress && (recipe.resource.shown || recipe.resource.id))
    ) {
      clearTimeout(settle)
      settle = setTimeout(() => {
        const again = interpret(recipe, scan(document))
        if (again.state === 'ready' && signatureOf(again) === signature) take(again, signature)
        else schedule()
      }, SETTLE_MILLISECONDS)
      return found
    }
    take(found, signature)
    return found
  }
  const placeOf = (found: Interpretation): string =>
    JSON.stringify([document.URL, found.resourceShown]).slice(0, -1)
  const signatureOf = (found: Interpretation): string =>
    JSON.stringify([document.URL, found.resourceShown, found.readings])
  const take = (found: Interpretation, signature: string): void => {
    told = true
    memory.counted = signature
    memory.pressedSave = false
    onReading(found)
  }
  const saved = (page: Scan): boolean => {
    if (!memory.pressedSave) return false
    if (recipe.context.saved) return present(recipe.context.saved, page) !== null
    const buttons = saveButtons(page)
    return buttons.every(
      button =>
        (button as HTMLButtonElement).disabled || button.getAttribute('aria-disabled') === 'true',
    )
  }
  const saveButtons = (page: Scan): readonly Element[] =>
    recipe.context.saveButton
      ? findAll({ role: 'button', name: recipe.context.saveButton }, page).filter(button =>
          button.checkVisibility(),
        )
      : []

  const observe = (page: Scan): void => {
    for (const root of page.roots) {
      if (seen.has(root)) continue
      seen.add(root)
      observer.observe(root, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      })
      // Only what a person did: a page's own events say nothing.
      for (const type of ['input', 'change', 'click', 'keyup', 'contextmenu'] as const)
        root.addEventListener(type, onEvent, {
          capture: true,
          passive: true,
          signal: controller.signal,
        })
    }
  }
  const onEvent = (event: Event): void => {
    if (!event.isTrusted) return
    const { target } = event
    // Outer roots hear it first and are told the host; the innermost has the last word.
    if (event.type === 'contextmenu') {
      pointed = target && 'closest' in target ? (target as Element) : null
      return
    }
    if (event.type === 'click' && recipe.context.saveButton && target && 'closest' in target) {
      const button = (target as Element).closest(
        'button,[role=button],input[type=submit],input[type=button]',
      )
      if (
        button &&
        recipe.context.saveButton.map(folded).includes(folded(scan(document).nameOf(button)))
      )
        memory.pressedSave = true
    }
    schedule()
  }
  document.defaultView?.addEventListener('pageshow', schedule, { signal: controller.signal })
  look(scan(document))
  return {
    look: schedule,
    pointed: () => (pointed?.isConnected ? pointed : null),
    stop() {
      observer.disconnect()
      controller.abort()
      clearTimeout(settle)
    },
  }
}

const due = new WeakMap<Document, Set<(page: Scan) => void>>()

/** Walking a page is what costs: all recipes that speak of it look at the same walk. */
function lookSoon(document: Document, look: (page: Scan) => void): void {
  const waiting = due.get(document)
  if (waiting) {
    waiting.add(look)
    return
  }
  const looks = new Set([look])
  due.set(document, looks)
  setTimeout(() => {
    due.delete(document)
    const page = scan(document)
    // Each on its own: a recipe that fails takes no other with it.
    for (const each of looks) queueMicrotask(() => each(page))
  }, DEBOUNCE_MILLISECONDS)
}
