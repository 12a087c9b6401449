import { z } from 'zod'
import { KebabId, Time } from './id.ts'

/** Information produced by the entity (AT-C 205.36): what an auditor asks of every item. */
export const Ipe = z.strictObject({
  /**
   * The exact request (`GET https://...`, a query's operation and variables), or the page's
   * address.
   */
  request: z.string(),
  status: z.int().optional(),
  /** Acting account and the tenant it speaks of. */
  account: z.string().optional(),
  tenant: KebabId,
  /** Of a page: the private window or container in which it was read, where it was one. */
  window: z.string().optional(),
  /** Who had the agent do it: a person, a schedule, a paired browser. Not in entries of before. */
  actor: z.string().optional(),
  /** Pages read against total, where the service says so. */
  page: z.int().optional(),
  pages: z.int().optional(),
  filters: z.string().optional(),
  /** Service's clock (a capture: the browser's) minus ours, in milliseconds. */
  clockOffset: z.int().optional(),
  collector: z.string(),
  catalogue: z.string(),
  /** When the thing was true (reply or page time) and when it was recorded. */
  seenAt: Time,
  recordedAt: Time,
})
export type Ipe = z.infer<typeof Ipe>
