import { z } from 'zod'
import { canonicalBytes } from '../../common/log/canonical.ts'
import type { Range } from './split-export.ts'

/** What stands for a large section of an export: in which entries its bytes are, in their order. */
const SectionHead = z.object({
  format: z.literal('witnessmark/section'),
  version: z.literal(1),
  section: z.string(),
  bytes: z.int().nonnegative(),
  entries: z.strictObject({ first: z.int().nonnegative(), last: z.int().nonnegative() }),
})
type SectionHead = z.infer<typeof SectionHead>

/** @param first place of the first part in the log; the others are the ones behind it */
export function sectionHead(section: string, parts: readonly Range[], first: number): Uint8Array {
  return canonicalBytes({
    format: 'witnessmark/section',
    version: 1,
    section,
    bytes: parts.reduce((sum, { from, to }) => sum + to - from, 0),
    entries: { first, last: first + parts.length - 1 },
  } satisfies SectionHead)
}

/** The entries in which the bytes are that this body stands for; none for any other. */
export function partsOf(body: Uint8Array): readonly number[] {
  if (body.length > 1000) return []
  try {
    const { first, last } = SectionHead.parse(JSON.parse(new TextDecoder().decode(body))).entries
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  } catch {
    return []
  }
}
