import { fail, pass, Undetermined } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import type { Shown } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import type { Fields, Lack } from './read.ts'
import {
  beyond,
  both,
  every,
  fields,
  holding,
  items,
  lacking,
  nothingSaid,
  objects,
  string,
  strings,
  told,
  untold,
  valueAt,
  wrongIn,
  wrongOf,
} from './read.ts'

export const entraPredicates: readonly Predicate[] = [
  {
    signature: 'hasPlan(dyn, string): dyn',
    description: 'Whether the tenant has a service plan that is not switched off.',
    run: (plans = null, name = null) =>
      holding(
        objects(plans),
        plan =>
          both(
            is(plan, 'servicePlanName', of => of.toUpperCase() === string(name).toUpperCase()),
            told(plan, 'provisioningStatus', state => state !== 'Disabled'),
          ),
        'servicePlanName',
        { name: 'servicePlanName' },
      ).length > 0,
  },
  {
    signature: 'authenticatorShowsContext(dyn): dyn',
    description:
      'Where Microsoft Authenticator is on, it shows application and place to all users and gives no one-time codes (MS.AAD.3.3v2).',
    run: (methods = null) => {
      const method = methodOf(methods, 'MicrosoftAuthenticator')
      if (!method) return fail(said('no-authenticator'))
      const off = is(method, 'state', state => state === 'disabled')
      if (off === true) return pass(said('authenticator-off'))
      const lacks = wrongIn([
        ...shown(method, 'displayAppInformationRequiredState', 'application'),
        ...shown(method, 'displayLocationInformationRequiredState', 'place'),
        ...lacking(
          method,
          'isSoftwareOathEnabled',
          on => on === false,
          said('one-time-codes'),
          'MicrosoftAuthenticator',
        ),
      ])
      // What is wrong with one that may be off is not known to be wrong.
      if (off === null && lacks.length > 0) throw untold('state', ['MicrosoftAuthenticator'])
      return lacks.length === 0
        ? pass(said('context-shown'))
        : fail(said('lacks', { lacks: some(lacks) }))
    },
  },
  {
    signature: 'weakMethodsDisabled(dyn): dyn',
    description: 'SMS, voice call and e-mail codes are off (MS.AAD.3.5v2).',
    run: (methods = null) => {
      const weak = ['Sms', 'Voice', 'Email']
      const isOn =
        (id: string) =>
        (item: Fields): boolean | null => {
          const right = is(item, 'id', of => of.toLowerCase() === id.toLowerCase())
          return right === false
            ? false
            : both(
                right,
                is(item, 'state', of => of !== 'disabled'),
              )
        }
      const on = weak.filter(id => objects(methods).some(item => isOn(id)(item) === true))
      if (on.length === 0) {
        for (const id of weak) holding(objects(methods), isOn(id), 'state', { name: 'id' })
        const missing = weak.filter(id => !methodOf(methods, id))
        if (missing.length > 0) throw untold('state', missing)
      }
      return on.length === 0
        ? pass(said('weak-methods-off'))
        : fail(said('weak-methods-on', { methods: some(on) }))
    },
  },
  {
    signature: 'credentialRestricted(dyn, string, string, double): dyn',
    description:
      'Applications and service principals alike are under a restriction of the default app management policy, without a date that spares older ones; with a lifetime of at most so many days (0: no lifetime asked).',
    run: (policies = null, list = null, kind = null, days = 0) => {
      const found = objects(policies)
      if (found.length === 0) return fail(said('no-application-policy'))
      const lacks = wrongIn(
        found.flatMap(policy => {
          const off = lacking(policy, 'isEnabled', on => on === true, said('policy-off'), '')
          return wrongOf(off).length > 0
            ? off
            : [
                ...off,
                ...restrictedSides.flatMap(side =>
                  restricted(policy, side, {
                    list: string(list),
                    kind: string(kind),
                    days: Number(days),
                  }),
                ),
              ]
        }),
      )
      return lacks.length === 0
        ? pass(said('applications-restricted'))
        : fail(said('lacks', { lacks: some(lacks) }))
    },
  },
  {
    signature: 'userConsentRestricted(dyn, dyn): dyn',
    description:
      'Users consent to nothing, or only to permissions of verified publishers that are classified as low-risk, of which none is risky (MS.AAD.5.2v1).',
    run: (policies = null, risky = null) => {
      const verdict = every(
        objects(policies),
        policy =>
          told(
            policy,
            consents,
            list =>
              Array.isArray(list) &&
              items(list).every(
                id =>
                  typeof id === 'string' &&
                  (!id.startsWith('ManagePermissionGrantsForSelf.') || id === lowRisk),
              ),
          ),
        policy => string(policy['id']),
        'authorization-policies',
      )
      const applications = objects(risky)
      const classified = applications
        .map(app => ({
          name: string(app['displayName']),
          permissions: some(strings(app['riskyPermClassifications'])),
        }))
        .filter(({ permissions }) => permissions.items.length > 0)
      const mayConsent = objects(policies).some(policy =>
        strings(policy[consents]).includes(lowRisk),
      )
      if (verdict.outcome === 'pass' && mayConsent && risky === null)
        throw new Undetermined('not-found', said('classifications-not-read'))
      const unread = applications.some(
        ({ riskyPermClassifications: found }) =>
          (!Array.isArray(found) && string(found) === '') ||
          items(found).some(item => typeof item !== 'string'),
      )
      if (verdict.outcome === 'pass' && mayConsent && classified.length === 0 && unread)
        throw new Undetermined('malformed', said('classifications-not-read'))
      return verdict.outcome === 'pass' && mayConsent && classified.length > 0
        ? fail(said('risky-classified', { applications: some(classified) }))
        : verdict
    },
  },
  {
    signature: 'passwordsDoNotExpire(dyn): dyn',
    description:
      'Verified domains whose passwords Entra keeps have no expiry: unset, or the largest number (MS.AAD.6.1v1).',
    run: (domains = null) => {
      const all = objects(domains)
      if (all.length === 0) return fail(said('no-domain-found'))
      const kept = all.filter(
        domain =>
          domain['isVerified'] !== false && string(domain['authenticationType']) !== 'Federated',
      )
      const unread = kept.find(
        domain =>
          rootOf(domain, all)?.['passwordValidityPeriodInDays'] === undefined ||
          ['isVerified', 'isRoot'].some(name => typeof domain[name] !== 'boolean') ||
          string(domain['authenticationType']) !== 'Managed' ||
          string(domain['id']) === '',
      )
      if (unread)
        throw new Undetermined('malformed', said('domain-unread', { name: string(unread['id']) }))
      if (kept.length === 0) return fail(said('no-domain-found'))
      const wrong = kept
        .map(domain => ({
          name: string(domain['id']),
          days: rootOf(domain, all)?.['passwordValidityPeriodInDays'],
        }))
        .filter(({ days }) => days !== neverExpires && days !== null)
        .map(({ name, days }) => ({ name, days: String(days) }))
      return wrong.length === 0
        ? pass(said('passwords-stay'))
        : fail(said('passwords-expire', { domains: some(wrong) }))
    },
  },
  {
    signature: 'globalAdministrators(dyn): dyn',
    description: 'How many users hold, or may activate, Global Administrator.',
    run: (users = null) => globalAdministrators(objects(users)).length,
  },
  {
    signature: 'finerRolesPreferred(dyn): dyn',
    description:
      'Not more Global Administrators than holders of the other highly privileged roles, and their number within bounds (MS.AAD.7.2v1).',
    run: (users = null) => {
      const all = objects(users)
      const global = globalAdministrators(all).length
      const others = all.length - global
      if (global < 2 || global > 8)
        return fail(said('global-administrators-out-of-bounds', { count: global }))
      const share = said('global-administrators', { count: global, others })
      return global <= others ? pass(share) : fail(share)
    },
  },
  {
    signature: 'namesAlike(dyn, dyn): dyn',
    description: 'Adds to a verdict which names several Global Administrators have.',
    run: (verdict = null, users = null) => {
      const byName = Map.groupBy(globalAdministrators(objects(users)), user =>
        string(user['displayName']),
      )
      const alike = [...byName].filter(([name, found]) => name === '' || found.length > 1)
      const given = typeof verdict === 'boolean' ? (verdict ? pass() : fail()) : verdict
      if (alike.length === 0) return given
      const note = said('administrators-alike', { names: some(alike.map(([name]) => name)) })
      const before = fields(given)
      return { ...before, said: [...items(before['said']), note] } as unknown as Ruling
    },
  },
  {
    signature: 'privilegedUsersCloudOnly(dyn): dyn',
    description: 'No highly privileged user is synchronised from elsewhere (MS.AAD.7.3v1).',
    run: (users = null) =>
      every(
        objects(users),
        // A user who was synchronised once keeps the other directory's id.
        user =>
          'onPremisesSyncEnabled' in user
            ? [false, null].some(none => none === user['onPremisesSyncEnabled'])
            : told(user, 'onPremisesImmutableId', id => id === null),
        user => string(user['displayName']),
        'privileged-users',
      ),
  },
  {
    signature: 'noPermanentAssignments(dyn, map, google.protobuf.Timestamp): dyn',
    description:
      'Active assignments of highly privileged roles end, but for declared users and groups (MS.AAD.7.4v1).',
    run: (roles = null, accepted = null, now = null) => {
      const declaration = declared(accepted, 'MS.AAD.7.4v1', now)
      const exclusions = fields(declaration['roleExclusions'])
      const permanent = (role: Fields): readonly string[] =>
        objects(role['assignments'])
          .filter(item => item['endDateTime'] === null)
          .map(item => string(item['principalId']))
      const left = [...strings(exclusions['users']), ...strings(exclusions['groups'])]
      const verdict = perRole(objects(roles), role => [
        ...beyond(permanent(role), left).map(id =>
          id === '' && left.length > 0
            ? nothingSaid('principalId', string(role['displayName']))
            : said('permanent', { id }),
        ),
        ...untimed(role, 'endDateTime', left),
      ])
      return verdict.outcome === 'pass'
        ? pass(
            ...verdict.said,
            ...leftOut(declaration, [...new Set(objects(roles).flatMap(permanent))]),
          )
        : verdict
    },
  },
  {
    signature: 'assignedThroughPim(dyn): dyn',
    description:
      'Every active assignment of a highly privileged role has a start, which only privileged identity management gives it (MS.AAD.7.5v1).',
    run: (roles = null) =>
      perRole(objects(roles), role => [
        ...objects(role['assignments'])
          .filter(item => item['startDateTime'] === null)
          .map(item => said('assigned-outside', { id: string(item['principalId']) })),
        ...untimed(role, 'startDateTime'),
      ]),
  },
  {
    signature: 'activationApproved(dyn): dyn',
    description:
      'Activating Global Administrator needs approval, also through groups (MS.AAD.7.6v1).',
    run: (roles = null) =>
      perRole(rolesThat(roles, true), role => {
        const rules = rulesOf(role, 'Approval_EndUser_Assignment')
        return rules.length === 0
          ? [open(said('no-approval-rule'))]
          : rules.flatMap(rule => {
              const required = told(rule, 'setting.isApprovalRequired', value => value === true)
              if (required === true) return []
              const source = string(rule['ruleSource'])
              return required === null
                ? [nothingSaid('isApprovalRequired', source)]
                : [said('no-approval', { source })]
            })
      }),
  },
  {
    signature: 'assignmentAlerts(dyn): dyn',
    description:
      'Assigning a highly privileged role, active or eligible, notifies somebody (MS.AAD.7.7v1).',
    run: (roles = null) =>
      perRole(objects(roles), role =>
        ['Notification_Admin_Admin_Assignment', 'Notification_Admin_Admin_Eligibility'].flatMap(
          id => {
            const rules = rulesOf(role, id)
            return rules.length === 0 ? [open(said('no-rule', { id }))] : silent(rules)
          },
        ),
      ),
  },
  {
    signature: 'globalActivationAlerts(dyn): dyn',
    description: 'Activating Global Administrator notifies somebody (MS.AAD.7.8v1).',
    run: (roles = null) =>
      perRole(rolesThat(roles, true), role => {
        const rules = rulesOf(role, 'Notification_Admin_EndUser_Assignment')
        return rules.length === 0 ? [open(said('no-notification-rule'))] : silent(rules)
      }),
  },
  {
    signature: 'otherActivationAlerts(dyn): dyn',
    description: 'Activating the other highly privileged roles notifies somebody (MS.AAD.7.9v1).',
    run: (roles = null) =>
      perRole(rolesThat(roles, false), role => {
        const rules = rulesOf(role, 'Notification_Admin_EndUser_Assignment')
        return rules.length === 0 ? [open(said('no-notification-rule'))] : silent(rules)
      }),
  },
]

const consents = 'permissionGrantPolicyIdsAssignedToDefaultUserRole'
const lowRisk = 'ManagePermissionGrantsForSelf.microsoft-user-default-low'

/** What a test says of a text; null where there is none. */
function is(item: Fields, field: string, holds: (text: string) => boolean): boolean | null {
  const text = string(item[field])
  return text === '' ? null : holds(text)
}

/** @throws Undetermined where it is not there, and may be one without an id */
function methodOf(methods: Parameters<typeof objects>[0], id: string): Fields | undefined {
  const wanted = id.toLowerCase()
  return holding(
    objects(methods),
    item => is(item, 'id', of => of.toLowerCase() === wanted),
    'id',
    {
      name: 'id',
    },
  )[0]
}

const restrictedSides = ['applicationRestrictions', 'servicePrincipalRestrictions'] as const

/** What one side of an app management policy leaves open of a kind of restriction. */
function restricted(
  policy: Fields,
  side: (typeof restrictedSides)[number],
  asked: { readonly list: string; readonly kind: string; readonly days: number },
): readonly Lack[] {
  const path = `${side}.${asked.list}`
  const all = valueAt(policy, path)
  if (all === undefined) return [nothingSaid(path, '')]
  const judged = objects(all).map(item => ({
    item,
    right: is(item, 'restrictionType', kind => kind === asked.kind),
  }))
  const found = judged.find(({ right }) => right === true)?.item
  const none = said('restriction-not-enabled', { side, kind: asked.kind })
  if (!found)
    return judged.some(({ right }) => right === null)
      ? [nothingSaid('restrictionType', path)]
      : [none]
  const of = `${path} ${asked.kind}`
  const from = string(found['restrictForAppsCreatedAfterDateTime'])
  const spares = said('restriction-spares', { side, before: from })
  const off = lacking(found, 'state', state => state === 'enabled', none, of)
  if (wrongOf(off).length > 0) return off
  const spared = lacking(
    found,
    'restrictForAppsCreatedAfterDateTime',
    () => unset(from),
    spares,
    of,
  )
  if (wrongOf(spared).length > 0) return spared
  const over = asked.days > 0 ? lifetimeOver(found, side, asked.days, of) : []
  return wrongOf(over).length > 0 ? over : [...off, ...spared, ...over]
}

function lifetimeOver(
  restriction: Fields,
  side: (typeof restrictedSides)[number],
  most: number,
  of: string,
): readonly Lack[] {
  const lifetime = string(restriction['maxLifetime'])
  const days = duration(lifetime)
  const over = said('restriction-lifetime', { side, lifetime })
  return lacking(restriction, 'maxLifetime', () => days > 0 && days <= most, over, of)
}

function shown(method: Fields, feature: string, what: Shown): readonly Lack[] {
  const state = `featureSettings.${feature}`
  const ask = (path: string, holds: (value: Value) => boolean, lack: Said): readonly Lack[] =>
    lacking(method, `${state}.${path}`, holds, lack, 'MicrosoftAuthenticator')
  const off = ask('state', is => is === 'enabled', said('not-shown', { what }))
  if (off.length > 0) return off
  const some = ask('includeTarget.id', id => id === 'all_users', said('shown-to-some', { what }))
  if (some.length > 0) return some
  const left = string(valueAt(method, `${state}.excludeTarget.id`))
  return ask(
    'excludeTarget.id',
    () => left === '' || left === '00000000-0000-0000-0000-000000000000',
    said('not-shown-to-group', { what, group: left }),
  )
}

/** @throws Undetermined where somebody's roles are not told */
function globalAdministrators(users: readonly Fields[]): readonly Fields[] {
  const silent = users.filter(user => user['roles'] === undefined)
  if (silent.length > 0)
    throw untold(
      'roles',
      silent.map(user => string(user['displayName'])),
    )
  return users.filter(user => strings(user['roles']).includes('Global Administrator'))
}

function isGlobal(role: Fields): boolean | null {
  return is(role, 'displayName', name => name === 'Global Administrator')
}

/** The role of Global Administrators, or the others. @throws Undetermined where a role has no name */
function rolesThat(roles: Value, global: boolean): readonly Fields[] {
  const wanted = (role: Fields): boolean | null => {
    const found = isGlobal(role)
    return found === null ? null : found === global
  }
  return holding(objects(roles), wanted, 'displayName', { each: true, name: 'displayName' })
}

/** Earlier exports keep a rule's own members one level down. */
function rulesOf(role: Fields, id: string): readonly Fields[] {
  return objects(role['rules'])
    .filter(rule => string(rule['id']) === id)
    .map(rule => ({ ...fields(rule['additionalProperties']), ...rule }))
}

const neverExpires = 2147483647

/** The domain whose password policy holds: of a subdomain its root's. */
function rootOf(domain: Fields, all: readonly Fields[]): Fields | undefined {
  if (domain['isRoot'] !== false) return domain
  const name = string(domain['id']).toLowerCase()
  const roots = all.filter(
    root => root['isRoot'] === true && name.endsWith(`.${string(root['id']).toLowerCase()}`),
  )
  return roots.sort((a, b) => string(b['id']).length - string(a['id']).length)[0]
}

function silent(rules: readonly Fields[]): readonly Lack[] {
  return rules.flatMap(rule => {
    const notifies = told(rule, 'notificationRecipients', list => strings(list).length > 0)
    if (notifies === true) return []
    const [id, source] = [string(rule['id']), string(rule['ruleSource'])]
    return notifies === null
      ? [nothingSaid('notificationRecipients', source)]
      : [said('rule-notifies-nobody', { id, source })]
  })
}

/**
 * Assignments that do not say whether they have a time: Graph and exports write null for none, and
 * a text for one. @param left principals whose assignments need none
 */
function untimed(role: Fields, field: string, left: readonly string[] = []): readonly Lack[] {
  if (role['assignments'] === undefined)
    return [nothingSaid('assignments', string(role['displayName']))]
  const silent = objects(role['assignments'])
    .filter(item => item[field] !== null && Number.isNaN(timeOf(string(item[field]))))
    .map(item => string(item['principalId']))
  return beyond(silent, left).map(id => nothingSaid(field, id))
}

/** RFC 3339, or milliseconds as .NET writes them: `/Date(1660328610000)/`. */
function timeOf(text: string): number {
  const [, milliseconds] = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text) ?? []
  return milliseconds === undefined ? Date.parse(text) : Number(milliseconds)
}

function open(what: Said): Lack {
  return { untold: what }
}

/** @throws Undetermined where nothing is wrong, and something is not said */
function perRole(roles: readonly Fields[], look: (role: Fields) => readonly Lack[]): Ruling {
  if (roles.length === 0) return fail(said('no-such-role'))
  const found = roles.flatMap(role =>
    look(role).map(lack => ({ role: string(role['displayName']), lack })),
  )
  const wrong = found.flatMap(({ role, lack }) => ('untold' in lack ? [] : [{ role, lack }]))
  if (wrong.length > 0) return fail(said('roles-lack', { roles: some(wrong) }))
  const left = found.flatMap(({ role, lack }) =>
    'untold' in lack ? [{ role, lack: lack.untold }] : [],
  )
  if (left.length > 0)
    throw new Undetermined('malformed', said('roles-lack', { roles: some(left) }))
  return pass(said('roles-comply', { count: roles.length }))
}

/** The year one stands for "no date" in .NET. */
function unset(time: string): boolean {
  return time === '' || time.startsWith('0001-01-01')
}

/** Days of an ISO 8601 duration such as P180D or P1Y; 0 when it is none. */
function duration(text: string): number {
  const parts =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(
      text,
    )
  if (!parts) return 0
  const [, years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] =
    parts.map(part => Number(part ?? 0))
  return (
    years * 365 + months * 30 + weeks * 7 + days + hours / 24 + minutes / 1440 + seconds / 86_400
  )
}
