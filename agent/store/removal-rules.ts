// What erasure and retention take out, in every engine.

export const MINIMUM = 'log.minimum'
const LEVELS = 64
/** Where a person's name can stand beside evidence bodies: table, its text columns. */
export const named = [
  ['resource', ['id', 'name', 'parent_id']],
  ['subject', ['resource']],
  ['observation', ['value', 'detail']],
  ['finding', ['id', 'finding']],
  ['unlisted', ['detail']],
  ['evidence', ['ipe']],
  ['outbox', ['alert', 'problem']],
] as const

/**
 * Of each level the hashes that no later root or proof needs: a hash goes with the tile it stands in
 * (https://c2sp.org/tlog-tiles, Pruning).
 */
export function prunedNodes(
  first: number,
): readonly { readonly level: number; readonly before: number }[] {
  const pruned: { readonly level: number; readonly before: number }[] = []
  for (let level = 0; level < LEVELS; level++) {
    const tile = 256 ** (Math.floor(level / 8) + 1)
    if (tile > first) break
    pruned.push({ level, before: Math.floor(first / tile) * (tile / 2 ** level) })
  }
  return pruned
}

/** Whether evidence that is kept says it, in its body or in what is said of it. */
export function says(body: Uint8Array | null, ipe: string, forms: readonly string[]): boolean {
  const said = `${Buffer.from(body ?? []).toString('utf8')}\n${ipe}`.toLowerCase()
  const texts = said.includes('\\u') ? [said, unescaped(said)] : [said]
  return forms.some(form => texts.some(item => item.includes(form)))
}

/** Whatever a tool's JSON escapes, an apostrophe as well. */
function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/g, (_, unit: string) =>
      String.fromCharCode(Number.parseInt(unit, 16)),
    )
    .toLowerCase()
}

/**
 * A name as it stands in text, in an address, in a table's quotes and, where it has other characters, as
 * JSON may escape it.
 */
export function formsOf(wanted: string): string[] {
  const plain = wanted.toLowerCase()
  // By code unit, as JSON does: a rare character (a surname with 𠮷) is two escapes.
  const escaped = plain.replace(
    /[\x7f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const inAddress = encodeURIComponent(plain.toWellFormed()).toLowerCase()
  const inTable = plain.replaceAll('"', '""')
  return [...new Set([plain, JSON.stringify(plain).slice(1, -1), escaped, inAddress, inTable])]
}

export function without(value: string, wanted: string, replacement: string): string {
  return formsOf(wanted).reduce(
    (current, form) =>
      current.replace(
        new RegExp(form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu'),
        () => replacement,
      ),
    value,
  )
}
