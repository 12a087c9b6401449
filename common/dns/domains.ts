import type { Said } from '../words/said.ts'
import type { Dmarc } from './dmarc.ts'
import { readDmarc } from './dmarc.ts'
import { said } from '../words/said.ts'

/** What DNS has for a domain, as every service's settings and imports carry it. */
export type DomainRecords = {
  readonly domain: string
  readonly records: readonly string[]
  /** The name above whose DMARC record the domain is under. */
  readonly inheritedFrom?: string
  /** The look-up failed: of this domain nothing is known. */
  readonly failed?: string
  /** TXT records of the names that a sender policy includes or redirects to. */
  readonly included?: readonly { readonly name: string; readonly records: readonly string[] }[]
}

/** One judgement of a DMARC record: what is wrong with it, or null. */
export type DmarcRule = (record: Exclude<Dmarc, { readonly problem: Said }>) => Said | null

export const dmarcRules = {
  published: record => (record.stated ? null : said('dmarc-policy', { policy: null })),
  rejects: record => {
    if (record.policy !== 'reject') return said('dmarc-policy', { policy: record.policy })
    if (record.percentage < 100) return said('dmarc-share', { percentage: record.percentage })
    return record.testing ? said('dmarc-testing') : null
  },
} satisfies Readonly<Record<string, DmarcRule>>

/** Aggregate reports go to this address. */
export function reportsTo(address: string): DmarcRule {
  return record =>
    record.aggregate.includes(address.toLowerCase())
      ? null
      : said('dmarc-without-recipient', { address })
}

export function dmarcProblem(domain: DomainRecords, rule: DmarcRule): Said | null {
  const record = readDmarc(domain.records, domain.inheritedFrom !== undefined)
  return 'problem' in record ? record.problem : rule(record)
}
