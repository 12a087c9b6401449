import { Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { said, some } from '../../../words/said.ts'

/**
 * Services under "Manage Google services", by the name of their scope group without `_ALL` or
 * `_HIGH_RISK`.
 */
const services = [
  'APPS_SCRIPT_API',
  'APPS_SCRIPT_RUNTIME',
  'CALENDAR',
  'CHAT',
  'CLASSROOM',
  'CLOUD_BILLING',
  'CLOUD_ML',
  'CLOUD_PLATFORM',
  'CLOUD_SEARCH',
  'CONTACTS',
  'DRIVE',
  'GMAIL',
  'GROUPS',
  'GSUITE_ADMIN',
  'MEET',
  'SIGN_IN',
  'TASKS',
  'VAULT',
]

/**
 * Services that apps may reach without being trusted.
 * @param wholly a service of which only the high-risk scopes are restricted counts as unrestricted:
 * users may still consent to the others
 * @throws Undetermined for a service that does not say whether it is restricted
 */
export function unrestrictedServices(groups: Value, wholly: boolean): string[] {
  const restricted = new Set<string>()
  const open: string[] = []
  for (const item of Array.isArray(groups) ? (groups as readonly Value[]) : []) {
    const { scopesGroup, isEnabled } = item as {
      readonly scopesGroup?: Value
      readonly isEnabled?: Value
    }
    const name = String(scopesGroup)
    if (isEnabled === undefined)
      throw new Undetermined('malformed', said('states-not-told', { names: some([name]) }))
    if (isEnabled !== false) open.push(name)
    else if (!wholly || !name.endsWith('_HIGH_RISK'))
      restricted.add(name.replace(/_(ALL|HIGH_RISK)$/, ''))
  }
  return [
    ...services.filter(name => !restricted.has(name)),
    ...open.filter(
      name =>
        !restricted.has(name.replace(/_(ALL|HIGH_RISK)$/, '')) &&
        !services.includes(name.replace(/_(ALL|HIGH_RISK)$/, '')),
    ),
  ]
}
