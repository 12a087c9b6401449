import { z } from 'zod'
import { Value } from '../model/value.ts'

/** What is said, as it is kept: an older or newer version may know other codes. */
export const KeptSaid = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), Value),
})
export type KeptSaid = z.infer<typeof KeptSaid>

/** The first of a list, and how many more there are: a list in the record never grows long. */
export type Some<T> = { readonly items: readonly T[]; readonly more: number }
