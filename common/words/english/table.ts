import type { KeptSaid, Some } from '../kept.ts'

/** What said things are in words: the whole table, handed to the words of what is nested. */
export type InWords = (said: KeptSaid) => string

/** A sentence for each code: one that is missing does not compile. */
export type Table<P> = {
  readonly [C in keyof P]: (params: P[C], words: InWords) => string
}

/** `a, b and 3 more`. */
export function listed({ items, more }: Some<string>, between = ', ', last = ' and '): string {
  const named = items.map(item => (item === '' ? '(unnamed)' : item))
  return more > 0 ? `${named.join(between)}${last}${more} more` : named.join(between)
}

export function mapped<T>({ items, more }: Some<T>, text: (item: T) => string): Some<string> {
  return { items: items.map(text), more }
}
