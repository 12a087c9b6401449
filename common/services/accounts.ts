import { z } from 'zod'
import type { Account } from '../model/access-review.ts'
import type { Observation } from '../model/observation.ts'
import type { Reason } from '../model/reason.ts'
import type { Value } from '../model/value.ts'

// Who has an account where, from settings that are read anyway.

/** What can be said of an account. */
type Said = Partial<Pick<Account, 'roles' | 'secondFactor' | 'lastUse' | 'enabled'>>

/** Accounts as one setting lists them; what it does not say is left to others. */
type Listed = Pick<Account, 'name' | 'id' | 'roles'> & Said

type Source = {
  readonly setting: string
  readonly accounts: (value: Value) => readonly Listed[]
}

/** What a setting says of accounts that others list. */
type About = {
  readonly setting: string
  /** It says what they may do. */
  readonly ofRoles?: true
  readonly says: (value: Value) => (account: Account) => Said
}

/** Of accounts that are things of their own: what a setting says of one. */
type OfThings = {
  readonly type: string
  /** The one that says what they may do. */
  readonly ofRoles: string
  readonly says: Readonly<Record<string, (value: Value) => Said>>
}

type Population = {
  /** Which accounts these are, in words. */
  readonly covers: string
  readonly lists?: readonly Source[]
  readonly about?: readonly About[]
  readonly things?: OfThings
}

const names = z.array(z.string())
const plain =
  (role: string) =>
  (value: Value): readonly Listed[] =>
    names.parse(value).map(name => ({ name, roles: [role] }))

/** A list of those who have no second factor, among the accounts of a role. */
const without = (setting: string, role: string): About => ({
  setting,
  says: value => {
    const lacking = new Set(names.parse(value))
    return ({ name, roles, secondFactor }) =>
      roles.includes(role) && secondFactor === null ? { secondFactor: !lacking.has(name) } : {}
  },
})

/** Records by the id of an account. */
function byId<T extends { readonly id: string }>(
  shape: z.ZodType<T>,
  value: Value,
): Map<string, T> {
  return new Map(
    z
      .array(shape)
      .parse(value)
      .map(item => [item.id, item]),
  )
}

const Members = z.array(
  z.object({ login: z.string(), role: z.string(), twoFactor: z.boolean().nullable() }),
)
const Admins = z.array(z.object({ email: z.string() }))
const Invitations = z.array(z.object({ email: z.string(), role: z.string() }))
const Whole = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    roles: names,
    enabled: z.boolean(),
    secondFactor: z.boolean().nullable(),
    lastUse: z.string().nullable(),
  }),
)
const whole = (value: Value): readonly Listed[] => Whole.parse(value)
/** Of Microsoft 365, where each list is a reading of its own. */
const Entra = {
  accounts: z.array(
    z.object({ id: z.string(), name: z.string(), guest: z.boolean(), enabled: z.boolean() }),
  ),
  roles: z.object({ id: z.string(), roles: names }),
  signIns: z.object({ id: z.string(), last: z.string().nullable() }),
  secondFactors: z.object({ id: z.string(), capable: z.boolean() }),
}

/** Of each service of which accounts are read. */
const populations: Readonly<Record<string, Population>> = {
  'github': {
    covers: 'members of the organization and outside collaborators',
    lists: [
      {
        setting: 'github.organization.members',
        accounts: value =>
          Members.parse(value).map(({ login, role, twoFactor }) => ({
            name: login,
            roles: [role.toLowerCase()],
            secondFactor: twoFactor,
          })),
      },
      {
        setting: 'github.organization.outside-collaborators',
        accounts: plain('outside collaborator'),
      },
    ],
    about: [
      without(
        'github.organization.outside-collaborators-without-two-factor',
        'outside collaborator',
      ),
    ],
  },
  'microsoft-365': {
    covers: 'accounts of the directory, guests too',
    lists: [
      {
        setting: 'microsoft-365.tenant.accounts',
        accounts: value =>
          Entra.accounts.parse(value).map(({ id, name, guest, enabled }) => ({
            id,
            name,
            roles: [guest ? 'guest' : 'member'],
            enabled,
          })),
      },
    ],
    about: [
      {
        setting: 'microsoft-365.tenant.account-roles',
        ofRoles: true,
        says: value => {
          const held = byId(Entra.roles, value)
          return ({ id = '' }) => ({ roles: held.get(id)?.roles ?? [] })
        },
      },
      {
        setting: 'microsoft-365.tenant.account-sign-ins',
        says: value => {
          const last = byId(Entra.signIns, value)
          return ({ id = '' }) => {
            const found = last.get(id)
            // Graph keeps it since April 2020: that there is none does not say never.
            return found ? { lastUse: found.last ?? 'none on record' } : {}
          }
        },
      },
      {
        setting: 'microsoft-365.tenant.account-second-factors',
        says: value => {
          const capable = byId(Entra.secondFactors, value)
          return ({ id = '' }) => {
            const found = capable.get(id)
            return found ? { secondFactor: found.capable } : {}
          }
        },
      },
    ],
  },
  'google-workspace': {
    covers: 'all accounts',
    lists: [{ setting: 'google-workspace.tenant.accounts', accounts: whole }],
    about: [
      {
        // Through groups, too.
        setting: 'google-workspace.tenant.privileged-users',
        ofRoles: true,
        says: value => {
          const held = new Set(Admins.parse(value).map(({ email }) => email))
          return ({ name }) => (held.has(name) ? { roles: ['administrator role'] } : {})
        },
      },
    ],
  },
  'directus': {
    covers: 'all accounts',
    lists: [{ setting: 'directus.project.accounts', accounts: whole }],
  },
  'unleash': {
    covers: 'administrators only',
    lists: [{ setting: 'unleash.instance.administrators', accounts: plain('administrator') }],
  },
  'ghost': {
    covers: 'staff, and who is invited to it',
    lists: [
      {
        setting: 'ghost.site.invitations',
        accounts: value =>
          Invitations.parse(value).map(({ email, role }) => ({
            name: email,
            roles: [`invited as ${role}`],
          })),
      },
    ],
    things: {
      type: 'user',
      ofRoles: 'ghost.user.role',
      says: {
        'ghost.user.role': value => ({ roles: [z.string().parse(value)] }),
        'ghost.user.status': value => ({ enabled: value !== 'inactive' }),
        'ghost.user.last-seen': value => ({
          lastUse: z.string().nullable().parse(value) ?? 'never',
        }),
      },
    },
  },
  'wordpress': {
    covers: 'accounts that may do more than read',
    things: {
      type: 'user',
      ofRoles: 'wordpress.user.roles',
      says: {
        'wordpress.user.roles': value => ({ roles: names.parse(value) }),
      },
    },
  },
}

/** Services of which accounts are read, sorted. */
export const reviewedServices: readonly string[] = Object.keys(populations).sort()

/** The settings that say who has an account; none for a service of which none are read. */
export function accountSettings(service: string): readonly string[] {
  const { lists = [], things, about = [] } = populations[service] ?? { covers: '' }
  return [...lists, ...about].map(({ setting }) => setting).concat(Object.keys(things?.says ?? {}))
}

/** Who has an account, as it was read last. */
export type KnownAccounts = {
  readonly covers: string
  /** Sorted by name. */
  readonly accounts: readonly Account[]
  /** Settings that were not read, or not of every account. */
  readonly missing: readonly string[]
  /** Why, where that is known. */
  readonly reasons: Readonly<Record<string, Reason>>
  /** Settings that were. */
  readonly read: readonly string[]
  /** Those that list accounts. */
  readonly listing: readonly string[]
  /** Those that say what accounts may do. */
  readonly ofRoles: readonly string[]
}

type Seen = Pick<Observation, 'setting' | 'resource' | 'reading'>

/**
 * The accounts of a tenant; null for a service of which none are read.
 * @param seen what is current of `accountSettings`, one of each setting and thing
 * @param nameOf a thing's name by its id
 */
export function accountsOf(
  service: string,
  seen: readonly Seen[],
  nameOf: (id: string) => string,
): KnownAccounts | null {
  const population = populations[service]
  if (!population) return null
  const { covers, lists = [], about = [], things } = population
  const bySetting = Map.groupBy(seen, ({ setting }) => setting)
  const read: string[] = []
  const missing: string[] = []
  const reasons: Record<string, Reason> = {}
  const found = new Map<string, Account>()
  const add = (listed: Listed, setting: string): void => {
    // Two things may have one name.
    const key = JSON.stringify([listed.id ?? null, listed.name])
    const { name, id } = listed
    const known = found.get(key) ?? {
      name,
      ...(id === undefined ? {} : { id }),
      roles: [],
      secondFactor: null,
      lastUse: null,
      listedBy: [],
    }
    found.set(key, {
      ...withMore(known, listed),
      listedBy: [...new Set([...known.listedBy, setting])].sort(),
    })
  }
  /** What was read of a setting, thing by thing; what was not is noted. */
  const valuesOf = (setting: string): readonly (readonly [id: string, value: Value])[] => {
    const of = bySetting.get(setting) ?? []
    const values = of.flatMap(({ resource, reading }) =>
      reading.state === 'observed' ? [[resource.id, reading.value] as const] : [],
    )
    if (values.length > 0) read.push(setting)
    if (values.length === 0 || values.length < of.length) missing.push(setting)
    for (const { reading } of of)
      if (reading.state === 'unobserved') reasons[setting] ??= reading.reason
    return values
  }
  for (const { setting, accounts } of lists)
    for (const [, value] of valuesOf(setting))
      for (const account of accounts(value)) add(account, setting)
  for (const [setting, says] of Object.entries(things?.says ?? {}))
    for (const [id, value] of valuesOf(setting))
      add({ name: nameOf(id), id, roles: [], ...says(value) }, setting)
  for (const { setting, says } of about)
    for (const [, value] of valuesOf(setting)) {
      const more = says(value)
      for (const [key, account] of found) found.set(key, withMore(account, more(account)))
    }
  return {
    covers,
    accounts: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    missing,
    reasons,
    read,
    listing: [...lists.map(({ setting }) => setting), ...(things ? [things.ofRoles] : [])],
    ofRoles: [
      ...lists.map(({ setting }) => setting),
      ...about.flatMap(({ setting, ofRoles }) => (ofRoles ? [setting] : [])),
      ...(things ? [things.ofRoles] : []),
    ],
  }
}

/** Roles add up; of all else the first word that somebody has counts. */
function withMore(account: Account, { roles = [], secondFactor, lastUse, enabled }: Said): Account {
  const isEnabled = account.enabled ?? enabled
  return {
    ...account,
    roles: [...new Set([...account.roles, ...roles])].sort(),
    secondFactor: account.secondFactor ?? secondFactor ?? null,
    lastUse: account.lastUse ?? lastUse ?? null,
    ...(isEnabled === undefined ? {} : { enabled: isEnabled }),
  }
}
