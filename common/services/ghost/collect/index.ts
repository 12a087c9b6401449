import { z } from 'zod'
import { Unreadable } from '../../../model/collector.ts'
import type {
  Api,
  Collector,
  CollectorContext,
  CollectorPart,
  CredentialReport,
  EvidenceHandle,
  Yield,
} from '../../../model/collector.ts'
import type { Resource } from '../../../model/resource.ts'
import type { Value } from '../../../model/value.ts'
import type { Form } from '../settings/index.ts'
import { keys, settings } from '../settings/index.ts'
import { audit } from './audit.ts'
import { addressIn, resourceAt } from '../../self-hosted.ts'
import { said } from '../../../words/said.ts'

// Shapes: https://docs.ghost.org/admin-api and Ghost 6.65's own replies. A person's token
// (`/users/:id/token/`) and integrations' keys are never asked for.
const Settings = z.object({
  settings: z.array(
    z.object({
      key: z.string(),
      value: z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown())]),
    }),
  ),
})
const Site = z.object({ site: z.object({ url: z.string(), version: z.string() }) })
const Config = z.object({
  config: z.object({
    version: z.string(),
    security: z.object({ staffDeviceVerification: z.boolean() }).optional(),
  }),
})
const Role = z.object({ name: z.string() })
const User = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  status: z.string(),
  last_seen: z.string().nullable(),
  roles: z.array(Role),
})
const Invite = z.object({ email: z.string(), role_id: z.string(), expires: z.number() })
const Integration = z.object({ type: z.string(), name: z.string() })
const Roles = z.object({ roles: z.array(z.object({ id: z.string(), name: z.string() })) })
const Me = z.object({ users: z.tuple([z.object({ email: z.string(), roles: z.array(Role) })]) })

type Target = Readonly<Record<string, string>>
type Page = { readonly items: readonly unknown[]; readonly evidence: EvidenceHandle }

const readKeys = new Set(keys.map(item => item.key))
const administering = new Set(['Owner', 'Administrator'])

/** The access code stands in this reply in clear, beside keys of payment and mail services. */
const onlyReadKeys = {
  note: 'kept: the keys that are read',
  part: (body: unknown) => ({
    settings: Settings.parse(body).settings.filter(item => readKeys.has(item.key)),
  }),
}
/** Keys of outside services stand in this one. */
const onlySecurity = {
  note: 'kept: version and security',
  part: (body: unknown) => Config.parse(body),
}

const general: CollectorPart = {
  id: 'settings',
  settings: keys.map(item => item.setting.id),
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/settings/', { keep: onlyReadKeys })
    const read = new Map(Settings.parse(body).settings.map(item => [item.key, item.value]))
    for (const { key, form, with: other, setting } of keys) {
      const found = read.get(key)
      if (found === undefined) continue
      const value = other !== undefined && isNothing(read.get(other)) ? false : formed(form, found)
      yield value === undefined
        ? {
            kind: 'unobserved',
            resource: root(target),
            setting: setting.id,
            reason: 'malformed',
            why: said('not-as-documented', { key }),
            evidence: [evidence],
          }
        : observed(root(target), setting.id, value, evidence)
    }
  },
}

const site: CollectorPart = {
  id: 'site',
  settings: ['ghost.site.address'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/site/')
    yield observed(root(target), 'ghost.site.address', Site.parse(body).site.url, evidence)
  },
}

const configuration: CollectorPart = {
  id: 'configuration',
  settings: ['ghost.site.version', 'ghost.site.new-device-code'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/config/', { keep: onlySecurity })
    const { config } = Config.parse(body)
    yield observed(root(target), 'ghost.site.version', config.version, evidence)
    if (config.security)
      yield observed(
        root(target),
        'ghost.site.new-device-code',
        config.security.staffDeviceVerification,
        evidence,
      )
  },
}

const people: CollectorPart = {
  id: 'people',
  lists: ['user'],
  settings: [
    'ghost.site.administrators',
    'ghost.user.role',
    'ghost.user.status',
    'ghost.user.last-seen',
  ],
  async *collect({ api, target }) {
    const { type, id } = root(target)
    const administrators: string[] = []
    const all: EvidenceHandle[] = []
    for await (const { items, evidence } of list(
      api,
      '/users/?include=roles&fields=id,name,email,status,last_seen',
      'users',
    )) {
      all.push(evidence)
      for (const user of z.array(User).parse(items)) {
        const resource: Resource = {
          type: 'user',
          id: user.id,
          name: user.name,
          parent: { type, id },
        }
        const [role] = user.roles
        if (user.roles.some(held => administering.has(held.name))) administrators.push(user.email)
        yield { kind: 'resource', resource, evidence: [evidence] }
        if (role) yield observed(resource, 'ghost.user.role', role.name, evidence)
        yield observed(resource, 'ghost.user.status', user.status, evidence)
        yield observed(
          resource,
          'ghost.user.last-seen',
          user.last_seen?.slice(0, 10) ?? null,
          evidence,
        )
      }
    }
    yield { kind: 'listed', type: 'user' }
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'ghost.site.administrators',
      value: administrators.sort(),
      evidence: all,
    }
  },
}

const invitations: CollectorPart = {
  id: 'invitations',
  settings: ['ghost.site.invitations'],
  async *collect({ api, target }) {
    const roles = await api.get('/roles/')
    const names = new Map(Roles.parse(roles.body).roles.map(role => [role.id, role.name]))
    const open: Value[] = []
    const all = [roles.evidence]
    for await (const { items, evidence } of list(api, '/invites/', 'invites')) {
      all.push(evidence)
      for (const invite of z.array(Invite).parse(items))
        open.push({
          email: invite.email,
          role: names.get(invite.role_id) ?? invite.role_id,
          expires: new Date(invite.expires).toISOString(),
        })
    }
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'ghost.site.invitations',
      value: open,
      evidence: all,
    }
  },
}

const integrations: CollectorPart = {
  id: 'integrations',
  settings: ['ghost.site.custom-integrations'],
  async *collect({ api, target }) {
    const names: string[] = []
    const all: EvidenceHandle[] = []
    for await (const { items, evidence } of list(api, '/integrations/', 'integrations')) {
      all.push(evidence)
      names.push(
        ...z
          .array(Integration)
          .parse(items)
          .filter(item => item.type === 'custom')
          .map(item => item.name),
      )
    }
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'ghost.site.custom-integrations',
      value: names.sort(),
      evidence: all,
    }
  },
}

export const collector = {
  service: 'ghost',
  target: [{ key: 'url', means: 'the address of the site', required: true, address: true }],
  credential: 'signed-token',
  version: '1',
  root,
  endpoint: target => ({
    baseUrl: `${addressOf(target)}/ghost/api/admin`,
    headers: { 'accept-version': 'v6.0' },
    auth: 'Ghost',
  }),
  parts: [site, general, configuration, people, invitations, integrations],
  audit,
  probe,
} satisfies Collector

/**
 * A staff token acts as its account; an integration's key is nobody, and Ghost refuses it most of
 * what is read here.
 */
async function probe({ api }: CollectorContext): Promise<CredentialReport> {
  const me = await orRefused(api.get('/users/me/?include=roles', { personal: true }))
  const account = me && Me.safeParse(me.body).data?.users[0]
  const asked = {
    settings: '/settings/',
    configuration: '/config/',
    staff: '/users/?limit=1&fields=id',
    invitations: '/invites/?limit=1',
    integrations: '/integrations/?limit=1',
  }
  const granted: string[] = []
  for (const [right, path] of Object.entries(asked))
    if (await orRefused(api.get(path, { personal: true }))) granted.push(right)
  const roles = account?.roles.map(role => role.name) ?? []
  return {
    account: account ? `${account.email} (${roles.join(', ')})` : null,
    validUntil: null,
    granted,
    missing: Object.keys(asked)
      .filter(right => !granted.includes(right))
      .map(right => ({
        right,
        costs: settings.filter(setting => setting.api?.right === right).map(setting => setting.id),
      })),
    canWrite: account
      ? [`everything that a Ghost ${roles.join(', ')} may`]
      : ['posts, pages, tags, members, tiers, newsletters, themes and images'],
    notes: account
      ? ['A staff access token does not end: it is made anew on the profile page when it should.']
      : [
          "This is an integration's key, not a staff access token: Ghost refuses it invitations and integrations, and lets it change no settings and no staff. The staff access token is at the foot of a profile page.",
        ],
  }
}

async function orRefused<T>(reply: Promise<T>): Promise<T | null> {
  return reply.catch((error: unknown) => {
    if (
      error instanceof Unreadable &&
      (error.reason === 'forbidden' || error.reason === 'not-found')
    )
      return null
    throw error
  })
}

/** Ghost gives at most a hundred a page. */
function list(api: Api, path: string, items: string): AsyncIterable<Page> {
  return api.pages(
    `${path}${path.includes('?') ? '&' : '?'}limit=100`,
    { style: 'page-token', field: 'meta.pagination.next', parameter: 'page', items },
    { personal: true },
  )
}

/**
 * A flag that nobody saved yet comes back from SQLite as the text "0.0", which Ghost itself takes
 * for off.
 */
const flagWords: ReadonlyMap<string, boolean> = new Map([
  ['0.0', false],
  ['0', false],
  ['false', false],
  ['1', true],
  ['true', true],
])

/** @returns undefined where the value is none of the forms that Ghost is known to use */
function formed(
  form: Form,
  value: z.infer<typeof Settings>['settings'][number]['value'],
): Value | undefined {
  switch (form) {
    case 'plain':
      return Array.isArray(value) ? undefined : value
    case 'presence':
      return typeof value === 'string' ? value.trim() !== '' : value === null ? false : undefined
    case 'flag':
      return typeof value === 'boolean' ? value : flagWords.get(String(value))
    case 'list':
      return strings(typeof value === 'string' ? parsed(value) : value)
    case 'flags': {
      const flags =
        typeof value === 'string'
          ? z.record(z.string(), z.unknown()).safeParse(parsed(value)).data
          : undefined
      return (
        flags &&
        Object.keys(flags)
          .filter(name => flags[name] === true)
          .sort()
      )
    }
  }
}

/** Off, or an empty text. */
function isNothing(value: unknown): boolean {
  return (
    value === false ||
    value === null ||
    (typeof value === 'string' && (value.trim() === '' || flagWords.get(value) === false))
  )
}

function strings(value: unknown): readonly string[] | undefined {
  return z.array(z.string()).safeParse(value).data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function addressOf(target: Target): string {
  const url = addressIn(target, 'a Ghost tenant needs "url" (--set url=…): the address of the site')
  if (url.endsWith('/ghost')) throw new Error('the "url" of a Ghost tenant ends before /ghost')
  return url
}

function root(target: Target): Resource {
  return resourceAt('site', addressOf(target))
}

function observed(
  resource: Resource,
  setting: string,
  read: Value,
  evidence: EvidenceHandle,
): Yield {
  return { kind: 'value', resource, setting, value: read, evidence: [evidence] }
}
