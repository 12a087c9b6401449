/** The one of `known` that is most like `name`, or null where there is none. */
export function nearest(name: string, known: Iterable<string>): string | null {
  return byLikeness(name, known)[0] ?? null
}

/**
 * All of `known`, what is most like `name` first: Dice's coefficient over pairs of letters, which
 * forgives a word left out (`two-factor` for `two-factor-required`) as well as a slip of the finger.
 */
export function byLikeness(name: string, known: Iterable<string>): readonly string[] {
  const wanted = pairs(name)
  return [...known]
    .map(candidate => {
      const has = pairs(candidate)
      const both = wanted.intersection(has).size
      return { candidate, likeness: (2 * both) / (wanted.size + has.size) }
    })
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ candidate }) => candidate)
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
