// Whether what a list shows are its entries: a line that says that there are none, or that there
// are more, is none of them.

const nothing =
  /^\W*(?:(?:no|none|nobody|nothing|empty|not|never|there|you|n\/a|kein\p{L}*|niemand|nichts|leer|noch|aucun\p{L}*|personne|rien|vide|ning\p{L}*|nadie|nada|sin|add|invite|create|new|hinzufügen|ajouter|añadir)(?=$|[\s.,:'’!])|$)/iu
const more =
  /^\W*(?:\p{L}{1,4}\s)?\W*\p{Nd}+\s+(?:more|others?|further|additional|remaining|hidden|omitted|weitere\p{L}?|mehr|übrige\p{L}?|ausgeblendet\p{L}?|autres?|supplémentaires?|masqué\p{L}*|m[aá]s|adicional\p{L}*|restantes?|ocult\p{L}*)(?!\p{L})|^\(?\+\s?\p{Nd}{1,4}\)?$|^(?:(?:more|plus|más|mehr)$|(?:show|view|see|load|voir|afficher|ver|mostrar|cargar)\s+(?:all|more|plus|tou|más|tod)|(?:alle|mehr|weitere)\s.*(?:anzeigen|laden)$|(?:\p{Nd}+ \p{L}* ?)?(?:total|gesamt|summe)(?!\p{L}))|(?:…|\.\.\.)$/iu

/** Whether a line says that there are none, or offers to add one. */
export function saysNothing(line: string): boolean {
  return nothing.test(line)
}

/** Whether a line stands for entries that are not shown, or for all of them. */
export function saysMore(line: string): boolean {
  return more.test(line) || (/\p{Nd}\s+(?:of|von|sur|de)\s/iu.test(line) && totalIn(line) !== null)
}

/**
 * Whether a line has the shape of an entry, whatever the list is of: one address, name with an
 * address, path, number range or the like. A sentence that says that the list is empty never has.
 */
export function isEntry(line: string): boolean {
  return (
    !saysNothing(line) &&
    (/^(?:https?:\/\/\S+|\.?[^\s.,:;!?()…@/\\]+(?:[@.:/\\]+[^\s.,:;!?()…@/\\]+)+)$/u.test(line) ||
      /^(?:\p{Lu}[\p{L}.'’-]*\s){1,3}[<(]?[\w.%+-]+@[\w-]+(?:\.[\w-]+)+[>)]?$/u.test(line))
  )
}

/** Whether something else follows an address in its line ("a.example Inherited"): said of it. */
export function isSaidOf(line: string): boolean {
  const [first = '', ...others] = line.split(' ')
  return /^[^\s/]*[.@][^\s/]*$/.test(first) && isEntry(first) && others.some(word => !isEntry(word))
}

/**
 * Entries that somebody typed into one line or field: addresses in a row are one each, however they
 * are set apart; anything else is as it stands.
 */
export function typedEntries(text: string): readonly string[] {
  const pieces = text.split(/[\s,;]+/).filter(Boolean)
  return pieces.length > 1 && pieces.every(isEntry) ? pieces : [text]
}

/**
 * How many there are where a text says "1-2 of 57", "Page 1 of 3" or the like.
 * @returns the number after "of", or of what a filter was put on; infinite where the text says that
 * there are many or more pages; null where it says nothing of the kind
 */
export function totalIn(text: string): number | null {
  const [, unfiltered] =
    /filt[eé]?r\p{L}*\s+(?:from|out of|of|aus|von|sur|parmi|de)\s+(?:\p{L}+\s+){0,3}(\p{Nd}[\p{Nd}.,’']*)/iu.exec(
      text,
    ) ?? []
  if (unfiltered !== undefined) return Number(unfiltered.replace(/\D/g, ''))
  const [, page, of] =
    /(page|seite|página)?\s*\p{Nd}[\p{Nd}.,’' ]*(?:of|von|sur|de|\/)\s*(?:about |over |more than )?(\p{Nd}[\p{Nd}.,’']*|many)/iu.exec(
      text,
    ) ?? []
  if (of === undefined) return null
  if (of === 'many') return Number.POSITIVE_INFINITY
  const total = Number(of.replace(/\D/g, ''))
  if (page) return total > 1 ? Number.POSITIVE_INFINITY : null
  return total
}
