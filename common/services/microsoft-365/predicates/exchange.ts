import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import type { Kind } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import type { Fields } from './read.ts'
import { beyond, every, objects, string, strings } from './read.ts'

/** Where CISA collects aggregate reports of federal domains (BOD 18-01). */
const federalReports = 'reports@dmarc.cyber.dhs.gov'

export const exchangePredicates: readonly Predicate[] = [
  {
    signature: 'forwardingRestricted(dyn, map, google.protobuf.Timestamp): dyn',
    description:
      'No remote domain takes automatic forwards, but for declared ones; "every other domain" cannot be declared (MS.EXO.1.1v2).',
    run: (domains = null, accepted = null, now = null) => {
      const declaration = declared(accepted, 'MS.EXO.1.1v2', now)
      const allowed = strings(declaration['allowedForwardingDomains']).filter(
        domain => domain !== '*',
      )
      const verdict = every(
        objects(domains),
        domain =>
          domain['autoForwardEnabled'] === false ||
          beyond([string(domain['domainName'])], allowed).length === 0,
        domain => string(domain['domainName']),
        'remote-domains',
      )
      const forwarding = objects(domains)
        .filter(domain => domain['autoForwardEnabled'] !== false)
        .map(domain => string(domain['domainName']))
      return verdict.outcome === 'pass'
        ? pass(...verdict.said, ...leftOut(declaration, forwarding))
        : verdict
    },
  },
  {
    signature: 'spfPublished(dyn): dyn',
    description:
      'Every domain publishes a sender policy that fails senders it does not name (MS.EXO.2.2v3).',
    run: (records = null) =>
      every(
        objects(records),
        record => record['compliant'] === true,
        record => string(record['domain']),
        'domains-failing-senders',
      ),
  },
  {
    signature: 'dkimEnabled(dyn, dyn, dyn): dyn',
    description:
      'Every domain signs: switched on in Exchange, and its key published. Microsoft publishes the keys of onmicrosoft.com itself (MS.EXO.3.1v1).',
    run: (domains = null, configuration = null, records = null) => {
      const signing = new Set(
        objects(configuration)
          .filter(item => item['enabled'] === true)
          .map(item => string(item['domain']).toLowerCase()),
      )
      const published = new Set(
        objects(records)
          .filter(item => strings(item['rdata']).some(text => /^\s*v\s*=\s*DKIM1\b/i.test(text)))
          .map(item => string(item['domain']).toLowerCase()),
      )
      return every(
        objects(domains),
        item => {
          const domain = string(item['domain']).toLowerCase()
          return (
            signing.has(domain) && (published.has(domain) || domain.endsWith('.onmicrosoft.com'))
          )
        },
        item => string(item['domain']),
        'domains-signing',
      )
    },
  },
  dmarc(
    'dmarcPublished',
    'dmarc-published',
    'a DMARC policy is published (MS.EXO.4.1v1)',
    tags => tags !== null && tags.has('p'),
  ),
  dmarc(
    'dmarcRejects',
    'dmarc-rejecting',
    'the DMARC policy rejects (MS.EXO.4.2v1)',
    tags => tags?.get('p')?.toLowerCase() === 'reject',
  ),
  dmarc(
    'dmarcReportsFederal',
    'dmarc-reporting-federal',
    'aggregate reports go to CISA (MS.EXO.4.3v1)',
    tags => contacts(tags, 'rua').includes(federalReports),
  ),
  dmarc(
    'dmarcReportsAgency',
    'dmarc-reporting-agency',
    'aggregate and failure reports go to the organisation itself too (MS.EXO.4.4v1)',
    tags =>
      contacts(tags, 'rua').some(contact => contact !== federalReports) &&
      contacts(tags, 'ruf').length > 0,
  ),
  {
    signature: 'notSharedWithAll(dyn, string): dyn',
    description:
      'No sharing policy opens contacts or calendars to all domains: `*:ContactsSharing`, `*:CalendarSharing...` (MS.EXO.6.1v1, 6.2v1).',
    run: (policies = null, kind = null) =>
      every(
        objects(policies),
        policy =>
          !strings(policy['domains']).some(entry => {
            const [domain = '', ...actions] = entry.split(':')
            return (
              domain.trim() === '*' &&
              actions
                .join(':')
                .split(',')
                .some(action => action.trim().startsWith(string(kind)))
            )
          }),
        policy => string(policy['name']),
        'sharing-policies',
      ),
  },
  {
    signature: 'externalMailMarked(dyn): dyn',
    description:
      'An enforced transport rule marks the subject of mail from outside (MS.EXO.7.1v1).',
    run: (rules = null) => {
      const marking = objects(rules).filter(
        rule =>
          string(rule['state']) === 'Enabled' &&
          string(rule['mode']) === 'Enforce' &&
          string(rule['fromScope']) === 'NotInOrganization' &&
          string(rule['prependSubject']) !== '',
      )
      return marking.length > 0
        ? pass(
            said('marked-by', {
              names: some(marking.map(rule => string(rule['name'])).filter(name => name !== '')),
            }),
          )
        : fail(said('nothing-marks'))
    },
  },
]

type Tags = ReadonlyMap<string, string>

function dmarc(
  name: string,
  kind: Kind,
  description: string,
  right: (tags: Tags | null) => boolean,
): Predicate {
  return {
    signature: `${name}(dyn): dyn`,
    description: `In every domain ${description}.`,
    run: (records = null) =>
      every(
        objects(records),
        record => right(dmarcTags(record)),
        record => string(record['domain']),
        kind,
      ),
  }
}

/**
 * The tags of the domain's DMARC record (RFC 7489, section 6.3), or null when it has none, or
 * several.
 */
function dmarcTags(record: Fields): Tags | null {
  const found = strings(record['rdata']).filter(text => /^\s*v\s*=\s*DMARC1\s*(;|$)/i.test(text))
  if (found.length !== 1) return null
  const pairs = (found[0] ?? '')
    .split(';')
    .map(tag => /^\s*([a-z]+)\s*=\s*([\s\S]*?)\s*$/i.exec(tag))
    .filter(match => match !== null)
  const tags = new Map(pairs.map(([, tag = '', value = '']) => [tag.toLowerCase(), value]))
  // Of the organisational domain's record, `sp` is what holds for the names below it.
  const below = string(record['inheritedFrom']) === '' ? undefined : tags.get('sp')
  return below === undefined ? tags : tags.set('p', below)
}

function contacts(tags: Tags | null, tag: string): readonly string[] {
  return (tags?.get(tag) ?? '')
    .split(/[\s,]+/)
    .map(uri =>
      uri
        .trim()
        .replace(/^mailto:/i, '')
        .replace(/!\d+[kmgt]?$/i, '')
        .toLowerCase(),
    )
    .filter(uri => uri.includes('@'))
}
