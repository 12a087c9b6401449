import { secretSpans } from './redact.ts'

/**
 * Why a part of a picture is painted over. `secret-field`: a field that holds a credential by its
 * kind or name. `secret-text`: a text with the shape of one. `other-person`: an e-mail address that
 * is not the signed-in account's, and the words that link to it. `other-origin`: a frame that the
 * extension may not look into.
 */
export const maskRules = ['secret-field', 'secret-text', 'other-person', 'other-origin'] as const
export type MaskRule = (typeof maskRules)[number]

export type MaskSpan = { readonly rule: MaskRule; readonly start: number; readonly end: number }

/** Bounded, so that a long word costs no more than its length. */
const email = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63}/gu

/** E-mail addresses in a text, in lower case. */
export function emailsIn(text: string): readonly string[] {
  return [...text.matchAll(email)].map(found => found[0].toLowerCase())
}

/**
 * What of a text is painted over. @param own e-mail addresses of the signed-in account, in lower
 * case
 */
export function maskSpans(text: string, own: readonly string[]): readonly MaskSpan[] {
  const persons = [...text.matchAll(email)]
    .filter(found => !own.includes(found[0].toLowerCase()))
    .map(found => ({
      rule: 'other-person' as const,
      start: found.index,
      end: found.index + found[0].length,
    }))
  return [
    ...secretSpans(text).map(span => ({ rule: 'secret-text' as const, ...span })),
    ...persons,
  ].sort((a, b) => a.start - b.start)
}
