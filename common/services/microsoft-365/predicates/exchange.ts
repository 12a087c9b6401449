import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import type { Fields } from './read.ts'
import {
  beyond,
  both,
  either,
  entries,
  every,
  holding,
  objects,
  string,
  strings,
  told,
} from './read.ts'

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
          either(
            told(domain, 'domainName', name => beyond([string(name)], allowed).length === 0),
            told(domain, 'autoForwardEnabled', on => on === false),
          ),
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
    signature: 'notSharedWithAll(dyn, string): dyn',
    description:
      'No sharing policy opens contacts or calendars to all domains: `*:ContactsSharing`, `*:CalendarSharing...` (MS.EXO.6.1v1, 6.2v1).',
    run: (policies = null, kind = null) =>
      every(
        objects(policies),
        policy =>
          told(
            policy,
            'domains',
            list =>
              !entries(list).some(entry => {
                const [domain = '', ...actions] = entry.split(':')
                return (
                  ['*', 'anonymous'].includes(domain.trim().toLowerCase()) &&
                  actions
                    .join(':')
                    .split(',')
                    .some(action => action.trim().startsWith(string(kind)))
                )
              }),
          ),
        policy => string(policy['name']),
        'sharing-policies',
      ),
  },
  {
    signature: 'externalMailMarked(dyn, google.protobuf.Timestamp): dyn',
    description:
      'An enforced transport rule marks the subject of all mail from outside (MS.EXO.7.1v1).',
    run: (rules = null, now = null) => {
      const at = Date.parse(string(now))
      const does = (rule: Fields): boolean | null =>
        both(
          told(rule, 'state', state => state === 'Enabled'),
          told(rule, 'mode', mode => mode === 'Enforce'),
          told(rule, 'fromScope', scope => scope === 'NotInOrganization'),
          told(rule, 'prependSubject', text => string(text).trim() !== ''),
          !(Date.parse(string(rule['expiryDate'])) <= at),
          !(Date.parse(string(rule['activationDate'])) > at),
        )
      const marking = holding(
        objects(rules),
        rule => both(does(rule), !isNarrowed(rule)),
        'state',
        {
          name: 'name',
        },
      )
      const enforced = objects(rules).filter(rule => does(rule) === true)
      return marking.length > 0
        ? pass(
            said('marked-by', {
              names: some(marking.map(rule => string(rule['name'])).filter(name => name !== '')),
            }),
          )
        : fail(
            enforced.length === 0
              ? said('nothing-marks')
              : said('marks-some', { names: some(enforced.map(rule => string(rule['name']))) }),
          )
    },
  },
]

/**
 * Conditions of a transport rule beside where mail comes from, and every exception
 * (https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions).
 */
const narrowing =
  /^(exceptIf\w+|exceptions|from(?!Scope$)\w*|sentTo(?!Scope$)\w*|anyOf\w+|recipient(?!AddressType$)\w+|sender(?!AddressLocation$|NotificationType$)\w+|betweenMemberOf[12]|managerAddresses|has\w+|subject\w+|header\w+|attachment\w+|sCLOver|withImportance|message\w+|content\w+|aDComparisonAttribute)$/i

function isNarrowed(rule: Fields): boolean {
  const conditions = strings(rule['conditions']).filter(
    name => !/FromScope|SentToScope/i.test(name),
  )
  return (
    conditions.length > 0 ||
    !['', 'InOrganization'].includes(string(rule['sentToScope'])) ||
    Object.entries(rule).some(([name, value]) => narrowing.test(name) && isSet(value))
  )
}

function isSet(value: Value): boolean {
  if (value === null || value === false || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.keys(value).length > 0
}
