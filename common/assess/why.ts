import type { KeptSaid } from '../words/kept.ts'
import { said } from '../words/said.ts'

/**
 * What a reading, or a list that broke off, says of why there is nothing, by code. Words that came
 * from elsewhere (a browser, an earlier version) stay what they are: somebody else's words.
 */
export function whyOf({
  why,
  detail,
}: {
  readonly why?: KeptSaid | undefined
  readonly detail?: string | undefined
}): KeptSaid | undefined {
  return why ?? (detail === undefined ? undefined : said('told', { message: detail }))
}
