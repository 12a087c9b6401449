import type { Value } from '../../../model/value.ts'
import type { Fields } from '../predicates/read.ts'

type Shape = { readonly [path: string]: readonly string[] }

/** What takes away from what else is said, by setting and by the object that it is in. */
const takesAway: { readonly [setting: string]: Shape } = {
  'conditional-access-policies': {
    'conditions': [
      'platforms',
      'locations',
      'devices',
      'clientApplications',
      'signInRiskLevels',
      'userRiskLevels',
    ],
    'conditions.users': [
      'excludeUsers',
      'excludeGroups',
      'excludeRoles',
      'excludeGuestsOrExternalUsers',
    ],
    'conditions.applications': ['excludeApplications', 'applicationFilter'],
    'grantControls': ['termsOfUse', 'customAuthenticationFactors', 'authenticationStrength'],
  },
  'service-plans': { '': ['provisioningStatus'] },
  'authentication-methods': {
    'featureSettings.displayAppInformationRequiredState': ['excludeTarget'],
    'featureSettings.displayLocationInformationRequiredState': ['excludeTarget'],
  },
}

/**
 * A setting of an excerpt, which speaks of what it holds: what would take away from that, and is not
 * there, nobody set. What has to be said is missing where it is not there.
 */
export function excerptOf(setting: string, value: Value): Value {
  const shape = takesAway[setting]
  if (!shape || !Array.isArray(value)) return value
  return (value as readonly Value[]).map(item => filled(item, '', shape))
}

function filled(item: Value, here: string, shape: Shape): Value {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
  const within = Object.entries(item as Fields).map(([key, value]) => {
    const path = here === '' ? key : `${here}.${key}`
    const deeper = Object.keys(shape).some(known => known === path || known.startsWith(`${path}.`))
    return [key, deeper ? filled(value, path, shape) : value] as const
  })
  const none = (shape[here] ?? []).map(name => [name, null] as const)
  return Object.fromEntries([...none, ...within])
}
