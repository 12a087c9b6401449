import { z } from 'zod'
import { Capture, Lesson, PageSetting } from '../common/protocol/message.ts'
import type { Recipe } from '../common/capture/recipe.ts'

// Between the content script and the background. The background parses; the content script has the
// types only.

/**
 * What a page's script may say: checked like anything from outside, because the page's process is
 * not ours.
 */
export const FromPage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('look'), address: z.url().max(2000) }),
  z.strictObject({
    kind: z.literal('capture'),
    capture: Capture.omit({ browser: true, extension: true, window: true }),
  }),
  /** A form was sent: the page that comes next in this tab is the answer to it. */
  z.strictObject({ kind: z.literal('sent') }),
  z.strictObject({ kind: z.literal('hide') }),
  z.strictObject({
    kind: z.literal('confirm'),
    recipe: z.string(),
    setting: z.string(),
    right: z.boolean(),
  }),
])
export type FromPage = z.infer<typeof FromPage>

export type PageMatch = {
  readonly recipe: Recipe
  readonly tenant: string
  readonly tenantTitle: string
  /** The id of the thing that the address names; null where it names none. */
  readonly resource: string | null
}
export type ToPage =
  | {
      readonly kind: 'matches'
      readonly address: string
      readonly matches: readonly PageMatch[]
      readonly overlay: boolean
      readonly dashboard: string
      /** Whether a form was sent in this tab before this page came. */
      readonly sent: boolean
    }
  | {
      readonly kind: 'findings'
      readonly tenant: string
      readonly recipe: string
      readonly settings: readonly PageSetting[]
    }
  /** The reading is on the disk: the page's script may forget it. */
  | { readonly kind: 'kept'; readonly id: string }
  /** The user chose "Explain this setting" in the context menu. */
  | { readonly kind: 'explain' }
  | { readonly kind: 'stop' }

export { Lesson }
export type ToTeacher =
  | {
      readonly kind: 'metrics'
      readonly metrics: readonly { readonly id: string; readonly title: string }[]
      /** Of the customer: no page is known by them. */
      readonly names: readonly string[]
    }
  /** What became of a lesson: null where it was taken. `field` of the lesson, where one is at fault. */
  | { readonly kind: 'taught'; readonly error: string | null; readonly field: string | null }
