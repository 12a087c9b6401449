/**
 * A text without what takes no room on the screen (soft hyphens, zero-width spaces, marks of
 * direction), each letter in one form (Unicode normalisation form C).
 */
export function visible(text: string): string {
  // Most of a page's thousands of names have nothing of the kind.
  if (ASCII.test(text)) return text
  return text
    .normalize('NFC')
    .replace(/[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')
}

const ASCII = /^[\t-~]*$/

/** One form for wordings that a person takes for the same: typographic quotes, dashes, ligatures. */
export function sameForm(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{DI}/gu, '')
    .replace(/[‘’ʼ′`´]/g, "'")
    .replace(/[“”„«»″]/g, '"')
    .replace(/[‐‒–—―−]/g, '-')
}

/**
 * What a wording means: the one that is written exactly so, else the one that a person takes for
 * the same.
 * @returns the key of the meaning; undefined where none is
 */
export function wordingIn(
  wordings: Readonly<Record<string, unknown>>,
  text: string,
): string | undefined {
  if (Object.hasOwn(wordings, text)) return text
  const wanted = sameForm(text)
  return Object.keys(wordings).find(key => sameForm(key) === wanted)
}

/** Whether a text is still to come, or cut off: it says that it loads, or ends in dots. */
export function isUnfinished(text: string): boolean {
  return /^\W*(?:loading|lädt|chargement|cargando)(?!\p{L})|(?:…|\.\.\.)\W*$/iu.test(text)
}

/**
 * Whether the text of a chosen option only asks for a choice, or says that there is none yet: such
 * texts in some languages.
 */
export function isPlaceholder(text: string): boolean {
  return (
    isUnfinished(text) ||
    /^\W*(?:choose|select|please|pick|bitte|(?:aus)?wählen|choisi\w+|sélectionne\w*|veuillez|seleccion\w+|elegir|eli[gj]\w+)(?!\p{L})/iu.test(
      text,
    )
  )
}

/**
 * Whether the text of a closed list only counts what is chosen in it ("3 selected"), or names the
 * first of several ("Owners, +2").
 */
export function isSeveral(text: string): boolean {
  return (
    /^\W*\p{Nd}+\s+(?:(?:of|von|sur|de)\s+\p{Nd}+|(?:\p{L}+\s+)?(?:selected|chosen|(?:aus)?gewählt|sélectionné\p{L}*|choisi\p{L}*|seleccionad\p{L}*|elegid\p{L}*))(?!\p{L})/iu.test(
      text,
    ) ||
    /[\s,;]\+\s?\p{Nd}+\W*$|\p{Nd}+\s+(?:more|others?|weitere\p{L}?|autres?|m[aá]s)\W*$/iu.test(
      text,
    )
  )
}

/** Whether a text says by itself that nothing is set, or asks for it: such texts in some languages. */
export function saysNone(text: string): boolean {
  return (
    isPlaceholder(text) ||
    /^[^\p{L}\p{Nd}]*(?:none|n\/a|nobody|nothing|empty|unset|not (?:set|configured|specified|assigned|defined)|add (?:an?|your|the|first)\s.*|keine?r?s?|niemand|nichts|leer|nicht (?:festgelegt|gesetzt|konfiguriert|zugewiesen)|aucun\p{L}*|personne|rien|vide|non (?:défini|configuré|spécifié|attribué)\p{L}*|ning\p{L}*|nadie|nada|vacío|no (?:definid|configurad|especificad|asignad)\p{L}*)?[^\p{L}\p{Nd}]*$/iu.test(
      text,
    )
  )
}

/** Whether signs stand in a text in place of what it is: "********", "••••1234". */
export function isMasked(text: string): boolean {
  return /[*＊∗•●∙⬤]{3}|(?<!\p{L})x{4,}(?!\p{L})/iu.test(text)
}
