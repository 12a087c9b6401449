import type { Value } from '../../common/model/value.ts'

/** What the page shows, or why that is not a value. `raw` is the page's own wording. */
export type Read =
  | { readonly ok: true; readonly value: Value; readonly raw: string }
  | { readonly ok: false; readonly detail: string }

/** No value, and why. */
export function unread(detail: string): Read {
  return { ok: false, detail }
}

/** What says that the page is working: only a bar that does not tell how far it is. */
export const BUSY =
  '[aria-busy="true"],[role="progressbar"]:not([aria-valuenow]):not(progress),progress:not([value])'
