import type { Claim, Lesson } from '../../protocol/message.ts'

type Op = NonNullable<Claim['op']>

const titles = {
  equals: 'is exactly',
  oneOf: 'is one of',
  atMost: 'is at most',
  atLeast: 'is at least',
  includes: 'contains',
  excludes: 'contains none of',
} as const satisfies Readonly<Record<Op, string>>

const byType = {
  boolean: ['equals'],
  number: ['atMost', 'atLeast', 'equals', 'oneOf'],
  string: ['equals', 'oneOf', 'includes'],
  list: ['includes', 'excludes', 'equals'],
} as const satisfies Readonly<Record<Lesson['type'], readonly Op[]>>

/**
 * How a taught setting of a type can be compared with what is wanted, the likeliest first, in words
 * that stand between "it is right where it" and a value.
 */
export function comparisonsOf(
  type: Lesson['type'],
): readonly { readonly op: Op; readonly title: string }[] {
  return byType[type].map(op => ({ op, title: titles[op] }))
}
