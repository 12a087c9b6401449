import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said } from '../../../words/said.ts'
import { every, objects, string, strings, told, untold } from './read.ts'

export const teamsPredicates: readonly Predicate[] = [
  {
    signature: 'globalMeetingPolicyKeepsLobby(dyn): dyn',
    description:
      'The organisation-wide meeting policy lets neither everyone nor callers past the lobby (MS.TEAMS.1.3v1).',
    run: (policies = null) =>
      every(
        objects(policies).filter(item => string(item['identity']) === 'Global'),
        item =>
          both(
            told(item, 'autoAdmittedUsers', who => !['', 'Everyone'].includes(string(who))),
            told(item, 'allowPSTNUsersToBypassLobby', may => may === false),
          ),
        item => string(item['identity']),
        'organisation-wide-policies',
      ),
  },
  {
    signature: 'federationPerDomain(dyn): dyn',
    description: 'External access is off, or for named domains only (MS.TEAMS.2.1v2).',
    run: (configurations = null) =>
      every(
        objects(configurations),
        item =>
          either(
            told(item, 'allowFederatedUsers', on => on === false),
            told(item, 'allowedDomains', namesDomains),
          ),
        item => string(item['identity']),
        'configurations',
      ),
  },
  {
    signature: 'unmanagedCannotStart(dyn): dyn',
    description: 'People with unmanaged accounts cannot start a conversation (MS.TEAMS.2.2v2).',
    run: (configurations = null) =>
      every(
        objects(configurations),
        item =>
          either(
            told(item, 'allowTeamsConsumer', may => may === false),
            told(item, 'allowTeamsConsumerInbound', may => may === false),
          ),
        item => string(item['identity']),
        'configurations',
      ),
  },
  {
    signature: 'governmentCloud(dyn): dyn',
    description: 'Whether the tenant is in a government cloud, which has no mail into channels.',
    run: (tenants = null) =>
      objects(tenants).some(tenant =>
        strings(tenant['assignedPlan']).some(plan => /(^|_)(GCC|GCCHIGH|DOD)(_|$)/i.test(plan)),
      ),
  },
  {
    signature: 'appsApproved(dyn, dyn, string, string): dyn',
    description:
      "Apps of a kind are off for the organisation, or every permission policy names those that are allowed (MS.TEAMS.5.1v2 to 5.3v2). The organisation's own setting decides where it is there.",
    run: (policies = null, settings = null, kind = null, setting = null) => {
      const own = objects(settings).filter(item => string(item['settingName']) === string(setting))
      if (own.length > 0)
        return own.every(item => string(item['settingValue']) === 'None')
          ? pass(said('off-for-organisation'))
          : fail(said('open-to-organisation'))
      if (objects(settings).some(item => string(item['settingName']) === ''))
        throw untold('settingName', [''])
      return every(
        objects(policies),
        item => told(item, string(kind), type => type === 'AllowedAppList'),
        item => string(item['identity']),
        'permission-policies',
      )
    },
  },
]

/**
 * A list of domains, in any of the forms in which exports have it: texts or records with a domain,
 * alone or below `allowedDomain`. `AllowAllKnownDomains`, as a text, a type or an XML element, names
 * none.
 */
function namesDomains(value: Value): boolean {
  if (/AllowAllKnownDomains/i.test(JSON.stringify(value))) return false
  return [value, ...objects(value).map(entry => entry['allowedDomain'])].some(
    list => strings(list).length > 0 || objects(list).some(entry => string(entry['domain']) !== ''),
  )
}

/** Of two things that both have to hold: null where one is not told and the other holds. */
function both(one: boolean | null, other: boolean | null): boolean | null {
  if (one === false || other === false) return false
  return one === null ? null : other
}

/** Of two things of which one is enough. */
function either(one: boolean | null, other: boolean | null): boolean | null {
  if (one === true || other === true) return true
  return one === null ? null : other
}
