import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import type { Condition, Strength } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import type { Fields } from './read.ts'
import {
  at,
  beyond,
  entries,
  fields,
  flags,
  items,
  objects,
  string,
  strings,
  untold,
} from './read.ts'

/**
 * https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy: fields in Graph's own
 * case.
 */
type Policy = Fields
/** Why a policy does not do what is asked; empty when it does. */
type Shortfall = readonly Said[]

const phishingResistant = ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor']
/** Combinations that Microsoft's built-in "Multifactor authentication" strength allows. */
const multiFactor = [
  ...phishingResistant,
  'deviceBasedPush',
  'temporaryAccessPassOneTime',
  'temporaryAccessPassMultiUse',
  'password,microsoftAuthenticatorPush',
  'password,softwareOath',
  'password,hardwareOath',
  'password,sms',
  'password,voice',
  'federatedMultiFactor',
  'microsoftAuthenticatorPush,federatedSingleFactor',
  'softwareOath,federatedSingleFactor',
  'hardwareOath,federatedSingleFactor',
  'sms,federatedSingleFactor',
  'voice,federatedSingleFactor',
]

/** Clients that cannot be asked for a second factor. */
const legacyClients = {
  path: 'conditions.clientAppTypes',
  wanted: ['exchangeActiveSync', 'other'],
}

export const conditionalAccessPredicates: readonly Predicate[] = [
  asked(
    'legacyAuthenticationBlocked',
    'MS.AAD.1.1v1',
    'policies block legacy authentication for everybody',
    ['client-apps'],
    policy => [
      ...everybody(policy),
      ...allResources(policy),
      ...has(policy, legacyClients.path, legacyClients.wanted),
      ...blocks(policy),
    ],
    { shared: legacyClients },
  ),
  asked(
    'riskyUsersBlocked',
    'MS.AAD.2.1v1',
    'a policy blocks users at high risk',
    ['user-risk'],
    policy => [
      ...everybody(policy),
      ...allResources(policy),
      ...has(policy, 'conditions.userRiskLevels', ['high']),
      ...blocks(policy),
    ],
  ),
  asked(
    'riskySignInsBlocked',
    'MS.AAD.2.3v1',
    'a policy blocks sign-ins at high risk',
    ['sign-in-risk'],
    policy => [
      ...everybody(policy),
      ...allResources(policy),
      ...has(policy, 'conditions.signInRiskLevels', ['high']),
      ...blocks(policy),
    ],
  ),
  asked(
    'phishingResistantMfaEnforced',
    'MS.AAD.3.1v1',
    'a policy requires phishing-resistant authentication of everybody',
    [],
    policy => [
      ...everybody(policy),
      ...allResources(policy),
      ...strength(policy, phishingResistant, 'phishing-resistant'),
    ],
  ),
  asked(
    'mfaEnforced',
    'MS.AAD.3.2v2',
    'a policy requires multi-factor authentication of everybody',
    [],
    policy => [...everybody(policy), ...allResources(policy), ...requiresMfa(policy)],
    { stronger: phishingResistantOnly },
  ),
  asked(
    'managedDeviceRequired',
    'MS.AAD.3.7v1',
    'a policy requires a managed device of everybody',
    [],
    policy => [...everybody(policy), ...allResources(policy), ...managedDevice(policy)],
    { stronger: bothDevices },
  ),
  asked(
    'managedDeviceRequiredToRegister',
    'MS.AAD.3.8v1',
    'a policy requires a managed device to register security information',
    ['client-apps'],
    policy => [
      ...everybody(policy),
      ...has(policy, 'conditions.applications.includeUserActions', [
        'urn:user:registersecurityinfo',
      ]),
      ...inBrowsers(policy),
      ...managedDevice(policy),
    ],
    { stronger: bothDevices },
  ),
  asked(
    'deviceCodeFlowBlocked',
    'MS.AAD.3.9v1',
    'a policy blocks the device code flow',
    ['authentication-flows'],
    policy => [
      ...everybody(policy),
      ...allResources(policy),
      ...has(policy, 'conditions.authenticationFlows.transferMethods', ['deviceCodeFlow']),
      ...blocks(policy),
    ],
  ),
  asked(
    'riskyAgentsBlocked',
    'MS.AAD.9.1v1',
    'a policy blocks agents at high risk',
    ['agent-risk', 'workload-identities'],
    policy => [
      ...has(policy, 'conditions.clientApplications.includeAgentIdServicePrincipals', ['All']),
      ...allResources(policy),
      ...has(policy, 'conditions.clientAppTypes', ['all']),
      ...has(policy, 'conditions.agentIdRiskLevels', ['high']),
      ...blocks(policy),
      ...(entries(at(policy, 'conditions.clientApplications.excludeAgentIdServicePrincipals'))
        .length > 0
        ? [said('leaves-agents-out')]
        : []),
    ],
  ),
  {
    signature: 'phishingResistantMfaForRoles(dyn, dyn, map, google.protobuf.Timestamp): dyn',
    description:
      'Whether conditional access policies require phishing-resistant authentication of every highly privileged role (MS.AAD.3.6v1).',
    run: (policies = null, roles = null, accepted = null, now = null) => {
      const wanted = objects(roles).map(role => string(role['roleTemplateId']))
      if (wanted.includes(''))
        throw untold(
          'roleTemplateId',
          objects(roles).map(role => string(role['displayName'])),
        )
      if (wanted.length === 0) return fail(said('no-privileged-role'))
      const shared = { path: 'conditions.users.includeRoles', wanted }
      return best(policies, declared(accepted, 'MS.AAD.3.6v1', now), {
        uses: [],
        shared,
        shortfall: policy => [
          ...allResources(policy),
          ...strength(policy, phishingResistant, 'phishing-resistant'),
          ...has(policy, shared.path, wanted),
        ],
      })
    },
  },
]

/**
 * A policy of the tenant must do what `shortfall` asks, be switched on, leave nobody out who was not
 * declared, and have no condition but those that it `uses`.
 */
function asked(
  name: string,
  id: string,
  description: string,
  uses: readonly Condition[],
  shortfall: (policy: Policy) => Shortfall,
  more: Pick<Asked, 'stronger' | 'shared'> = {},
): Predicate {
  return {
    signature: `${name}(dyn, map, google.protobuf.Timestamp): dyn`,
    description: `Whether ${description} (${id}).`,
    run: (policies = null, accepted = null, now = null) =>
      best(policies, declared(accepted, id, now), { ...more, uses, shortfall }),
  }
}

/** What a policy must do. */
type Asked = {
  /** Conditions that it may have. */
  readonly uses: readonly Condition[]
  readonly shortfall: (policy: Policy) => Shortfall
  readonly stronger?: (policy: Policy) => boolean
  /** Values of which each may be in another policy. */
  readonly shared?: { readonly path: string; readonly wanted: readonly string[] }
}

/**
 * Passes with the policies that do it, one or several together; otherwise names the one that comes
 * closest and what it lacks.
 */
function best(
  policies: Value,
  declaration: Fields,
  { uses, shortfall, stronger = () => false, shared }: Asked,
): Ruling {
  const judged = objects(policies).map(policy => ({
    name: string(policy['displayName']) || string(policy['id']),
    stronger: stronger(policy),
    excluded: exclusions.flatMap(({ path }) => leftOutAt(policy, path)),
    lacks: [...enforced(policy, uses), ...shortfall(policy), ...undeclared(policy, declaration)],
    has: shared ? sharedBy(policy, shared) : [],
  }))
  const met = judged
    .filter(item => item.lacks.length === 0)
    .sort((a, b) => a.excluded.length - b.excluded.length)
  if (met[0])
    return pass(
      said('met-by', { names: some(met.map(item => item.name)) }),
      ...leftOut(declaration, met[0].excluded),
      ...(met[0].stronger ? [said('stronger-than-asked')] : []),
    )
  const parts = judged.filter(
    ({ has: part, lacks }) =>
      part.length > 0 &&
      lacks.every(({ code, params }) => code === 'lacks-values' && params.path === shared?.path),
  )
  const excluded = [...new Set(parts.flatMap(part => part.excluded))]
  if (
    shared &&
    beyond(
      shared.wanted,
      parts.flatMap(part => part.has),
    ).length === 0
  )
    return pass(
      said('met-together', { names: some(parts.map(item => item.name)) }),
      ...leftOut(declaration, excluded),
    )
  const closest = [...judged].sort((a, b) => a.lacks.length - b.lacks.length)[0]
  return fail(
    closest
      ? said('closest-lacks', {
          of: judged.length,
          name: closest.name,
          lacks: some(closest.lacks),
        })
      : said('no-conditional-access'),
  )
}

function sharedBy(policy: Policy, { path, wanted }: NonNullable<Asked['shared']>): string[] {
  const values = flags(at(policy, path))
  return wanted.filter(value => beyond([value], values).length === 0)
}

function enforced(policy: Policy, uses: readonly Condition[]): Shortfall {
  const state = string(policy['state'])
  return state === 'enabled'
    ? narrowed(policy, uses)
    : [state === 'enabledForReportingButNotEnforced' ? said('only-reports') : said('not-enabled')]
}

/** Every client app by Graph's names: together they are what `all` is. */
const clientApps = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']

/** Whether a policy's condition narrows it, by the condition's name. */
const narrowings: readonly (readonly [Condition, (conditions: Value) => boolean])[] = [
  ['sign-in-risk', found => flags(at(found, 'signInRiskLevels')).length > 0],
  ['user-risk', found => flags(at(found, 'userRiskLevels')).length > 0],
  ['insider-risk', found => flags(at(found, 'insiderRiskLevels')).length > 0],
  ['agent-risk', found => flags(at(found, 'agentIdRiskLevels')).length > 0],
  ['service-principal-risk', found => flags(at(found, 'servicePrincipalRiskLevels')).length > 0],
  [
    'client-apps',
    found => {
      const included = flags(at(found, 'clientAppTypes'))
      return included.length > 0 && !isAll(included) && beyond(clientApps, included).length > 0
    },
  ],
  [
    'authentication-flows',
    found => named(flags(at(found, 'authenticationFlows.transferMethods'))).length > 0,
  ],
  ['application-filter', found => filters(at(found, 'applications.applicationFilter'))],
  [
    'device-states',
    found =>
      ['includeDevices', 'includeDeviceStates'].some(name =>
        only(entries(at(found, `devices.${name}`))),
      ) ||
      ['excludeDevices', 'excludeDeviceStates'].some(
        name => entries(at(found, `devices.${name}`)).length > 0,
      ) ||
      only(entries(at(found, 'deviceStates.includeStates'))) ||
      entries(at(found, 'deviceStates.excludeStates')).length > 0,
  ],
  [
    'workload-identities',
    found =>
      ['includeServicePrincipals', 'includeAgentIdServicePrincipals'].some(
        name => entries(at(found, `clientApplications.${name}`)).length > 0,
      ),
  ],
  ['times', found => Object.keys(fields(at(found, 'times'))).length > 0],
]

/** Conditions under which a policy that names everybody still leaves some sign-ins out. */
function narrowed(policy: Policy, uses: readonly Condition[]): Shortfall {
  const listed = (path: string): readonly string[] => entries(at(policy, `conditions.${path}`))
  return [
    ...(only(listed('platforms.includePlatforms')) ||
    listed('platforms.excludePlatforms').length > 0
      ? [said('some-platforms')]
      : []),
    ...(only(listed('locations.includeLocations')) ||
    listed('locations.excludeLocations').length > 0
      ? [said('some-locations')]
      : []),
    ...(filters(at(policy, 'conditions.devices.deviceFilter')) ? [said('some-devices')] : []),
    ...narrowings
      .filter(([name, narrows]) => !uses.includes(name) && narrows(policy['conditions'] ?? null))
      .map(([condition]) => said('narrowed-by', { condition })),
  ]
}

/** Whether a filter is set: one that cannot be read is. */
function filters(filter: Value): boolean {
  if (filter === null) return false
  const { rule = null } = fields(filter)
  return typeof filter !== 'object' || (rule !== null && rule !== '')
}

/** Members of a flag enumeration that are not its word for none of them. */
function named(members: readonly string[]): readonly string[] {
  return members.filter(member => member.toLowerCase() !== 'none')
}

function isAll(included: readonly string[]): boolean {
  return included.some(item => item.toLowerCase() === 'all')
}
function only(included: readonly string[]): boolean {
  return included.length > 0 && !isAll(included)
}

function everybody(policy: Policy): Shortfall {
  return entries(at(policy, 'conditions.users.includeUsers')).includes('All')
    ? []
    : [said('not-all-users')]
}

function allResources(policy: Policy): Shortfall {
  return entries(at(policy, 'conditions.applications.includeApplications')).includes('All')
    ? []
    : [said('not-all-resources')]
}

function has(policy: Policy, path: string, wanted: readonly string[]): Shortfall {
  const missing = beyond(wanted, flags(at(policy, path)))
  return missing.length === 0 ? [] : [said('lacks-values', { values: some(missing), path })]
}

/** Security information is registered in a browser, so a policy on browsers meets everybody there. */
function inBrowsers(policy: Policy): Shortfall {
  const included = flags(at(policy, 'conditions.clientAppTypes'))
  return only(included) && !included.includes('browser')
    ? [said('narrowed-by', { condition: 'client-apps' })]
    : []
}

function blocks(policy: Policy): Shortfall {
  return entries(at(policy, 'grantControls.builtInControls')).includes('block')
    ? []
    : [said('does-not-block')]
}

function strength(policy: Policy, allowed: readonly string[], kind: Strength): Shortfall {
  const combinations = items(
    at(policy, 'grantControls.authenticationStrength.allowedCombinations'),
  ).map(string)
  if (combinations.length === 0) return [said('no-strength', { strength: kind })]
  const weak = beyond(combinations, allowed)
  return weak.length === 0
    ? instead(grants(policy, []))
    : [said('accepts-weaker', { values: some(weak) })]
}

/**
 * "Require multi-factor authentication", or an authentication strength whose every combination has
 * two factors.
 */
function requiresMfa(policy: Policy): Shortfall {
  const controls = entries(at(policy, 'grantControls.builtInControls'))
  const own = at(policy, 'grantControls.authenticationStrength.allowedCombinations')
  if (!controls.includes('mfa')) return strength(policy, multiFactor, 'multi-factor')
  const strong = strings(own).length > 0 && beyond(strings(own), multiFactor).length > 0
  return instead([...grants(policy, ['mfa']), ...(strong && anyGrant(policy) ? ['strength'] : [])])
}

function managedDevice(policy: Policy): Shortfall {
  const devices = ['compliantDevice', 'domainJoinedDevice']
  const controls = entries(at(policy, 'grantControls.builtInControls'))
  if (beyond(controls, devices).length === controls.length) return [said('no-managed-device')]
  const own = entries(at(policy, 'grantControls.authenticationStrength.allowedCombinations'))
  const others = [
    ...grants(policy, devices),
    ...(own.length > 0 && anyGrant(policy) ? ['strength'] : []),
  ]
  return others.length === 0 ? [] : [said('accepts-unmanaged', { values: some(others) })]
}

/** Multi-factor authentication by nothing but methods that resist phishing. */
function phishingResistantOnly(policy: Policy): boolean {
  return strength(policy, phishingResistant, 'phishing-resistant').length === 0
}

/** A device that is both compliant and joined, or compliant or joined alone where both would do. */
function bothDevices(policy: Policy): boolean {
  return !anyGrant(policy) || entries(at(policy, 'grantControls.builtInControls')).length === 1
}

/** Whether one of the grants is enough: what is not "all of them" is one of them. */
function anyGrant(policy: Policy): boolean {
  return string(at(policy, 'grantControls.operator')).toUpperCase() !== 'AND'
}

/** What satisfies a policy in place of the wanted controls. */
function grants(policy: Policy, wanted: readonly string[]): readonly string[] {
  if (!anyGrant(policy)) return []
  return [
    ...beyond(entries(at(policy, 'grantControls.builtInControls')), wanted),
    ...(entries(at(policy, 'grantControls.termsOfUse')).length > 0 ? ['termsOfUse'] : []),
    ...(entries(at(policy, 'grantControls.customAuthenticationFactors')).length > 0
      ? ['customAuthenticationFactors']
      : []),
  ]
}

function instead(controls: readonly string[]): Shortfall {
  return controls.length === 0 ? [] : [said('accepts-instead', { controls: some(controls) })]
}

/** Where a policy leaves somebody out, and where that may be declared. Roles cannot be. */
const exclusions = [
  { path: 'conditions.users.excludeUsers', declared: 'users', kind: 'users' },
  { path: 'conditions.users.excludeGroups', declared: 'groups', kind: 'groups' },
  { path: 'conditions.users.excludeRoles', declared: null, kind: 'roles' },
  {
    path: 'conditions.users.excludeGuestsOrExternalUsers.guestOrExternalUserTypes',
    declared: 'guestUserTypes',
    kind: 'guests',
  },
  {
    path: 'conditions.applications.excludeApplications',
    declared: 'applications',
    kind: 'resources',
  },
] as const

/** Whom a policy leaves out: what cannot be read there is somebody all the same. */
function leftOutAt(policy: Policy, path: string): readonly string[] {
  const parent = at(policy, path.slice(0, path.lastIndexOf('.')))
  const found = typeof parent === 'string' ? parent : at(policy, path)
  return items(found).flatMap(item =>
    typeof item === 'string' && item !== '' ? named(flags(item)) : [JSON.stringify(item)],
  )
}

/** Whoever a policy leaves out must be declared by the tenant's owner. */
function undeclared(policy: Policy, declaration: Fields): Shortfall {
  const allowed = fields(declaration['capExclusions'])
  return exclusions.flatMap(({ path, declared: key, kind }) => {
    const found = beyond(leftOutAt(policy, path), key === null ? [] : strings(allowed[key]))
    return found.length === 0 ? [] : [said('leaves-out-undeclared', { kind, names: some(found) })]
  })
}
