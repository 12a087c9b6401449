import type { Box } from './place.ts'

/** Whole boxes of the viewport keep this far from its edge. */
const EDGE = 8

type Corner = { readonly left: number; readonly top: number }

/**
 * Moves elements of ours to corners in pixels of their viewport, whatever their containing block
 * is: what stands wrong by so much is moved by so much. All are measured before any is moved.
 */
export function standAt(wanted: ReadonlyMap<HTMLElement, Corner>): void {
  const moves = [...wanted].map(([element, corner]) => {
    const box = element.getBoundingClientRect()
    return { element, across: corner.left - box.left, down: corner.top - box.top }
  })
  for (const { element, across, down } of moves) {
    if (Math.abs(across) < 0.5 && Math.abs(down) < 0.5) continue
    const { style } = element
    style.left = `${(Number.parseFloat(style.left) || 0) + across}px`
    style.top = `${(Number.parseFloat(style.top) || 0) + down}px`
  }
}

/**
 * Where the panel stands: below its badge, else above, and whole in the viewport in any case.
 * @param badge in pixels of the page's viewport
 */
export function panelCorner(
  badge: Box,
  panel: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
): Corner {
  const below = badge.bottom + 6
  const above = badge.top - 6 - panel.height
  const top = below + panel.height <= view.height - EDGE || above < EDGE ? below : above
  return {
    left: within(badge.left, view.width - panel.width),
    top: within(top, view.height - panel.height),
  }
}

function within(at: number, room: number): number {
  return Math.max(EDGE, Math.min(at, room - EDGE))
}
