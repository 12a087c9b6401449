import { emailsIn, maskSpans } from '../../common/capture/mask.ts'
import type { MaskRule } from '../../common/capture/mask.ts'
import { isSecretField } from '../../common/capture/redact.ts'
import { scan } from '../capture/locate.ts'
import type { Scan } from '../capture/locate.ts'
import type { Root } from '../capture/walk.ts'
import { plain } from '../capture/walk.ts'

/** A part of the visible page that no picture may show, in CSS pixels of the top viewport. */
export type Area = {
  readonly rule: MaskRule
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
type Offset = {
  readonly x: number
  readonly y: number
  readonly scaleX: number
  readonly scaleY: number
}

/** Painted a little larger than measured: glyphs reach over their boxes. */
const MARGIN = 2

/**
 * What has to be painted over in a picture of the page as it is now, by rule. Only reads. @param
 * own e-mail addresses of the signed-in account, in lower case
 */
export function areasOf(document: Document, own: readonly string[]): readonly Area[] {
  const page = scan(document)
  const areas: Area[] = []
  for (const root of page.roots) {
    const offset = offsetOf(root, document)
    const put = (rule: MaskRule, boxes: Iterable<DOMRect>): void => {
      for (const box of boxes) {
        if (box.width <= 0 || box.height <= 0) continue
        const area = {
          rule,
          x: offset.x + box.x * offset.scaleX - MARGIN,
          y: offset.y + box.y * offset.scaleY - MARGIN,
          width: box.width * offset.scaleX + 2 * MARGIN,
          height: box.height * offset.scaleY + 2 * MARGIN,
        }
        if (
          area.x < innerWidth &&
          area.y < innerHeight &&
          area.x + area.width > 0 &&
          area.y + area.height > 0
        )
          areas.push(area)
      }
    }
    fields(root, page, own, put)
    texts(root, own, put)
    for (const link of root.querySelectorAll('a[href^="mailto:" i]')) {
      const addresses = emailsIn(decode(link.getAttribute('href') ?? ''))
      if (addresses.some(address => !own.includes(address)))
        put('other-person', link.getClientRects())
    }
    for (const frame of root.querySelectorAll('iframe,frame,object,embed')) {
      if (isClosed(frame) && frame.checkVisibility({ visibilityProperty: true }))
        put('other-origin', [frame.getBoundingClientRect()])
    }
  }
  return areas
}

type Put = (rule: MaskRule, boxes: Iterable<DOMRect>) => void

function fields(root: Root, page: Scan, own: readonly string[], put: Put): void {
  for (const field of root.querySelectorAll<
    HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
  >('input,textarea,select')) {
    if (
      /^(?:checkbox|radio|range|color|hidden|image|file)$/.test(field.type) ||
      !field.checkVisibility({ visibilityProperty: true })
    )
      continue
    if (
      isSecretField({
        type: field.type,
        autocomplete: field.autocomplete,
        names: [field.name, field.id, page.nameOf(field)],
      })
    ) {
      put('secret-field', [field.getBoundingClientRect()])
      continue
    }
    const shown =
      field.localName === 'select'
        ? [...(field as HTMLSelectElement).selectedOptions].map(option => option.text).join('\n')
        : field.value || field.getAttribute('placeholder') || ''
    const [span] = maskSpans(shown, own)
    if (span) put(span.rule, [field.getBoundingClientRect()])
  }
}

/**
 * A run of text as it is read: text nodes of one block, so that an address whose parts stand in
 * different elements is found too.
 */
function texts(root: Root, own: readonly string[], put: Put): void {
  const document = root.nodeType === 9 ? (root as Document) : root.ownerDocument
  const walker = (document ?? globalThis.document).createTreeWalker(root, 4)
  const blocks = new Map<Element, Element>()
  let block: Element | null = null
  let run: { readonly node: Text; readonly start: number }[] = []
  let text = ''
  const flush = (): void => {
    for (const { rule, start, end } of maskSpans(text, own)) {
      if (rule === 'other-person' && isOwnAfterOther(text.slice(start, end), start, run, own))
        continue
      const first = run.findLast(item => item.start <= start)
      const last = run.findLast(item => item.start < end)
      if (!first || !last) continue
      const range = (document ?? globalThis.document).createRange()
      range.setStart(first.node, start - first.start)
      range.setEnd(last.node, end - last.start)
      if (first.node.parentElement?.checkVisibility({ visibilityProperty: true }) !== false)
        put(rule, range.getClientRects())
    }
    run = []
    text = ''
  }
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (parent && /^(?:script|style|template|noscript|option|textarea)$/.test(parent.localName))
      continue
    const within = parent ? blockOf(parent, blocks) : null
    if (within !== block) {
      flush()
      block = within
    }
    run.push({ node: node as Text, start: text.length })
    text += node.nodeValue ?? ''
  }
  flush()
}

/**
 * "Signed in as" and the own address stand in neighbouring elements without a space: that is the
 * own address still.
 */
function isOwnAfterOther(
  found: string,
  start: number,
  run: readonly { readonly start: number }[],
  own: readonly string[],
): boolean {
  return own.some(
    address =>
      found.toLowerCase().endsWith(address) &&
      run.some(item => item.start === start + found.length - address.length),
  )
}

function blockOf(element: Element, known: Map<Element, Element>): Element {
  let block = known.get(element)
  if (block) return block
  const display = element.ownerDocument.defaultView?.getComputedStyle(element).display ?? 'block'
  block =
    element.parentElement && (display === 'contents' || display === 'inline')
      ? blockOf(element.parentElement, known)
      : element
  known.set(element, block)
  return block
}

/**
 * Where a root's viewport lies in the top one: frames within frames, scaled where the page scales
 * them.
 */
function offsetOf(root: Root, top: Document): Offset {
  const document = root.nodeType === 9 ? (root as Document) : root.ownerDocument
  const frame =
    document && document !== top
      ? (document.defaultView?.frameElement as HTMLElement | null | undefined)
      : null
  if (!frame) return { x: 0, y: 0, scaleX: 1, scaleY: 1 }
  const outer = offsetOf(frame.getRootNode() as Root, top)
  const box = frame.getBoundingClientRect()
  const style = frame.ownerDocument.defaultView?.getComputedStyle(frame)
  const [scaleX, scaleY] = [
    frame.offsetWidth > 0 ? box.width / frame.offsetWidth : 1,
    frame.offsetHeight > 0 ? box.height / frame.offsetHeight : 1,
  ]
  const left = (frame.clientLeft + Number.parseFloat(style?.paddingLeft ?? '0')) * scaleX
  const upper = (frame.clientTop + Number.parseFloat(style?.paddingTop ?? '0')) * scaleY
  return {
    x: outer.x + (box.x + left) * outer.scaleX,
    y: outer.y + (box.y + upper) * outer.scaleY,
    scaleX: outer.scaleX * scaleX,
    scaleY: outer.scaleY * scaleY,
  }
}

function isClosed(frame: Element): boolean {
  if (frame.localName === 'embed') return true
  try {
    return (frame as HTMLIFrameElement | HTMLObjectElement).contentDocument === null
  } catch {
    return true
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(plain(text))
  } catch {
    return text
  }
}
