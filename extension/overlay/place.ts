import { ownHosts, shadowOf } from '../capture/walk.ts'

/** Where a badge stands beside its control. */
export type Place = {
  readonly side: 'right' | 'left' | 'below' | 'above'
  readonly compact: boolean
}
export type Size = { readonly width: number; readonly height: number }
export type Box = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const GAP = 8
/** Width of a badge that shows its shape only, as in the style. */
const COMPACT = 27
/** What follows a control by no more than this belongs to it. */
const CLOSE = 16
/** A badge further away than this no longer belongs to its control for the eye. */
const FAR = 520
/**
 * How far around a control its surroundings are looked at, and how many nodes of a page at most.
 */
const AROUND = { across: 660, down: 60 } as const
const NODES = 20_000
const controls = new Set([
  'input',
  'select',
  'textarea',
  'button',
  'img',
  'svg',
  'canvas',
  'video',
  'iframe',
  'object',
  'meter',
  'progress',
])

/**
 * The first place that covers neither the control, nor words or controls around it, nor another
 * badge: behind it (after the words there), below, in front of it, above; each in full, then as its
 * shape alone; then further along the line. Where there is no room, the shape beside the control.
 * @param size of the badge in full @param around what `obstacles` found @param taken places of
 * other badges in this document, in viewport pixels
 */
export function placeFor(
  anchor: Element,
  size: Size,
  around: readonly Box[],
  taken: readonly Box[],
): { readonly place: Place; readonly box: Box } {
  const control = anchor.getBoundingClientRect()
  const bounds = boundsOf(anchor)
  const rightToLeft = anchor.ownerDocument.defaultView?.getComputedStyle(anchor).direction === 'rtl'
  const clear = (box: Box): boolean =>
    box.left >= bounds.left &&
    box.right <= bounds.right &&
    box.top >= bounds.top &&
    box.bottom <= bounds.bottom &&
    !around.concat(taken).some(other => overlap(box, other))
  const beside = (
    side: 'right' | 'left',
    width: number,
    reach: number,
  ): { readonly place: Place; readonly box: Box } | null => {
    const top = (control.top + control.bottom - size.height) / 2
    const band = { top, bottom: top + size.height }
    const blocking = around
      .concat(taken)
      .filter(other => other.top < band.bottom && other.bottom > band.top)
    const boxAt = (gap: number): Box =>
      side === 'right'
        ? { left: control.right + gap, right: control.right + gap + width, ...band }
        : { left: control.left - gap - width, right: control.left - gap, ...band }
    let gap = GAP
    let end = side === 'right' ? control.right : control.left
    for (let tries = 0; tries < 20; tries++) {
      const box = boxAt(gap)
      if (clear(box)) return { place: { side, compact: width === COMPACT }, box }
      const hit = blocking.find(other => overlap(box, other))
      // Words and controls that follow closely are passed by; what is further off, or taller than a
      // line, is another part of the page, and the badge would seem to be its own.
      if (
        !hit ||
        hit.bottom - hit.top > 4 * size.height ||
        (side === 'right' ? hit.left - end : end - hit.right) > reach
      )
        return null
      end = side === 'right' ? Math.max(end, hit.right) : Math.min(end, hit.left)
      gap = (side === 'right' ? hit.right - control.right : control.left - hit.left) + GAP
      if (gap > FAR) return null
    }
    return null
  }
  const upright = (
    side: 'below' | 'above',
    width: number,
  ): { readonly place: Place; readonly box: Box } | null => {
    const top = side === 'below' ? control.bottom + 4 : control.top - 4 - size.height
    const left = rightToLeft ? control.right - width : control.left
    const box = { left, right: left + width, top, bottom: top + size.height }
    return clear(box) ? { place: { side, compact: width === COMPACT }, box } : null
  }
  const [behind, before] = rightToLeft ? (['left', 'right'] as const) : (['right', 'left'] as const)
  for (const width of [size.width, COMPACT]) {
    const found =
      beside(behind, width, CLOSE) ??
      upright('below', width) ??
      beside(before, width, CLOSE) ??
      upright('above', width)
    if (found) return found
  }
  for (const width of [size.width, COMPACT]) {
    const found = beside(behind, width, FAR) ?? beside(before, width, FAR)
    if (found) return found
  }
  // No room at all: beside other badges at least, and never over the control.
  const room = control.right + GAP + COMPACT <= bounds.right
  let gap = GAP
  const last = (): Box => {
    const left = room ? control.right + gap : control.left - gap - COMPACT
    return {
      left,
      right: left + COMPACT,
      top: (control.top + control.bottom - size.height) / 2,
      bottom: (control.top + control.bottom + size.height) / 2,
    }
  }
  for (
    let hit = taken.find(other => overlap(last(), other));
    hit && gap < FAR;
    hit = taken.find(other => overlap(last(), other))
  )
    gap += COMPACT
  return { place: { side: room ? 'right' : 'left', compact: true }, box: last() }
}

/**
 * Boxes of words and controls near any of these controls, themselves included, by one walk over
 * their document that leaves out what lies elsewhere. In viewport pixels.
 */
export function obstacles(document: Document, anchors: readonly Element[]): readonly Box[] {
  const near = anchors.map(anchor => {
    const box = anchor.getBoundingClientRect()
    return {
      left: box.left - AROUND.across,
      right: box.right + AROUND.across,
      top: box.top - AROUND.down,
      bottom: box.bottom + AROUND.down,
    }
  })
  const isNear = (box: Box): boolean => near.some(region => overlap(box, region))
  const boxes: Box[] = []
  const range = document.createRange()
  let left = NODES
  const visit = (node: Node): void => {
    if (left-- <= 0) return
    if (node.nodeType === 3) {
      if (!(node.nodeValue ?? '').trim()) return
      range.selectNodeContents(node)
      boxes.push(...[...range.getClientRects()].filter(isNear))
      return
    }
    if (node.nodeType !== 1) return
    const element = node as Element
    if (/^(?:script|style|template|option)$/.test(element.localName)) return
    const box = element.getBoundingClientRect()
    // What has no box of its own may have children with one.
    if (box.width > 0 && box.height > 0 && !isNear(box)) return
    const isControl =
      controls.has(element.localName) ||
      /^(?:switch|checkbox|combobox|button|textbox|slider|img)$/.test(
        element.getAttribute('role') ?? '',
      )
    if (isControl && element.checkVisibility({ visibilityProperty: true })) boxes.push(box)
    for (const child of shadowOf(element)?.childNodes ?? []) visit(child)
    for (const child of element.childNodes) visit(child)
  }
  if (document.body) visit(document.body)
  return [...boxes, ...anchors.map(anchor => anchor.getBoundingClientRect())].filter(
    box => box.right > box.left && box.bottom > box.top,
  )
}

/**
 * The viewport, and the scrolling boxes around the control: what stands beyond their edges is
 * another part of the page.
 */
function boundsOf(anchor: Element): Box {
  const { ownerDocument: document } = anchor
  const view = document.defaultView
  let bounds: Box = {
    left: 0,
    top: Number.NEGATIVE_INFINITY,
    right: document.documentElement.clientWidth,
    bottom: bottomOf(document),
  }
  for (
    let element = anchor.parentElement ?? hostOf(anchor);
    element && element !== document.body && element !== document.documentElement;
    element = element.parentElement ?? hostOf(element)
  ) {
    const overflow = view?.getComputedStyle(element).overflowX
    if (overflow === undefined || overflow === 'visible') continue
    const box = element.getBoundingClientRect()
    const right = Math.min(bounds.right, box.left + element.clientLeft + element.clientWidth)
    if (right - box.left >= COMPACT)
      bounds = { ...bounds, left: Math.max(bounds.left, box.left), right }
  }
  return bounds
}

/**
 * Whether a dialog, a drawer or a fixed bar of the page lies over the control: its badge would
 * float on that.
 */
export function isCovered(anchor: Element): boolean {
  const box = anchor.getBoundingClientRect()
  const root = anchor.getRootNode() as Document | ShadowRoot
  const view = anchor.ownerDocument.defaultView
  for (
    let hit = root.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    hit && !ownHosts.has(hit);
    hit = hit.parentElement ?? hostOf(hit)
  ) {
    if (hit.contains(anchor) || anchor.contains(hit)) return false
    if (
      hit.localName === 'dialog' ||
      hit.hasAttribute('popover') ||
      view?.getComputedStyle(hit).position === 'fixed'
    )
      return true
  }
  return false
}

/** Where the page ends, or its viewport: what stands below that makes the page longer. */
export function bottomOf({ documentElement: html }: Document): number {
  return Math.max(html.clientHeight, html.getBoundingClientRect().bottom)
}

/** The element whose shadow root this one stands in directly. */
export function hostOf(element: Element): Element | null {
  const root = element.getRootNode()
  return 'host' in root ? (root as ShadowRoot).host : null
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.left < b.right - 0.5 &&
    b.left < a.right - 0.5 &&
    a.top < b.bottom - 0.5 &&
    b.top < a.bottom - 0.5
  )
}
