import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import type { Strength } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import type { Fields } from './read.ts'
import { at, beyond, fields, flags, objects, string, strings } from './read.ts'

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

export const conditionalAccessPredicates: readonly Predicate[] = [
  asked(
    'legacyAuthenticationBlocked',
    'MS.AAD.1.1v1',
    'a policy blocks legacy authentication for everybody',
    policy => [
      ...everybody(policy),
      ...allResources(policy),
      ...has(policy, 'conditions.clientAppTypes', ['exchangeActiveSync', 'other']),
      ...blocks(policy),
    ],
  ),
  asked('riskyUsersBlocked', 'MS.AAD.2.1v1', 'a policy blocks users at high risk', policy => [
    ...everybody(policy),
    ...allResources(policy),
    ...has(policy, 'conditions.userRiskLevels', ['high']),
    ...blocks(policy),
  ]),
  asked('riskySignInsBlocked', 'MS.AAD.2.3v1', 'a policy blocks sign-ins at high risk', policy => [
    ...everybody(policy),
    ...allResources(policy),
    ...has(policy, 'conditions.signInRiskLevels', ['high']),
    ...blocks(policy),
  ]),
  asked(
    'phishingResistantMfaEnforced',
    'MS.AAD.3.1v1',
    'a policy requires phishing-resistant authentication of everybody',
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
    policy => [...everybody(policy), ...allResources(policy), ...requiresMfa(policy)],
  ),
  asked(
    'managedDeviceRequired',
    'MS.AAD.3.7v1',
    'a policy requires a managed device of everybody',
    policy => [...everybody(policy), ...allResources(policy), ...managedDevice(policy)],
  ),
  asked(
    'managedDeviceRequiredToRegister',
    'MS.AAD.3.8v1',
    'a policy requires a managed device to register security information',
    policy => [
      ...everybody(policy),
      ...has(policy, 'conditions.applications.includeUserActions', [
        'urn:user:registersecurityinfo',
      ]),
      ...managedDevice(policy),
    ],
  ),
  asked('deviceCodeFlowBlocked', 'MS.AAD.3.9v1', 'a policy blocks the device code flow', policy => [
    ...everybody(policy),
    ...allResources(policy),
    ...has(policy, 'conditions.authenticationFlows.transferMethods', ['deviceCodeFlow']),
    ...blocks(policy),
  ]),
  asked('riskyAgentsBlocked', 'MS.AAD.9.1v1', 'a policy blocks agents at high risk', policy => [
    ...has(policy, 'conditions.clientApplications.includeAgentIdServicePrincipals', ['All']),
    ...allResources(policy),
    ...has(policy, 'conditions.clientAppTypes', ['all']),
    ...has(policy, 'conditions.agentIdRiskLevels', ['high']),
    ...blocks(policy),
    ...(strings(at(policy, 'conditions.clientApplications.excludeAgentIdServicePrincipals'))
      .length > 0
      ? [said('leaves-agents-out')]
      : []),
  ]),
  {
    signature: 'phishingResistantMfaForRoles(dyn, dyn, map, google.protobuf.Timestamp): dyn',
    description:
      'Whether a conditional access policy requires phishing-resistant authentication of every highly privileged role (MS.AAD.3.6v1).',
    run: (policies = null, roles = null, accepted = null, now = null) => {
      const wanted = objects(roles)
        .map(role => string(role['roleTemplateId']))
        .filter(id => id !== '')
      if (wanted.length === 0) return fail(said('no-privileged-role'))
      return best(policies, declared(accepted, 'MS.AAD.3.6v1', now), policy => [
        ...allResources(policy),
        ...strength(policy, phishingResistant, 'phishing-resistant'),
        ...has(policy, 'conditions.users.includeRoles', wanted),
      ])
    },
  },
]

/**
 * A policy of the tenant must do what `shortfall` asks, be switched on, and leave nobody out who
 * was not declared.
 */
function asked(
  name: string,
  id: string,
  description: string,
  shortfall: (policy: Policy) => Shortfall,
): Predicate {
  return {
    signature: `${name}(dyn, map, google.protobuf.Timestamp): dyn`,
    description: `Whether ${description} (${id}).`,
    run: (policies = null, accepted = null, now = null) =>
      best(policies, declared(accepted, id, now), shortfall),
  }
}

/**
 * Passes with the policies that do it; otherwise names the one that comes closest and what it
 * lacks.
 */
function best(
  policies: Value,
  declaration: Fields,
  shortfall: (policy: Policy) => Shortfall,
): Ruling {
  const judged = objects(policies).map(policy => ({
    name: string(policy['displayName']) || string(policy['id']),
    excluded: exclusions.flatMap(({ path }) => flags(at(policy, path))),
    lacks: [...enforced(policy), ...shortfall(policy), ...undeclared(policy, declaration)],
  }))
  const met = judged
    .filter(item => item.lacks.length === 0)
    .sort((a, b) => a.excluded.length - b.excluded.length)
  if (met[0])
    return pass(
      said('met-by', { names: some(met.map(item => item.name)) }),
      ...leftOut(declaration, met[0].excluded),
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

function enforced(policy: Policy): Shortfall {
  const state = string(policy['state'])
  return state === 'enabled'
    ? narrowed(policy)
    : [state === 'enabledForReportingButNotEnforced' ? said('only-reports') : said('not-enabled')]
}

/** Conditions under which a policy that names everybody still leaves some sign-ins out. */
function narrowed(policy: Policy): Shortfall {
  const only = (path: string): boolean => {
    const included = strings(at(policy, path))
    return included.length > 0 && !included.some(item => item.toLowerCase() === 'all')
  }
  return [
    ...(only('conditions.platforms.includePlatforms') ||
    strings(at(policy, 'conditions.platforms.excludePlatforms')).length > 0
      ? [said('some-platforms')]
      : []),
    ...(only('conditions.locations.includeLocations') ||
    strings(at(policy, 'conditions.locations.excludeLocations')).length > 0
      ? [said('some-locations')]
      : []),
    ...(string(at(policy, 'conditions.devices.deviceFilter.rule')) !== ''
      ? [said('some-devices')]
      : []),
  ]
}

function everybody(policy: Policy): Shortfall {
  return strings(at(policy, 'conditions.users.includeUsers')).includes('All')
    ? []
    : [said('not-all-users')]
}

function allResources(policy: Policy): Shortfall {
  return strings(at(policy, 'conditions.applications.includeApplications')).includes('All')
    ? []
    : [said('not-all-resources')]
}

function has(policy: Policy, path: string, wanted: readonly string[]): Shortfall {
  const missing = beyond(wanted, flags(at(policy, path)))
  return missing.length === 0 ? [] : [said('lacks-values', { values: some(missing), path })]
}

function blocks(policy: Policy): Shortfall {
  return strings(at(policy, 'grantControls.builtInControls')).includes('block')
    ? []
    : [said('does-not-block')]
}

function strength(policy: Policy, allowed: readonly string[], kind: Strength): Shortfall {
  const combinations = strings(
    at(policy, 'grantControls.authenticationStrength.allowedCombinations'),
  )
  if (combinations.length === 0) return [said('no-strength', { strength: kind })]
  const weak = beyond(combinations, allowed)
  return weak.length === 0 ? [] : [said('accepts-weaker', { values: some(weak) })]
}

/**
 * "Require multi-factor authentication", or an authentication strength whose every combination has
 * two factors.
 */
function requiresMfa(policy: Policy): Shortfall {
  const controls = strings(at(policy, 'grantControls.builtInControls'))
  if (controls.includes('mfa'))
    return string(at(policy, 'grantControls.operator')) === 'OR' && controls.length > 1
      ? [said('accepts-other-control')]
      : []
  return strength(policy, multiFactor, 'multi-factor')
}

function managedDevice(policy: Policy): Shortfall {
  const controls = strings(at(policy, 'grantControls.builtInControls'))
  const others = beyond(controls, ['compliantDevice', 'domainJoinedDevice'])
  if (others.length === controls.length) return [said('no-managed-device')]
  return others.length > 0 && string(at(policy, 'grantControls.operator')) !== 'AND'
    ? [said('accepts-unmanaged', { values: some(others) })]
    : []
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

/** Whoever a policy leaves out must be declared by the tenant's owner. */
function undeclared(policy: Policy, declaration: Fields): Shortfall {
  const allowed = fields(declaration['capExclusions'])
  return exclusions.flatMap(({ path, declared: key, kind }) => {
    const found = beyond(flags(at(policy, path)), key === null ? [] : strings(allowed[key]))
    return found.length === 0 ? [] : [said('leaves-out-undeclared', { kind, names: some(found) })]
  })
}
