import { isDkimKey } from '../../../dns/dkim.ts'
import type { DmarcRule, DomainRecords } from '../../../dns/domains.ts'
import { dmarcProblem, dmarcRules, reportsTo } from '../../../dns/domains.ts'
import { judgeSpf } from '../../../dns/spf.ts'
import { Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'

/** A domain, and what is wrong with it. */
export type DomainProblem = { readonly domain: string; readonly problem: Said }

/**
 * Domains whose one SPF record does not fail senders that it does not name.
 * @throws Undetermined where a record decides that was not read
 */
export function spfNotFailing(domains: readonly Value[], found: readonly Value[]): DomainProblem[] {
  return each(domains, found, ({ records, included }) => {
    const spf = judgeSpf(records, name => included?.find(item => item.name === name)?.records)
    if (spf.state === 'unknown') throw new Undetermined('not-found', spf.why)
    return spf.state === 'open' ? spf.why : null
  })
}

/** Domains without a DKIM key. */
export function dkimMissing(domains: readonly Value[], found: readonly Value[]): DomainProblem[] {
  return each(domains, found, ({ records }) => (records.some(isDkimKey) ? null : said('dkim-none')))
}

/** Domains without exactly one DMARC record that names a policy. */
export function dmarcMissing(domains: readonly Value[], found: readonly Value[]): DomainProblem[] {
  return dmarc(domains, found, dmarcRules.published)
}

export function dmarcNotRejecting(
  domains: readonly Value[],
  found: readonly Value[],
): DomainProblem[] {
  return dmarc(domains, found, dmarcRules.rejects)
}

export function dmarcWithoutRecipient(
  domains: readonly Value[],
  found: readonly Value[],
  address: string,
): DomainProblem[] {
  return dmarc(domains, found, reportsTo(address))
}

/**
 * The baseline asks for a contact of the organisation in addition to CISA's address in `rua`, and
 * one or more in `ruf`.
 */
export function dmarcWithoutContacts(
  domains: readonly Value[],
  found: readonly Value[],
): DomainProblem[] {
  return dmarc(domains, found, ({ aggregate, failure }) => {
    if (aggregate.length < 2) return said('dmarc-few-aggregate')
    return failure.length === 0 ? said('dmarc-no-failure') : null
  })
}

/** DMARC is about alias domains too, so every domain that records are there for is judged. */
function dmarc(
  domains: readonly Value[],
  found: readonly Value[],
  rule: DmarcRule,
): DomainProblem[] {
  const read = (found as readonly DomainRecords[]).map(item => item.domain)
  return each([...domains, ...read], found, item => dmarcProblem(item, rule))
}

/**
 * Every domain of the tenant is judged, with or without records.
 * @throws Undetermined without any domain; where none has a problem and one cannot be told
 */
function each(
  domains: readonly Value[],
  found: readonly Value[],
  judge: (item: DomainRecords) => Said | null,
): DomainProblem[] {
  const byDomain = new Map(
    (found as readonly DomainRecords[]).map(item => [item.domain.toLowerCase(), item]),
  )
  const names = [...new Set(domains.map(domain => String(domain).toLowerCase()))]
  if (names.length === 0) throw new Undetermined('not-found', said('no-domain-known'))
  let unknown: unknown = null
  const problems = names.flatMap(domain => {
    const item = byDomain.get(domain) ?? { domain, records: [] }
    try {
      if (item.failed !== undefined)
        throw new Undetermined(
          'unreachable',
          said('lookup-failed', { domain, message: item.failed }),
        )
      const problem = judge(item)
      return problem ? [{ domain, problem }] : []
    } catch (error) {
      if (!(error instanceof Undetermined)) throw error
      unknown ??= error
      return []
    }
  })
  if (problems.length === 0 && unknown instanceof Undetermined) throw unknown
  return problems
}
