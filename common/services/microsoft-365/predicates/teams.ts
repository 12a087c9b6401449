import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import { both, either, every, holding, objects, string, strings, told, untold } from './read.ts'

export const teamsPredicates: readonly Predicate[] = [
  {
    signature: 'globalMeetingPolicyKeepsLobby(dyn): dyn',
    description:
      'The organisation-wide meeting policy lets neither everyone nor callers past the lobby (MS.TEAMS.1.3v1).',
    run: (policies = null) =>
      every(
        holding(objects(policies), isGlobal, 'identity'),
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
      holding(objects(tenants), inGovernmentCloud, 'assignedPlan').length > 0,
  },
  {
    signature: 'appsApproved(dyn, dyn, string, string): dyn',
    description:
      "Apps of a kind are off for the organisation, or every permission policy names those that are allowed (MS.TEAMS.5.1v2 to 5.3v2). The organisation's own setting decides where it is there.",
    run: (policies = null, settings = null, kind = null, setting = null) => {
      const own = objects(settings).filter(item => string(item['settingName']) === string(setting))
      if (own.length > 0) {
        const off = (item: Fields): boolean | null =>
          told(item, 'settingValue', is => is === 'None')
        if (own.some(item => off(item) === false)) return fail(said('open-to-organisation'))
        if (own.some(item => off(item) === null)) throw untold('settingValue', [string(setting)])
        return pass(said('off-for-organisation'))
      }
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

/** Whether a policy is the organisation-wide one. */
export function isGlobal(policy: Fields): boolean | null {
  return told(policy, 'identity', name => name === 'Global')
}

function inGovernmentCloud(tenant: Fields): boolean | null {
  return told(tenant, 'assignedPlan', plans =>
    strings(plans).some(plan => /(^|_)(GCC|GCCHIGH|DOD)(_|$)/i.test(plan)),
  )
}

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
