import { fail, pass } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import type { Condition, Strength } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import type { Fields, Lack } from './read.ts'
import {
  at,
  beyond,
  entries,
  fields,
  flags,
  items,
  nothingSaid,
  objects,
  string,
  strings,
  untold,
  valueAt,
  wrongIn,
  wrongOf,
} from './read.ts'

/**
 * https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy: fields in Graph's own
 * case.
 */
type Policy = Fields
/** Why a policy does not do what is asked, or may not; empty when it does. */
type Shortfall = readonly Lack[]

/**
 * What Graph leaves out of a policy where nobody set it. All else it writes, as null or an empty list
 * where nobody set it: what of that is not there was not read, and may be anything. By the reply in
 * CISA's published sample (ScubaGear's Sample-Reports, 1.8.0): of seven policies one has
 * `authenticationFlows`, none the risk levels below, each `"deviceStates": null`; v1.0 and replies
 * of earlier years know nothing of the rest.
 */
const unset: ReadonlySet<string> = new Set([
  'conditions.authenticationFlows',
  'conditions.insiderRiskLevels',
  'conditions.agentIdRiskLevels',
  'conditions.servicePrincipalRiskLevels',
  'conditions.deviceStates',
  'conditions.times',
  'conditions.clientApplications.includeAgentIdServicePrincipals',
  'conditions.clientApplications.excludeAgentIdServicePrincipals',
  'conditions.devices.includeDevices',
  'conditions.devices.excludeDevices',
  'conditions.devices.includeDeviceStates',
  'conditions.devices.excludeDeviceStates',
  'conditions.devices.deviceFilter',
])

function nameOf(policy: Policy): string {
  return string(policy['displayName']) || string(policy['id'])
}

/** What is found in the value at a path, which may be null; that it is not told where it is not there. */
function ask(policy: Policy, path: string, find: (value: Value) => Shortfall): Shortfall {
  const value = valueAt(policy, path, unset)
  return value === undefined ? [nothingSaid(path, nameOf(policy))] : find(value)
}

/** A lack where something holds of the value at a path. */
function lackIf(
  policy: Policy,
  path: string,
  holds: (value: Value) => boolean,
  lack: Said,
): Shortfall {
  return ask(policy, path, value => (holds(value) ? [lack] : []))
}

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
      ...lackIf(
        policy,
        'conditions.clientApplications.excludeAgentIdServicePrincipals',
        lists,
        said('leaves-agents-out'),
      ),
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
    name: nameOf(policy),
    stronger: stronger(policy),
    excluded: exclusions.flatMap(({ path }) => leftOutAt(policy, path) ?? []),
    lacks: [...enforced(policy, uses), ...shortfall(policy), ...undeclared(policy, declaration)],
    has: shared ? sharedBy(policy, shared, []) : [],
    mayHave: shared ? sharedBy(policy, shared, shared.wanted) : [],
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
  // Besides what another policy may have, nothing is wrong with these.
  const maybe = judged.filter(({ lacks }) =>
    wrongOf(lacks).every(
      ({ code, params }) => code === 'lacks-values' && params.path === shared?.path,
    ),
  )
  const parts = maybe.filter(
    ({ has: part, lacks }) => part.length > 0 && wrongOf(lacks).length === lacks.length,
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
  const mayMeet = shared
    ? beyond(
        shared.wanted,
        maybe.flatMap(({ mayHave }) => mayHave),
      ).length === 0
    : maybe.length > 0
  if (mayMeet) wrongIn(maybe.flatMap(({ lacks }) => lacks.filter(lack => 'untold' in lack)))
  const closest = [...judged].sort(
    (a, b) => wrongOf(a.lacks).length - wrongOf(b.lacks).length || a.lacks.length - b.lacks.length,
  )[0]
  return fail(
    closest
      ? said('closest-lacks', {
          of: judged.length,
          name: closest.name,
          lacks: some(wrongOf(closest.lacks)),
        })
      : said('no-conditional-access'),
  )
}

/** @param silent what a policy has that does not say */
function sharedBy(
  policy: Policy,
  { path, wanted }: NonNullable<Asked['shared']>,
  silent: readonly string[],
): readonly string[] {
  const value = valueAt(policy, path, unset)
  if (value === undefined) return silent
  const values = flags(value)
  return wanted.filter(one => beyond([one], values).length === 0)
}

function enforced(policy: Policy, uses: readonly Condition[]): Shortfall {
  const off = ask(policy, 'state', state => {
    if (state === 'enabled') return []
    return [
      state === 'enabledForReportingButNotEnforced' ? said('only-reports') : said('not-enabled'),
    ]
  })
  return wrongOf(off).length > 0 ? off : [...off, ...narrowed(policy, uses)]
}

/** Every client app by Graph's names: together they are what `all` is. */
const clientApps = ['browser', 'mobileAppsAndDesktopClients', 'exchangeActiveSync', 'other']

/** Whether the value at a path below `conditions` narrows a policy, by the condition's name. */
const narrowings: readonly (readonly [Condition, string, (value: Value) => boolean])[] = [
  ['sign-in-risk', 'signInRiskLevels', listsFlags],
  ['user-risk', 'userRiskLevels', listsFlags],
  ['insider-risk', 'insiderRiskLevels', listsFlags],
  ['agent-risk', 'agentIdRiskLevels', listsFlags],
  ['service-principal-risk', 'servicePrincipalRiskLevels', listsFlags],
  [
    'client-apps',
    'clientAppTypes',
    found => only(flags(found)) && beyond(clientApps, flags(found)).length > 0,
  ],
  [
    'authentication-flows',
    'authenticationFlows.transferMethods',
    found => named(flags(found)).length > 0,
  ],
  ['application-filter', 'applications.applicationFilter.rule', filters],
  ['device-states', 'devices.includeDevices', found => only(entries(found))],
  ['device-states', 'devices.includeDeviceStates', found => only(entries(found))],
  ['device-states', 'devices.excludeDevices', lists],
  ['device-states', 'devices.excludeDeviceStates', lists],
  ['device-states', 'deviceStates.includeStates', found => only(entries(found))],
  ['device-states', 'deviceStates.excludeStates', lists],
  ['workload-identities', 'clientApplications.includeServicePrincipals', lists],
  ['workload-identities', 'clientApplications.includeAgentIdServicePrincipals', lists],
  ['times', 'times', found => Object.keys(fields(found)).length > 0],
]

/** Members of `conditions` that are looked at. */
const known: ReadonlySet<string> = new Set([
  'users',
  'platforms',
  'locations',
  ...narrowings.map(([, path]) => path.split('.')[0] ?? ''),
])

/** Whether anything stands in a value: objects whose members are null or empty lists are nothing. */
function isSet(value: Value): boolean {
  if (typeof value !== 'object') return value !== ''
  return value !== null && Object.values(value).some(item => isSet(item as Value))
}

/** Conditions under which a policy that names everybody still leaves some sign-ins out. */
function narrowed(policy: Policy, uses: readonly Condition[]): Shortfall {
  const lacks = [
    ...lackIf(
      policy,
      'conditions.platforms.includePlatforms',
      named => only(entries(named)),
      said('some-platforms'),
    ),
    ...lackIf(policy, 'conditions.platforms.excludePlatforms', lists, said('some-platforms')),
    ...lackIf(
      policy,
      'conditions.locations.includeLocations',
      named => only(entries(named)),
      said('some-locations'),
    ),
    ...lackIf(policy, 'conditions.locations.excludeLocations', lists, said('some-locations')),
    ...lackIf(policy, 'conditions.devices.deviceFilter.rule', filters, said('some-devices')),
    ...narrowings
      .filter(([condition]) => !uses.includes(condition))
      .flatMap(([condition, path, narrows]) =>
        lackIf(policy, `conditions.${path}`, narrows, said('narrowed-by', { condition })),
      ),
    // What Graph may know one day, or knows and nobody here does, may narrow the policy.
    ...Object.entries(fields(policy['conditions']))
      .filter(([name, value]) => !known.has(name) && !name.includes('@') && isSet(value))
      .map(([name]) => nothingSaid(`conditions.${name}`, nameOf(policy))),
  ]
  return once(lacks)
}

/** Each thing that is said or not said once. */
function once(lacks: Shortfall): Shortfall {
  return [...new Map(lacks.map(lack => [JSON.stringify(lack), lack])).values()]
}

function lists(value: Value): boolean {
  return entries(value).length > 0
}

function listsFlags(value: Value): boolean {
  return flags(value).length > 0
}

/** Whether a filter has a rule: one that cannot be read is one. */
function filters(rule: Value): boolean {
  return rule !== null && rule !== ''
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
  return lackIf(
    policy,
    'conditions.users.includeUsers',
    users => !entries(users).includes('All'),
    said('not-all-users'),
  )
}

function allResources(policy: Policy): Shortfall {
  return lackIf(
    policy,
    'conditions.applications.includeApplications',
    included => !entries(included).includes('All'),
    said('not-all-resources'),
  )
}

function has(policy: Policy, path: string, wanted: readonly string[]): Shortfall {
  return ask(policy, path, value => {
    const missing = beyond(wanted, flags(value))
    return missing.length === 0 ? [] : [said('lacks-values', { values: some(missing), path })]
  })
}

/** Security information is registered in a browser, so a policy on browsers meets everybody there. */
function inBrowsers(policy: Policy): Shortfall {
  return lackIf(
    policy,
    'conditions.clientAppTypes',
    included => only(flags(included)) && !flags(included).includes('browser'),
    said('narrowed-by', { condition: 'client-apps' }),
  )
}

function blocks(policy: Policy): Shortfall {
  return lackIf(
    policy,
    controlsAt,
    controls => !entries(controls).includes('block'),
    said('does-not-block'),
  )
}

const controlsAt = 'grantControls.builtInControls'
const combinationsAt = 'grantControls.authenticationStrength.allowedCombinations'

function strength(policy: Policy, allowed: readonly string[], kind: Strength): Shortfall {
  return ask(policy, combinationsAt, value => {
    const combinations = items(value).map(string)
    if (combinations.length === 0) return [said('no-strength', { strength: kind })]
    const weak = beyond(combinations, allowed)
    return weak.length === 0
      ? otherGrants(policy, [], instead)
      : [said('accepts-weaker', { values: some(weak) })]
  })
}

/**
 * "Require multi-factor authentication", or an authentication strength whose every combination has
 * two factors.
 */
function requiresMfa(policy: Policy): Shortfall {
  const byStrength = strength(policy, multiFactor, 'multi-factor')
  if (byStrength.length === 0) return []
  return ask(policy, controlsAt, controls => {
    if (!entries(controls).includes('mfa')) return byStrength
    return otherGrants(policy, ['mfa'], instead, combinations => {
      const own = strings(combinations)
      return own.length > 0 && beyond(own, multiFactor).length > 0
    })
  })
}

function managedDevice(policy: Policy): Shortfall {
  const devices = ['compliantDevice', 'domainJoinedDevice']
  return ask(policy, controlsAt, value => {
    const controls = entries(value)
    if (beyond(controls, devices).length === controls.length) return [said('no-managed-device')]
    const unmanaged = (others: readonly string[]): Shortfall =>
      others.length === 0 ? [] : [said('accepts-unmanaged', { values: some(others) })]
    return otherGrants(policy, devices, unmanaged, lists)
  })
}

/** Multi-factor authentication by nothing but methods that resist phishing. */
function phishingResistantOnly(policy: Policy): boolean {
  return strength(policy, phishingResistant, 'phishing-resistant').length === 0
}

/** A device that is both compliant and joined, or compliant or joined alone where both would do. */
function bothDevices(policy: Policy): boolean {
  return !anyGrant(policy) || entries(at(policy, controlsAt)).length === 1
}

/** Whether one of the grants is enough: what is not "all of them" is one of them. */
function anyGrant(policy: Policy): boolean {
  return string(at(policy, 'grantControls.operator')).toUpperCase() !== 'AND'
}

/**
 * What satisfies a policy in place of the wanted controls.
 * @param wrong what is wrong with such grants
 * @param strengthIs whether an authentication strength of these combinations is one of them
 */
function otherGrants(
  policy: Policy,
  wanted: readonly string[],
  wrong: (others: readonly string[]) => Shortfall,
  strengthIs: (combinations: Value) => boolean = () => false,
): Shortfall {
  if (!anyGrant(policy)) return []
  const grants: readonly (readonly [string, (value: Value) => readonly string[]])[] = [
    [controlsAt, controls => beyond(entries(controls), wanted)],
    ['grantControls.termsOfUse', terms => (lists(terms) ? ['termsOfUse'] : [])],
    [
      'grantControls.customAuthenticationFactors',
      factors => (lists(factors) ? ['customAuthenticationFactors'] : []),
    ],
    [combinationsAt, combinations => (strengthIs(combinations) ? ['strength'] : [])],
  ]
  const untold: Lack[] = []
  const others = grants.flatMap(([path, found]) => {
    const value = valueAt(policy, path, unset)
    if (value !== undefined) return found(value)
    untold.push(nothingSaid(path, nameOf(policy)))
    return []
  })
  const lacks = wrong(others)
  if (lacks.length === 0) return untold
  // What is enough by itself is, unless all grants are asked for.
  return valueAt(policy, 'grantControls.operator') === undefined
    ? [nothingSaid('grantControls.operator', nameOf(policy))]
    : lacks
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

/** Whom a policy leaves out: what cannot be read there is somebody all the same; null where it is not told. */
function leftOutAt(policy: Policy, path: string): readonly string[] | null {
  const parent = valueAt(policy, path.slice(0, path.lastIndexOf('.')))
  const found = typeof parent === 'string' ? parent : valueAt(policy, path)
  if (found === undefined) return null
  return items(found).flatMap(item =>
    typeof item === 'string' && item !== '' ? named(flags(item)) : [JSON.stringify(item)],
  )
}

/** Whoever a policy leaves out must be declared by the tenant's owner. */
function undeclared(policy: Policy, declaration: Fields): Shortfall {
  const allowed = fields(declaration['capExclusions'])
  return exclusions.flatMap(({ path, declared: key, kind }): Shortfall => {
    const left = leftOutAt(policy, path)
    if (left === null) return [nothingSaid(path, nameOf(policy))]
    const found = beyond(left, key === null ? [] : strings(allowed[key]))
    return found.length === 0 ? [] : [said('leaves-out-undeclared', { kind, names: some(found) })]
  })
}
