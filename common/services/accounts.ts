import { z } from 'zod'
import type { Account } from '../model/access-review.ts'
import type { Observation } from '../model/observation.ts'
import type { Value } from '../model/value.ts'

// Who has an account where, from settings that are read anyway.

/** Accounts as one setting lists them; what it does not say is left to others. */
type Listed = Pick<Account, 'name' | 'id' | 'roles'> &
  Partial<Pick<Account, 'secondFactor' | 'lastUse'>>

type Source = {
  readonly setting: string
  readonly accounts: (value: Value) => readonly Listed[]
}

/** Of accounts that are things of their own: what a setting says of one. */
type OfThings = {
  readonly type: string
  readonly says: Readonly<Record<string, (value: Value) => Partial<Account>>>
}

type Population = {
  /** Which accounts these are, in words. */
  readonly covers: string
  readonly lists?: readonly Source[]
  /** Who of those listed has no second factor. */
  readonly withoutSecondFactor?: { readonly setting: string; readonly role: string }
  readonly things?: OfThings
}

const names = z.array(z.string())
const plain =
  (role: string) =>
  (value: Value): readonly Listed[] =>
    names.parse(value).map(name => ({ name, roles: [role] }))

const Members = z.array(
  z.object({ login: z.string(), role: z.string(), twoFactor: z.boolean().nullable() }),
)
const Admins = z.array(z.object({ email: z.string(), groups: names.optional() }))

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
    withoutSecondFactor: {
      setting: 'github.organization.outside-collaborators-without-two-factor',
      role: 'outside collaborator',
    },
  },
  'google-workspace': {
    covers: 'accounts with an administrator role only',
    lists: [
      {
        setting: 'google-workspace.tenant.super-admins',
        accounts: value =>
          Admins.parse(value).map(({ email }) => ({ name: email, roles: ['super admin'] })),
      },
      {
        setting: 'google-workspace.tenant.privileged-users',
        accounts: value =>
          Admins.parse(value).map(({ email }) => ({ name: email, roles: ['administrator role'] })),
      },
    ],
  },
  'directus': {
    covers: 'administrators only',
    lists: [{ setting: 'directus.project.administrators', accounts: plain('administrator') }],
    withoutSecondFactor: {
      setting: 'directus.project.administrators-without-second-factor',
      role: 'administrator',
    },
  },
  'unleash': {
    covers: 'administrators only',
    lists: [{ setting: 'unleash.instance.administrators', accounts: plain('administrator') }],
  },
  'ghost': {
    covers: 'staff',
    things: {
      type: 'user',
      says: {
        'ghost.user.role': value => ({ roles: [z.string().parse(value)] }),
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
  const { lists = [], things, withoutSecondFactor } = populations[service] ?? { covers: '' }
  return [
    ...lists.map(({ setting }) => setting),
    ...(withoutSecondFactor ? [withoutSecondFactor.setting] : []),
    ...Object.keys(things?.says ?? {}),
  ]
}

/** Who has an account, as it was read last. */
export type KnownAccounts = {
  readonly covers: string
  /** Sorted by name. */
  readonly accounts: readonly Account[]
  /** Settings that list some, and were not read. */
  readonly missing: readonly string[]
  /** Those that were. */
  readonly read: readonly string[]
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
  const { covers, lists = [], things, withoutSecondFactor } = population
  const valueOf = (setting: string): Value | undefined => {
    const found = seen.find(item => item.setting === setting)?.reading
    return found?.state === 'observed' ? found.value : undefined
  }
  const read: string[] = []
  const missing: string[] = []
  const found = new Map<string, Account>()
  const add = (listed: Listed, setting: string): void => {
    // Two things may have one name.
    const key = JSON.stringify([listed.id ?? null, listed.name])
    const known = found.get(key)
    found.set(key, {
      name: listed.name,
      ...(listed.id === undefined ? {} : { id: listed.id }),
      roles: [...new Set([...(known?.roles ?? []), ...listed.roles])].sort(),
      secondFactor: listed.secondFactor ?? known?.secondFactor ?? null,
      lastUse: listed.lastUse ?? known?.lastUse ?? null,
      listedBy: [...new Set([...(known?.listedBy ?? []), setting])].sort(),
    })
  }
  for (const { setting, accounts } of lists) {
    const value = valueOf(setting)
    if (value === undefined) missing.push(setting)
    else {
      read.push(setting)
      for (const account of accounts(value)) add(account, setting)
    }
  }
  for (const [setting, says] of Object.entries(things?.says ?? {})) {
    const of = seen.filter(item => item.setting === setting)
    if (of.some(({ reading }) => reading.state === 'observed')) read.push(setting)
    else missing.push(setting)
    for (const { resource, reading } of of)
      if (reading.state === 'observed')
        add(
          { name: nameOf(resource.id), id: resource.id, roles: [], ...says(reading.value) },
          setting,
        )
  }
  const without = withoutSecondFactor && valueOf(withoutSecondFactor.setting)
  if (withoutSecondFactor && without !== undefined)
    for (const [key, account] of found)
      if (account.roles.includes(withoutSecondFactor.role) && account.secondFactor === null)
        found.set(key, {
          ...account,
          secondFactor: !names.parse(without).includes(account.name),
        })
  const accounts = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return { covers, accounts, missing, read }
}
