import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import { said, some } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import { beyond, every, objects, string, strings } from './read.ts'

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
