import { redactAddress, redactText } from '../common/capture/redact.ts'
import { areasOf } from './picture/areas.ts'
import type { PageLook, PictureGlobals } from './picture/look.ts'

// Injected by the user's click on "Keep a picture": hides the overlay, tells what must be painted
// over, and shows the overlay again. Lives in the extension's own world: the page sees no global of
// it.
const world = globalThis as PictureGlobals

world.witnessmarkLook = async (own: readonly string[], first: boolean): Promise<PageLook> => {
  if (first) {
    world.witnessmarkHide?.(true)
    await painted()
  }
  return {
    areas: areasOf(document, own),
    width: innerWidth,
    height: innerHeight,
    ratio: devicePixelRatio,
    scrollX,
    scrollY,
    pinched: Math.abs((visualViewport?.scale ?? 1) - 1) > 0.001,
    address: redactAddress(location.href, ['page', 'tab', 'section', 'view']),
    title: redactText(document.title).slice(0, 500),
  }
}
world.witnessmarkShow = () => world.witnessmarkHide?.(false)

/**
 * Two frames: the second begins once the first was handed to the screen. A tab in the background
 * has none.
 */
function painted(): Promise<void> {
  return new Promise(resolve => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()))
    setTimeout(resolve, 500)
  })
}
