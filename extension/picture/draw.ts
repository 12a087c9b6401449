import type { Picture } from '../../common/protocol/message.ts'
import { MAX_PICTURE } from '../../common/protocol/message.ts'
import type { PageLook } from './look.ts'

export type Drawn = Pick<
  Picture,
  'mediaType' | 'width' | 'height' | 'strip' | 'scale' | 'masks'
> & { readonly bytes: Uint8Array<ArrayBuffer> }

/**
 * Paints the mask over the picture and the header strip above it. The picture that is not masked
 * exists in memory only, and only here.
 * @param lines of the strip; what does not fit is cut with an ellipsis
 * @throws Error when the picture is larger than the agent takes
 */
export async function drawPicture(
  taken: ImageBitmap,
  look: PageLook,
  lines: readonly string[],
): Promise<Drawn> {
  // Device pixels for one of the page. The width is rounded to whole CSS pixels, so the page's own
  // ratio is taken where it fits the picture.
  const scale =
    Math.abs(taken.width - look.width * look.ratio) <= look.ratio
      ? look.ratio
      : taken.width / look.width
  const line = Math.round(20 * scale)
  const strip = line * lines.length + Math.round(12 * scale)
  const canvas = new OffscreenCanvas(taken.width, taken.height + strip)
  const context = canvas.getContext('2d', { alpha: false })
  if (!context) throw new Error('this browser gives no canvas')
  context.drawImage(taken, 0, strip)
  const masks = look.areas.flatMap(({ rule, ...area }): Drawn['masks'] => {
    const x = Math.max(0, Math.floor(area.x * scale))
    const y = Math.max(0, Math.floor(area.y * scale))
    const width = Math.min(taken.width, Math.ceil((area.x + area.width) * scale)) - x
    const height = Math.min(taken.height, Math.ceil((area.y + area.height) * scale)) - y
    return width > 0 && height > 0 ? [{ rule, x, y: y + strip, width, height }] : []
  })
  context.fillStyle = '#000'
  for (const { x, y, width, height } of masks) context.fillRect(x, y, width, height)
  context.fillStyle = '#f2f5f7'
  context.fillRect(0, 0, canvas.width, strip)
  context.fillStyle = '#0f5c7a'
  context.fillRect(
    0,
    strip - Math.max(1, Math.round(2 * scale)),
    canvas.width,
    Math.max(1, Math.round(2 * scale)),
  )
  context.font = `${Math.round(13 * scale)}px system-ui, sans-serif`
  context.textBaseline = 'middle'
  context.fillStyle = '#12181d'
  const margin = Math.round(10 * scale)
  for (const [index, text] of lines.entries())
    context.fillText(
      fitting(context, text, canvas.width - 2 * margin),
      margin,
      Math.round(5 * scale) + line * index + line / 2,
    )
  for (const mediaType of ['image/png', 'image/webp'] as const) {
    const blob = await canvas.convertToBlob({
      type: mediaType,
      ...(mediaType === 'image/webp' ? { quality: 0.9 } : {}),
    })
    if (blob.type === mediaType && blob.size <= MAX_PICTURE)
      return {
        mediaType,
        width: canvas.width,
        height: canvas.height,
        strip,
        scale,
        masks,
        bytes: new Uint8Array(await blob.arrayBuffer()),
      }
  }
  throw new Error('the picture is larger than the agent takes: make the window smaller')
}

/**
 * Whether letters are drawn as they are read: marks that turn the direction of writing could make
 * an address look like another.
 */
export function stripText(text: string): string {
  return text.replace(/\p{C}/gu, '').replace(/\s+/g, ' ').trim()
}

function fitting(context: OffscreenCanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (context.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, low)}…`
}
