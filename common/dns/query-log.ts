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
 * What came instead of an answer that decides, or null: for any of the names where no record was
 * found; else for the domain's own DMARC record, after which the tools ask the name above. "No such
 * name" is an answer. What has another form is no log.
 */
export function failedLookUp(
  domain: string,
  records: readonly string[],
  log: unknown,
): string | null {
  const own = `_dmarc.${domain.toLowerCase()}`
  for (const [name, queries] of byName(log))
    if ((records.length === 0 || name === own) && queries.every(failed))
      return queries[0]?.query_result ?? null
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

/** Answers are so many records, or that there is no such name; all else is a failure. */
function failed({ query_result: result, query_answers: answers }: Query): boolean {
  if (!result || (answers ?? []).length > 0) return false
  return !/returned (\d+ \w+ records?|nxdomain)/i.test(result)
}
