import { hostOf } from './place.ts'

/**
 * The setting whose control was pointed at, or else the nearest within the smallest part of the
 * page that holds both.
 */
export function nearestTo(
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

/** Where an element of a frame is in the page's viewport. */
export function topBox(
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

/** The element, or the frame of the page that it is in. */
export function inPage(element: Element, top: Document): Element {
  let at = element
  while (at.ownerDocument !== top) {
    const frame = at.ownerDocument.defaultView?.frameElement
    if (!frame) break
    at = frame
  }
  return at
}
