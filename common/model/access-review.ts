import { z } from 'zod'
import { CatalogueId, KebabId, Time } from './id.ts'
import { Reason } from './reason.ts'

/** An account as a service lists it. */
export const Account = z.strictObject({
  /** What the service knows it by. */
  name: z.string().min(1),
  /** What it stays under another name, where the service says so. */
  id: z.string().optional(),
  roles: z.array(z.string()),
  /** Whether it has a second factor; null where that is not read. */
  secondFactor: z.boolean().nullable(),
  /** Whether it can sign in; null where that is not read. */
  enabled: z.boolean().nullable().optional(),
  /** When it was last used: a day, `never`, `none on record`, or null where that is not read. */
  lastUse: z.string().nullable(),
  /** The settings that list it. */
  listedBy: z.array(CatalogueId).min(1),
})
export type Account = z.infer<typeof Account>

/** A review of who has access to a tenant, with the accounts as they stood when it began. */
export const AccessReview = z.strictObject({
  tenant: KebabId,
  id: KebabId,
  reviewer: z.string().min(1),
  due: Time,
  /** Which accounts of the service these are, in words. */
  covers: z.string(),
  /** What could not be read: accounts that only such a list has, or what such a list says of them. */
  missing: z.array(CatalogueId),
  /** Why, as far as that is known. */
  reasons: z.record(CatalogueId, Reason).optional(),
  accounts: z.array(Account),
})
export type AccessReview = z.infer<typeof AccessReview>

/** What the reviewer decided of one account of a review. */
export const AccessDecision = z.strictObject({
  tenant: KebabId,
  review: KebabId,
  /** Its place in the review, from 1: the entry's leaf can never be erased, and names nobody. */
  account: z.int().min(1),
  decision: z.enum(['keep', 'change', 'remove']),
  reason: z.string().min(1).optional(),
  by: z.string().min(1),
})
export type AccessDecision = z.infer<typeof AccessDecision>
