/**
 * The one of `known` that is most like `name`, or null where there is none: Dice's coefficient over
 * pairs of letters, which forgives a word left out (`two-factor` for `two-factor-required`) as well
 * as a slip of the finger.
 */
export function nearest(name: string, known: Iterable<string>): string | null {
  const wanted = pairs(name)
  let best: { readonly name: string; readonly likeness: number } | null = null
  for (const candidate of known) {
    const has = pairs(candidate)
    const likeness = (2 * wanted.intersection(has).size) / (wanted.size + has.size)
    if (!best || likeness > best.likeness) best = { name: candidate, likeness }
  }
  return best?.name ?? null
}

/** `no metric "x"; nearest is "y"`. */
export function noSuch(what: string, name: string, known: Iterable<string>, where = ''): string {
  const like = nearest(name, known)
  return `no ${what} "${name}"${where}${like === null ? '' : `; nearest is "${like}"`}`
}

/** Two letters each, and where it begins and ends. */
function pairs(name: string): ReadonlySet<string> {
  const text = `^${name}$`
  return new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)))
}
