import { Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'

/** A domain, and what is wrong with it. */
export type DomainProblem = { readonly domain: string; readonly problem: Said }

type DomainRecords = {
  readonly domain: string
  readonly records: readonly string[]
  readonly inheritedFrom?: string
}

/**
 * Domains without exactly one SPF record that ends in `-all` (RFC 7208, sections 4.5 and 5.1).
 * @throws Undetermined where a redirect decides
 */
export function spfNotFailing(domains: readonly Value[], found: readonly Value[]): DomainProblem[] {
  return each(domains, found, records => {
    const spf = records.filter(record => /^v=spf1(\s|$)/i.test(record))
    if (spf.length !== 1) return spf.length === 0 ? said('spf-none') : said('spf-many')
    const record = spf[0] ?? ''
    const terms = record.toLowerCase().split(/\s+/)
    if (terms.includes('-all')) return null
    if (
      !terms.some(term => /^[?~+]?all$/.test(term)) &&
      terms.some(term => term.startsWith('redirect='))
    )
      throw new Undetermined('not-found', said('spf-redirects', { record }))
    return said('spf-open', { record })
  })
}

/** Domains without a DKIM key; an empty `p=` is a revoked key (RFC 6376, section 3.6.1). */
export function dkimMissing(domains: readonly Value[], found: readonly Value[]): DomainProblem[] {
  return each(domains, found, records =>
    records.some(record => /^v=DKIM1\b/i.test(record) && !/(^|;)\s*p=\s*(;|$)/i.test(record))
      ? null
      : said('dkim-none'),
  )
}

/**
 * Domains without exactly one DMARC record: with two, receivers apply none (RFC 7489, section
 * 6.6.3).
 */
export function dmarcMissing(domains: readonly Value[], found: readonly Value[]): DomainProblem[] {
  return dmarc(domains, found, () => null)
}

export function dmarcNotRejecting(
  domains: readonly Value[],
  found: readonly Value[],
): DomainProblem[] {
  return dmarc(domains, found, tags =>
    tags.get('p') === 'reject' ? null : said('dmarc-policy', { policy: tags.get('p') ?? null }),
  )
}

export function dmarcWithoutRecipient(
  domains: readonly Value[],
  found: readonly Value[],
  address: string,
): DomainProblem[] {
  return dmarc(domains, found, tags =>
    addresses(tags.get('rua')).includes(address.toLowerCase())
      ? null
      : said('dmarc-without-recipient', { address }),
  )
}

/**
 * The baseline asks for a contact of the organisation in addition to CISA's address in `rua`, and
 * one or more in `ruf`.
 */
export function dmarcWithoutContacts(
  domains: readonly Value[],
  found: readonly Value[],
): DomainProblem[] {
  return dmarc(domains, found, tags => {
    const [aggregate, failure] = [addresses(tags.get('rua')), addresses(tags.get('ruf'))]
    if (aggregate.length < 2) return said('dmarc-few-aggregate')
    return failure.length === 0 ? said('dmarc-no-failure') : null
  })
}

function dmarc(
  domains: readonly Value[],
  found: readonly Value[],
  judge: (tags: ReadonlyMap<string, string>) => Said | null,
): DomainProblem[] {
  return each(domains, found, (records, inherited) => {
    const policies = records.filter(record => /^v\s*=\s*DMARC1\s*(;|$)/i.test(record))
    if (policies.length !== 1)
      return policies.length === 0 ? said('dmarc-none') : said('dmarc-many')
    const tags = new Map(
      (policies[0] ?? '')
        .split(';')
        .map(tag => tag.trim().split('='))
        .map(([name, ...value]) => [
          (name ?? '').trim().toLowerCase(),
          value.join('=').trim().toLowerCase(),
        ]),
    )
    // Of the organisational domain's record, `sp` is what holds for the names below it.
    const below = inherited ? tags.get('sp') : undefined
    return judge(below === undefined ? tags : tags.set('p', below))
  })
}

function addresses(tag: string | undefined): string[] {
  return [
    ...new Set(
      (tag ?? '')
        .split(',')
        .map(item => item.trim())
        .filter(item => item.startsWith('mailto:'))
        .map(item => item.slice(7).replace(/!\d+[kmgt]?$/, ''))
        .filter(item => item !== ''),
    ),
  ]
}

/**
 * Every domain of the tenant is judged, with or without records; no domain at all cannot be told.
 */
function each(
  domains: readonly Value[],
  found: readonly Value[],
  judge: (records: readonly string[], inherited: boolean) => Said | null,
): DomainProblem[] {
  const byDomain = new Map(
    (found as readonly DomainRecords[]).map(item => [item.domain.toLowerCase(), item]),
  )
  const names = [...new Set(domains.map(domain => String(domain).toLowerCase()))]
  if (names.length === 0) throw new Undetermined('not-found', said('no-domain-known'))
  return names.flatMap(domain => {
    const { records = [], inheritedFrom } = byDomain.get(domain) ?? {}
    const problem = judge(
      records.map(record => record.trim()),
      inheritedFrom !== undefined,
    )
    return problem ? [{ domain, problem }] : []
  })
}
