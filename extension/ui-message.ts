import { z } from 'zod'
import type { PageSetting, RoundPage, SetAsideFile } from '../common/protocol/message.ts'

/** What popup, options and panel ask of the background. */
export const FromUi = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pair'), text: z.string().max(100) }),
  z.strictObject({ kind: z.literal('unpair') }),
  z.strictObject({ kind: z.literal('retry') }),
  z.strictObject({ kind: z.literal('dashboard') }),
  z.strictObject({ kind: z.literal('show'), origin: z.string() }),
  z.strictObject({ kind: z.literal('forget') }),
  z.strictObject({ kind: z.literal('own-windows'), on: z.boolean() }),
  z.strictObject({ kind: z.literal('picture'), tab: z.int().nonnegative() }),
])
export type FromUi = z.infer<typeof FromUi>

export type PageStatus = {
  readonly tab: number
  readonly address: string
  readonly titles: readonly string[]
  readonly captured: string | null
  readonly settings: readonly PageSetting[]
}
/** All that our own pages show; sent whenever something of it changed. */
export type Status = {
  readonly link: { readonly state: 'unpaired' | 'away' | 'connected'; readonly detail: string }
  readonly port: number | null
  readonly waiting: number
  /** Handed over, and kept beside in case the agent is set back to a backup. */
  readonly kept: number
  /** This browser's clock minus the agent's, in milliseconds, as of the last connection. */
  readonly skew: number
  readonly dashboard: string
  /** Files of the agent's home that cannot be used as they stand. */
  readonly setAside: readonly SetAsideFile[]
  readonly round: readonly RoundPage[]
  readonly lost: readonly { readonly at: string; readonly reason: string }[]
  readonly hidden: readonly string[]
  /** Private windows and containers are read too. */
  readonly ownWindows: boolean
  /** News is shown in the browser's notifications. */
  readonly notices: boolean
  readonly tenants: readonly {
    readonly id: string
    readonly title: string
    readonly service: string
    readonly patterns: readonly string[]
    readonly granted: boolean
  }[]
  readonly pages: readonly PageStatus[]
}
