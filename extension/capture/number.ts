/**
 * How the world groups digits and marks decimals (CLDR 48, symbols and patterns of all locales;
 * `'` stands for `’` on keyboards, the thin spaces are SI's). A plain space is in none: two numbers
 * side by side are not one.
 */
const conventions: readonly (readonly [groups: string, decimal: string])[] = [
  [',', '.'],
  ['.', ','],
  ["'’\u00a0\u2009\u202f", '.'],
  ["'’\u00a0\u2009\u202f", ','],
  ['٬', '٫'],
]

/**
 * The one number that a text is, in digits of any script.
 * @returns null where the text is not a number and nothing else, where it could be two (`1.234` is
 * another in Berlin than in Boston), and where it is too long to be held exactly
 */
export function numberOf(text: string): number | null {
  const [, sign = '', digits = ''] =
    /^([-+−－]?)(.+)$/u.exec(inAscii(text.replace(/\p{DI}/gu, '')).trim()) ?? []
  const found = new Set<number>()
  for (const [groups, decimal] of conventions)
    for (const group of groups) {
      const [whole = '', ...fraction] = digits.split(decimal)
      const grouped = new RegExp(`^[1-9]\\d{0,2}(?:[${group}]\\d{3})+$`).test(whole)
      // India groups by two above the thousands.
      const indian = group === ',' && /^[1-9]\d?(?:,\d\d)+,\d{3}$/.test(whole)
      const number = [grouped || indian ? whole.replaceAll(group, '') : whole, ...fraction].join(
        '.',
      )
      if (/^(?:\d+|\d*\.\d+)$/.test(number)) found.add(Number(number))
    }
  const [one] = found
  if (found.size !== 1 || one === undefined || digits.replace(/\D/g, '').length > 15) return null
  return one === 0 || /^\+?$/.test(sign) ? one : -one
}

/** Digits of any script as those of ASCII: each script's ten stand in a row in Unicode. */
function inAscii(text: string): string {
  return text.replace(/\p{Nd}/gu, digit => {
    const code = digit.codePointAt(0) ?? 0
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
    return String((code - zero) % 10)
  })
}
