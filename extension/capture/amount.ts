import { numberOf } from './number.ts'

/** Words between the parts of one amount. */
const joint = /^(?:[,+&]|and|und|et|y|e|en|i|og|och)?$/i

/**
 * An amount in the setting's unit: all parts of `1 hour 30 minutes` together, from the largest unit
 * down, each once. A number without a word is taken by the unit `*`.
 * @param unit what one of each word is in the setting's unit
 * @returns null where any of the text is neither number nor known unit: a half of it would be
 * another amount
 */
export function amountOf(text: string, unit: Readonly<Record<string, number>>): number | null {
  const bare = numberOf(text)
  if (bare !== null) return factorOf('*', unit, factor => bare * factor)
  let sum = 0
  let above = Number.POSITIVE_INFINITY
  let rest = text.trim()
  while (rest !== '') {
    const part =
      /^([-+−]?[.,٫]?\p{Nd}(?:[\p{Nd}\p{DI}.,'’٬٫\u00a0\u2009\u202f]*\p{Nd})?)\s*([\p{L}\p{M}%]+)(?:\.(?!\S))?/u.exec(
        rest,
      )
    const number = numberOf(part?.[1] ?? '')
    if (!part || number === null || (number < 0 && above < Number.POSITIVE_INFINITY)) return null
    const factor = factorOf(part[2] ?? '', unit, found => found)
    if (factor === null || factor >= above) return null
    sum += number * factor
    above = number < 0 ? 0 : factor
    rest = rest.slice(part[0].length)
    const between = /^\s*(\P{Nd}*?)\s*(?=\p{Nd}|$)/u.exec(rest)
    if (!between || !joint.test(between[1] ?? '')) return null
    const after = rest.slice(between[0].length)
    if (after === '' && between[1]) return null
    rest = after
  }
  return above === Number.POSITIVE_INFINITY ? null : exact(sum)
}

/** Whether a text is one of the unit's words. */
export function isUnit(word: string, unit: Readonly<Record<string, number>>): boolean {
  return factorOf(word, unit, () => 1) !== null
}

function factorOf(
  word: string,
  unit: Readonly<Record<string, number>>,
  work: (factor: number) => number,
): number | null {
  const wanted = word.toLowerCase()
  const found = Object.entries(unit).find(([key]) => key.toLowerCase() === wanted)
  return found ? exact(work(found[1])) : null
}

/** Factors such as a thirtieth are not exact in binary: 90 of them are 3. */
function exact(amount: number): number {
  return Number(amount.toPrecision(12))
}
