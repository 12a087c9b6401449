import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import { at, beyond, items, objects, string, strings, untold } from './read.ts'

/**
 * Connectors that a data policy cannot block, by
 * https://learn.microsoft.com/power-platform/admin/dlp-connector-classification.
 */
const unblockable = [
  'approvals',
  'commondataservice',
  'commondataserviceforapps',
  'dynamicscrmonline',
  'dynamics365customervoice',
  'excelonlinebusiness',
  'flowpush',
  'logicflows',
  'microsoftforms',
  'office365',
  'office365groups',
  'office365groupsmail',
  'office365users',
  'onedriveforbusiness',
  'onenote',
  'planner',
  'powerappsnotification',
  'powerappsnotificationv2',
  'powerbi',
  'powervirtualagents',
  'sharepointonline',
  'shifts',
  'teams',
  'todo',
  'yammer',
]

export const powerPlatformPredicates: readonly Predicate[] = [
  {
    signature: 'defaultEnvironmentGoverned(dyn, dyn, dyn): dyn',
    description: 'A data policy holds in the default environment (MS.POWERPLATFORM.2.1v1).',
    run: (policies = null, tenant = null, environments = null) => {
      const name = defaultEnvironment(tenant, environments)
      const found = holding(policies, name)
      return found.length > 0
        ? pass(
            said('environment-governed', {
              environment: name,
              policies: some(found.map(policy => string(policy['displayName']))),
            }),
          )
        : fail(said('environment-ungoverned', { environment: name }))
    },
  },
  {
    signature: 'otherEnvironmentsGoverned(dyn, dyn): dyn',
    description:
      'Every environment but the default one is under a data policy (MS.POWERPLATFORM.2.2v1).',
    run: (policies = null, environments = null) => {
      const known = environmentsOf(environments)
      if (known.length === 0) return fail(said('no-environment-found'))
      const without = known
        .filter(environment => environment['isDefault'] !== true)
        .map(environment => string(environment['environmentName']))
        .filter(name => name !== '' && holding(policies, name).length === 0)
      if (without.length === 0 && known.some(item => string(item['environmentName']) === ''))
        throw untold('environmentName', [''])
      // One that does not say so may be the default one, where no other is.
      const silent = known.filter(item => item['isDefault'] === undefined).map(nameOf)
      const marked = known.some(item => item['isDefault'] === true)
      if (!marked && without.length > 0 && beyond(without, silent).length === 0)
        throw untold('isDefault', silent)
      return without.length === 0
        ? pass(said('environments-governed'))
        : fail(said('environments-ungoverned', { names: some(without) }))
    },
  },
  {
    signature: 'otherConnectorsBlocked(dyn, dyn, dyn): dyn',
    description:
      'In the default environment every connector that can be blocked is (MS.POWERPLATFORM.2.3v1, withdrawn).',
    run: (policies = null, tenant = null, environments = null) => {
      const found = holding(policies, defaultEnvironment(tenant, environments))
      if (found.length === 0) return fail(said('default-ungoverned'))
      const open = found.map(policy =>
        objects(policy['connectorGroups'])
          .filter(group => string(group['classification']) !== 'Blocked')
          .flatMap(group => objects(group['connectors']))
          .map(connector => string(connector['id']))
          .filter(
            id => !unblockable.includes(id.slice(id.lastIndexOf('/') + 1).replace(/^shared_/, '')),
          ),
      )
      const silent = (list: readonly string[]): boolean => list.every(id => id === '')
      if (!open.some(list => list.length === 0) && open.some(silent)) throw untold('id', [''])
      return open.some(list => list.length === 0)
        ? pass(said('connectors-closed'))
        : fail(said('connectors-open', { names: some([...new Set(open.flat())]) }))
    },
  },
]

/** Microsoft names the default environment after the tenant. */
function defaultEnvironment(tenant: Value, environments: Value): string {
  const marked = environmentsOf(environments).find(environment => environment['isDefault'] === true)
  if (marked && nameOf(marked) === '') throw untold('environmentName', [''])
  if (!marked && string(tenant) === '') throw untold('tenantId', [''])
  return marked ? nameOf(marked) : `Default-${string(tenant)}`
}

/** Exports wrap the list of policies in a reply, and the list of environments in a list. */
function dataPolicies(value: Value): readonly Fields[] {
  return objects(value).flatMap(item =>
    Array.isArray(item['value']) ? objects(item['value']) : [item],
  )
}
function nameOf(environment: Fields): string {
  return string(environment['environmentName'])
}
function environmentsOf(value: Value): readonly Fields[] {
  return objects(
    items(value).flatMap(item => (Array.isArray(item) ? (item as readonly Value[]) : [item])),
  )
}

/**
 * Policies that hold in an environment.
 * @throws Undetermined where none surely does, and one does not say where it holds
 */
function holding(policies: Value, environment: string): readonly Fields[] {
  const all = dataPolicies(policies).map(policy => ({
    policy,
    holds: holdsIn(policy, environment),
  }))
  const found = all.filter(({ holds }) => holds === true)
  const silent = all.filter(({ holds }) => holds === null)
  if (found.length === 0 && silent.length > 0)
    throw untold(
      'environments',
      silent.map(({ policy }) => string(policy['displayName'])),
    )
  return found.map(({ policy }) => policy)
}

/** Null where the policy does not say it. */
function holdsIn(policy: Fields, environment: string): boolean | null {
  const places = [
    ...objects(policy['environments']).map(item => string(item['name']) || string(at(item, 'id'))),
    ...strings(policy['environments']),
  ]
  const named = places.includes(environment)
    ? true
    : policy['environments'] === undefined || places.includes('')
      ? null
      : false
  const type = policy['environmentType']
  switch (string(type)) {
    case 'AllEnvironments':
      return true
    case 'OnlyEnvironments':
      return named
    case 'ExceptEnvironments':
      return named === null ? null : !named
    default:
      return type === undefined ? null : false
  }
}
