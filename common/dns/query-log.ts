import { z } from 'zod'
import { isDmarc } from './dmarc.ts'

/** PowerShell writes a list of one as that one. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    value => (value === null || value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).nullish(),
  )

/**
 * The look-ups of one domain as CISA's tools write them beside its records: a name may be asked
 * several times, by plain DNS and over HTTPS.
 */
const Query = z.looseObject({
  query_name: z.string(),
  query_result: z.string().nullish(),
  query_answers: listOf(z.string()),
})
type Query = z.infer<typeof Query>

/**
 * The result of a name that nobody answered for, or null: "no such name" is an answer. What has
 * another form is no log.
 */
export function failedQuery(log: unknown): string | null {
  for (const queries of byName(log).values())
    if (queries.every(failed)) return queries[0]?.query_result ?? null
  return null
}

/** What was answered for each name. */
export function answersIn(
  log: unknown,
): readonly { readonly name: string; readonly records: readonly string[] }[] {
  return [...byName(log)].flatMap(([name, queries]) => {
    const answered = queries.filter(query => !failed(query))
    const records = answered.map(query => query.query_answers ?? []).find(list => list.length > 0)
    return answered.length === 0 ? [] : [{ name, records: records ?? [] }]
  })
}

/**
 * The name above whose DMARC record a domain is under, or undefined: its own name has none, and that
 * one has.
 */
export function inheritedFrom(domain: string, log: unknown): string | undefined {
  const answers = answersIn(log).map(({ name, records }) => ({
    name: /^_dmarc\.(.+?)\.?$/.exec(name)?.[1],
    records: records.filter(isDmarc),
  }))
  const own = domain.toLowerCase().replace(/\.$/, '')
  if (answers.some(({ name, records }) => name === own && records.length > 0)) return undefined
  return answers.find(
    ({ name, records }) => name !== undefined && own.endsWith(`.${name}`) && records.length > 0,
  )?.name
}

function byName(log: unknown): ReadonlyMap<string, readonly Query[]> {
  const parsed = listOf(Query).safeParse(log)
  return Map.groupBy(parsed.data ?? [], query => query.query_name.toLowerCase())
}

function failed({ query_result: result }: Query): boolean {
  return /exception|time-?out|timed out|servfail|server failure|refused/i.test(result ?? '')
}
