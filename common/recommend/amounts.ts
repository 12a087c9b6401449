import type { Metric } from '../model/metric.ts'

/** A limit that a text sets: `at least 12 characters`. */
export type Amount = {
  readonly operator: 'at-least' | 'at-most'
  readonly number: number
  /** As the text has it, in the singular: `hour`. */
  readonly unit: string
}

const numbers: ReadonlyMap<string, number> = new Map(
  (
    'one 1,two 2,three 3,four 4,five 5,six 6,seven 7,eight 8,nine 9,ten 10,eleven 11,twelve 12,fourteen 14,fifteen 15,' +
    'sixteen 16,eighteen 18,twenty 20,thirty 30,forty 40,sixty 60,ninety 90'
  )
    .split(',')
    .map(item => item.split(' ') as [string, string])
    .map(([word, number]) => [word, Number(number)]),
)

/** Words of a text for what a metric counts. */
const words: Readonly<Record<string, string>> = {
  characters: 'character char',
  days: 'day week month year hour',
  h: 'hour minute day',
  months: 'month year day',
  people: 'people person administrator admin owner user member',
  attempts: 'attempt try trial login logon sign-in failure',
  devices: 'device',
  approvals: 'approval approver reviewer review people person',
  tests: 'test check',
  ways: 'way method proof factor',
  tokens: 'token key',
  integrations: 'integration webhook',
  links: 'link url',
  installed: 'theme plugin plug-in add-on extension',
}

const known: ReadonlySet<string> = new Set(Object.values(words).flatMap(of => of.split(' ')))

/** What stands before a number; the longest of them is six words. */
const before: readonly (readonly [Amount['operator'], RegExp])[] = [
  [
    'at-least',
    /(?:at least|no (?:fewer|less|shorter) than|not (?:fewer|less|shorter) than|(?:a )?minimum(?: length| period| number)?(?: of| is|:)?|min\.?)(?: the last)?$/,
  ],
  [
    'at-most',
    /(?:at most|no (?:more|longer|later|older) than|not (?:more|longer|later|older) than|(?:a )?maximum(?: length| period| number| lifetime)?(?: of| is|:)?|max\.?|within|not exceed(?:ing)?|up to|limited to|after(?: a maximum of)?)$/,
  ],
]
/** What stands behind the unit, or between number and unit. */
const behind: readonly (readonly [Amount['operator'], RegExp])[] = [
  ['at-least', /^(?:or (?:more|longer)|minimum|at least|at minimum)\b/],
  ['at-most', /^(?:or (?:less|fewer|shorter)|maximum|at most|at the latest)\b/],
]

/** The word that a unit is found by: `hours`, `12-character`. */
function singular(word: string): string {
  const plain = word.toLowerCase().replace(/[.,;:)]+$/, '')
  if (plain === 'tries') return 'try'
  if (known.has(plain)) return plain
  return plain.replace(/s$/, '')
}

/** The limits that one sentence sets; a number without a word of comparison sets none. */
export function amountsIn(sentence: string): readonly Amount[] {
  const tokens = sentence
    .replace(/(\d)-(?=[a-z])/gi, '$1 ')
    .split(/\s+/)
    .filter(token => token !== '')
  return tokens.flatMap((token, at): Amount[] => {
    const number = numberOf(token)
    if (number === null) return []
    const rest = tokens.slice(at + 1, at + 7)
    const middle = /^or (?:more|longer|less|fewer)$/i.test(rest.slice(0, 2).join(' ')) ? 2 : 0
    // "five failed attempts": at most two words between a number and what it counts.
    const place = rest.slice(middle, middle + 3).findIndex(word => known.has(singular(word)))
    if (place < 0) return []
    const unit = singular(rest[middle + place] ?? '')
    const lead = tokens
      .slice(Math.max(0, at - 6), at)
      .join(' ')
      .toLowerCase()
      .replace(/[("']+$/, '')
    const tail = [...rest.slice(0, middle), ...rest.slice(middle + place + 1)]
      .join(' ')
      .toLowerCase()
    // "after 90 days or more" is no most.
    const after = behind.find(([, words]) => words.test(tail))
    const said = tail.startsWith('or ')
      ? after
      : (before.find(([, words]) => words.test(lead)) ?? after)
    return said ? [{ operator: said[0], number, unit }] : []
  })
}

function numberOf(token: string): number | null {
  const plain = token.toLowerCase().replace(/^[("']+|[)"',;:]+$/g, '')
  if (/^\d{1,6}(?:\.\d{1,2})?$/.test(plain)) return Number(plain)
  return numbers.get(plain) ?? null
}

/**
 * A limit in a metric's unit, or null where it says nothing of the metric: another comparison, or
 * another kind of thing. What is not the same everywhere (a month in days) is taken as the least that
 * the text can mean.
 */
export function amountFor(
  metric: Pick<Metric, 'scale' | 'operator' | 'unit'>,
  { operator, number, unit }: Amount,
): number | null {
  if (metric.scale !== 'number' || metric.operator !== operator) return null
  const wanted = metric.unit ?? ''
  if (!(words[wanted] ?? '').split(' ').includes(unit)) return null
  if (wanted === 'h') return unit === 'minute' ? number / 60 : unit === 'day' ? number * 24 : number
  if (wanted === 'days') {
    if (unit === 'hour') return number / 24
    if (unit === 'week') return number * 7
    const months = unit === 'month' ? number : unit === 'year' ? number * 12 : null
    return months === null ? number : daysOf(months, operator)
  }
  if (wanted === 'months') {
    if (unit === 'year') return number * 12
    if (unit !== 'day') return number
    return operator === 'at-least' ? Math.floor(number / 31) : Math.ceil(number / 28)
  }
  return number
}

/** The shortest that so many months can be for a least, the longest for a most. */
function daysOf(months: number, operator: Amount['operator']): number | null {
  if (!Number.isInteger(months) || months > 1200) return null
  const lengths = Array.from({ length: 48 }, (_, start) =>
    Math.round((Date.UTC(2023, start + months, 1) - Date.UTC(2023, start, 1)) / 86_400_000),
  )
  return operator === 'at-least' ? Math.min(...lengths) : Math.max(...lengths)
}
