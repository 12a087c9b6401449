import { isDkimKey } from '../../../dns/dkim.ts'
import type { DmarcRule, DomainRecords } from '../../../dns/domains.ts'
import { dmarcProblem, dmarcRules, reportsTo } from '../../../dns/domains.ts'
import { answersIn, failedLookUp, inheritedFrom } from '../../../dns/query-log.ts'
import { judgeSpf } from '../../../dns/spf.ts'
import { fail, pass, Undetermined } from '../../../model/service.ts'
import type { Predicate, Ruling } from '../../../model/service.ts'
import type { Kind } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import { objects, string, strings, untold } from './read.ts'

/** Where CISA collects aggregate reports of federal domains (BOD 18-01). */
const federalReports = 'reports@dmarc.cyber.dhs.gov'

export const mailDomainPredicates: readonly Predicate[] = [
  {
    signature: 'spfPublished(dyn): dyn',
    description:
      'Every domain publishes a sender policy that fails senders it does not name (MS.EXO.2.2v3).',
    run: (records = null) => eachDomain(objects(records), 'domains-failing-senders', sender),
  },
  {
    signature: 'dkimEnabled(dyn, dyn, dyn): dyn',
    description:
      'Every domain signs: switched on in Exchange, and its key published. Microsoft publishes the keys of onmicrosoft.com itself, and signs for a coexistence domain under the first one (MS.EXO.3.1v1).',
    run: (domains = null, configuration = null, records = null) => {
      const signing = new Set(
        objects(configuration)
          .filter(item => item['enabled'] === true)
          .map(item => string(item['domain']).toLowerCase()),
      )
      const nameless = [configuration, records].some(list =>
        objects(list).some(item => string(item['domain']) === ''),
      )
      const silent = new Set(
        objects(configuration)
          .filter(item => item['enabled'] === undefined)
          .map(item => string(item['domain']).toLowerCase()),
      )
      const keys = new Map(
        objects(records).map(item => [string(item['domain']).toLowerCase(), item]),
      )
      const kept: string[] = []
      const verdict = eachDomain(objects(domains), 'domains-signing', ({ domain }) => {
        const own = domain.endsWith('.onmicrosoft.com')
        if (own && !recordsOf(keys.get(domain) ?? { domain }).records.some(isDkimKey))
          kept.push(domain)
        if (domain.endsWith('.mail.onmicrosoft.com')) return null
        if (!signing.has(domain) && (nameless || silent.has(domain)))
          throw untold('enabled', [domain])
        if (!signing.has(domain)) return said('dkim-off')
        if (own) return null
        const { records: found, failed } = recordsOf(keys.get(domain) ?? { domain })
        if (found.some(isDkimKey)) return null
        if (failed !== undefined)
          throw new Undetermined('unreachable', said('lookup-failed', { domain, message: failed }))
        if (nameless || (keys.has(domain) && keys.get(domain)?.['rdata'] === undefined))
          throw untold('rdata', [domain])
        return said('dkim-none')
      })
      return verdict.outcome === 'pass' && kept.length > 0
        ? pass(...verdict.said, said('key-of-microsoft', { names: some(kept) }))
        : verdict
    },
  },
  dmarc(
    'dmarcPublished',
    'dmarc-published',
    'a DMARC policy is published (MS.EXO.4.1v1)',
    dmarcRules.published,
  ),
  dmarc(
    'dmarcRejects',
    'dmarc-rejecting',
    'the DMARC policy rejects (MS.EXO.4.2v1)',
    dmarcRules.rejects,
  ),
  dmarc(
    'dmarcReportsFederal',
    'dmarc-reporting-federal',
    'aggregate reports go to CISA (MS.EXO.4.3v1)',
    reportsTo(federalReports),
  ),
  dmarc(
    'dmarcReportsAgency',
    'dmarc-reporting-agency',
    'aggregate and failure reports go to the organisation itself too (MS.EXO.4.4v1)',
    ({ aggregate, failure }) => {
      if (!aggregate.some(contact => contact !== federalReports))
        return said('dmarc-no-own-aggregate')
      return failure.length === 0 ? said('dmarc-no-failure') : null
    },
  ),
]

function dmarc(name: string, kind: Kind, description: string, rule: DmarcRule): Predicate {
  return {
    signature: `${name}(dyn): dyn`,
    description: `In every domain ${description}.`,
    run: (records = null) =>
      eachDomain(objects(records), kind, (item, read) => {
        const domain = known(item)
        const problem = dmarcProblem(domain, rule)
        if (problem && read['rdata'] === undefined) throw untold('rdata', [item.domain])
        return problem
      }),
  }
}

/**
 * The records decide where they are there: CISA's tool says compliant of two policies, too. Where
 * they are not, or redirect to a name whose records are not there, the tool has looked.
 */
function sender(domain: DomainRecords, item: Fields): Said | null {
  const told =
    typeof item['compliant'] !== 'boolean'
      ? null
      : item['compliant']
        ? { problem: null }
        : { problem: said('spf-told', { message: string(item['message']) }) }
  if (domain.records.length === 0 && domain.failed === undefined && told) return told.problem
  const { records, included } = known(domain)
  const spf = judgeSpf(records, name => included?.find(found => found.name === name)?.records)
  if (spf.state === 'fails-others') return null
  if (spf.state === 'open') return spf.why
  if (told) return told.problem
  throw new Undetermined('not-found', spf.why)
}

/** @throws Undetermined where the look-up failed */
function known(domain: DomainRecords): DomainRecords {
  if (domain.failed === undefined) return domain
  throw new Undetermined(
    'unreachable',
    said('lookup-failed', { domain: domain.domain, message: domain.failed }),
  )
}

/** Our collector writes what CISA's tool does, and what the tool writes in its log of look-ups. */
function recordsOf(item: Fields): DomainRecords {
  const records = strings(item['rdata'])
  const domain = string(item['domain']).toLowerCase()
  const failed = string(item['failed']) || failedLookUp(domain, records, item['log'])
  const above = string(item['inheritedFrom']) || inheritedFrom(domain, item['log'])
  return {
    domain,
    records,
    included: [
      ...objects(item['included']).map(found => ({
        name: string(found['name']),
        records: strings(found['records']),
      })),
      ...answersIn(item['log']),
    ],
    ...(failed ? { failed } : {}),
    ...(above ? { inheritedFrom: above } : {}),
  }
}

/** Fails naming the domains that have a problem; else unknown where one could not be told. */
function eachDomain(
  list: readonly Fields[],
  kind: Kind,
  problem: (domain: DomainRecords, item: Fields) => Said | null,
): Ruling {
  if (list.length === 0) return fail(said('none-found', { kind }))
  let unknown: unknown = null
  const wrong = list.flatMap(item => {
    const domain = recordsOf(item)
    try {
      if (domain.domain === '') throw untold('domain', [''])
      const found = problem(domain, item)
      return found ? [{ domain: domain.domain, problem: found }] : []
    } catch (error) {
      if (!(error instanceof Undetermined)) throw error
      unknown ??= error
      return []
    }
  })
  if (wrong.length > 0) return fail(said('domains-not-complying', { kind, domains: some(wrong) }))
  if (unknown instanceof Undetermined) throw unknown
  return pass(said('comply', { count: list.length, kind }))
}
