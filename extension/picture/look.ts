import type { Area } from './areas.ts'

/** What the page's side tells before and after a picture. */
export type PageLook = {
  readonly areas: readonly Area[]
  /** The viewport in CSS pixels, scroll bars included. */
  readonly width: number
  readonly height: number
  /** The page's own word for device pixels per CSS pixel, zoom included. */
  readonly ratio: number
  readonly scrollX: number
  readonly scrollY: number
  /** Zoomed in by touch: the picture then shows a part of the viewport only. */
  readonly pinched: boolean
  readonly address: string
  readonly title: string
}

/**
 * Globals of the extension's isolated world in a page: content script and picture script meet
 * there.
 */
export type PictureGlobals = typeof globalThis & {
  witnessmarkHide?: (hidden: boolean) => void
  witnessmarkLook?: (own: readonly string[], first: boolean) => Promise<PageLook>
  witnessmarkShow?: () => void
}

/**
 * Whether nothing moved between two looks: then what one measured holds for a picture taken in
 * between.
 */
export function isStill(before: PageLook, after: PageLook): boolean {
  return JSON.stringify(before) === JSON.stringify(after)
}
