import { z } from 'zod'
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
import { settings } from '../settings/index.ts'
import { addressIn, resourceAt } from '../../self-hosted.ts'

// Shapes: https://developer.wordpress.org/rest-api/reference/ . Only the fields that are used.
const Index = z.object({
  authentication: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
})
const Options = z.object({
  url: z.string().optional(),
  email: z.string().optional(),
  default_comment_status: z.string().nullish(),
  default_ping_status: z.string().nullish(),
})
const User = z.object({
  id: z.int(),
  name: z.string(),
  username: z.string(),
  roles: z.array(z.string()),
})
const ApplicationPassword = z.object({
  name: z.string(),
  created: z.string(),
  last_used: z.string().nullable(),
})
const Plugin = z.object({
  plugin: z.string(),
  name: z.string(),
  status: z.string(),
  version: z.string(),
})
const Theme = z.object({ stylesheet: z.string(), status: z.string() })
const Health = z.object({ status: z.enum(['good', 'recommended', 'critical']) })
const Me = z.object({
  name: z.string(),
  roles: z.array(z.string()),
  capabilities: z.record(z.string(), z.unknown()),
})

/** Accounts that can only read are counted, not listed one by one: a shop has thousands. */
const readersOnly = new Set(['subscriber', 'customer'])

/** Whoever has no role may have been given rights without one, so is listed. */
function onlyReads({ roles }: z.infer<typeof User>): boolean {
  return roles.length > 0 && roles.every(role => readersOnly.has(role))
}

type Target = Readonly<Record<string, string>>

const index: CollectorPart = {
  id: 'index',
  settings: ['wordpress.site.application-passwords-available'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get(route(target, '/'))
    const { authentication } = Index.parse(body)
    yield value(
      root(target),
      'wordpress.site.application-passwords-available',
      'application-passwords' in authentication,
      [evidence],
    )
  },
}

const options: CollectorPart = {
  id: 'settings',
  settings: [
    'wordpress.site.address',
    'wordpress.site.administration-email',
    'wordpress.site.default-comment-status',
    'wordpress.site.default-ping-status',
  ],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get(route(target, '/wp/v2/settings'), { personal: true })
    const read = Options.parse(body)
    const site = root(target)
    // A site of a multisite network keeps these two from its administrators.
    if (read.url !== undefined) yield value(site, 'wordpress.site.address', read.url, [evidence])
    if (read.email !== undefined)
      yield value(site, 'wordpress.site.administration-email', read.email, [evidence])
    for (const [id, status] of [
      ['wordpress.site.default-comment-status', read.default_comment_status],
      ['wordpress.site.default-ping-status', read.default_ping_status],
    ] as const) {
      if (status !== undefined)
        yield value(site, id, status === 'open' ? 'open' : 'closed', [evidence])
    }
  },
}

const users: CollectorPart = {
  id: 'users',
  lists: ['user'],
  settings: [
    'wordpress.site.administrators',
    'wordpress.site.people-by-role',
    'wordpress.user.username',
    'wordpress.user.roles',
  ],
  async *collect({ api, target }) {
    const site = root(target)
    const administrators: string[] = []
    const byRole: Record<string, number> = {}
    const evidence: EvidenceHandle[] = []
    for await (const page of everybody(api, target)) {
      evidence.push(page.evidence)
      for (const user of page.users) {
        for (const role of user.roles) byRole[role] = (byRole[role] ?? 0) + 1
        if (user.roles.includes('administrator')) administrators.push(user.username)
        if (onlyReads(user)) continue
        const resource = userResource(target, user)
        yield { kind: 'resource', resource, evidence: [page.evidence] }
        yield value(resource, 'wordpress.user.username', user.username, [page.evidence])
        yield value(resource, 'wordpress.user.roles', user.roles, [page.evidence])
      }
    }
    yield { kind: 'listed', type: 'user' }
    yield value(site, 'wordpress.site.administrators', administrators.sort(), evidence)
    yield value(site, 'wordpress.site.people-by-role', byRole, evidence)
  },
}

const applicationPasswords: CollectorPart = {
  id: 'application passwords',
  settings: ['wordpress.user.application-passwords'],
  async *collect({ api, target }) {
    for await (const page of everybody(api, target)) {
      for (const user of page.users) {
        if (onlyReads(user)) continue
        const { body, evidence } = await api.get(
          route(target, `/wp/v2/users/${user.id}/application-passwords`, 'context=edit'),
          { personal: true },
        )
        const passwords = z
          .array(ApplicationPassword)
          .parse(body)
          .map(item => ({
            name: item.name,
            created: utc(item.created),
            lastUsed: item.last_used === null ? null : utc(item.last_used),
          }))
        yield value(userResource(target, user), 'wordpress.user.application-passwords', passwords, [
          evidence,
        ])
      }
    }
  },
}

const plugins: CollectorPart = {
  id: 'plugins',
  lists: ['plugin'],
  settings: ['wordpress.plugin.status', 'wordpress.plugin.version'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get(route(target, '/wp/v2/plugins', 'context=edit'))
    for (const plugin of z.array(Plugin).parse(body)) {
      const resource: Resource = {
        type: 'plugin',
        id: plugin.plugin,
        name: plugin.name,
        parent: parentOf(target),
      }
      yield { kind: 'resource', resource, evidence: [evidence] }
      yield value(resource, 'wordpress.plugin.status', plugin.status, [evidence])
      yield value(resource, 'wordpress.plugin.version', plugin.version, [evidence])
    }
    yield { kind: 'listed', type: 'plugin' }
  },
}

const themes: CollectorPart = {
  id: 'themes',
  settings: ['wordpress.site.inactive-themes'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get(route(target, '/wp/v2/themes'))
    const unused = z
      .array(Theme)
      .parse(body)
      .filter(theme => theme.status !== 'active')
      .map(theme => theme.stylesheet)
      .sort()
    yield value(root(target), 'wordpress.site.inactive-themes', unused, [evidence])
  },
}

/** Site Health answers two questions that no option does. */
function health(test: 'background-updates' | 'https-status'): CollectorPart {
  const setting = `wordpress.site.${test}`
  return {
    id: `site health: ${test}`,
    settings: [setting],
    async *collect({ api, target }) {
      const { body, evidence } = await api.get(route(target, `/wp-site-health/v1/tests/${test}`))
      yield value(root(target), setting, Health.parse(body).status, [evidence])
    },
  }
}

export const collector = {
  service: 'wordpress',
  credentialForm: {
    words: 'NAME:PASSWORD, the name of the account and its application password',
    fits: /^[^:\s]+:./,
  },
  target: [
    { key: 'url', means: 'the address of the site', required: true, address: true },
    { key: 'rest', means: 'plain, where the site has no pretty permalinks' },
  ],
  credential: 'token',
  version: '1',
  root,
  endpoint: target => ({ baseUrl: siteUrl(target), headers: {}, auth: 'Basic' }),
  parts: [
    index,
    options,
    users,
    applicationPasswords,
    plugins,
    themes,
    health('background-updates'),
    health('https-status'),
  ],
  probe,
} satisfies Collector

/** Rights to read, and levels of old. */
const reading = /^(read(_.*)?|exist|level_\d+)$/

async function probe({ api, target }: CollectorContext): Promise<CredentialReport> {
  const me = Me.parse(
    (await api.get(route(target, '/wp/v2/users/me', 'context=edit'), { personal: true })).body,
  )
  const can = (capability: string): boolean => me.capabilities[capability] === true
  const wanted = [
    ['manage_options', 'manage_options'],
    ['list_users', 'list_users'],
    ['edit_user', 'edit_users'],
    ['activate_plugins', 'activate_plugins'],
    ['switch_themes', 'switch_themes'],
    ['view_site_health_checks', 'view_site_health_checks'],
  ] as const
  // Site Health's right is derived while WordPress runs (from install_plugins) and does not stand
  // in the account.
  const has = (capability: string): boolean =>
    can(capability === 'view_site_health_checks' ? 'install_plugins' : capability)
  // An account's roles stand among its rights.
  const mayWrite = (capability: string): boolean =>
    can(capability) && !reading.test(capability) && !me.roles.includes(capability)
  const writes = [
    'manage_options',
    'edit_users',
    'install_plugins',
    'edit_plugins',
    'publish_posts',
  ].filter(can)
  return {
    account: me.name,
    validUntil: null,
    granted: wanted.filter(([, capability]) => has(capability)).map(([right]) => right),
    missing: wanted
      .filter(([, capability]) => !has(capability))
      .map(([right]) => ({
        right,
        costs: settings.filter(setting => setting.api?.right === right).map(setting => setting.id),
      })),
    // The gravest are named; whoever has none of them may have others, also of a plugin.
    canWrite: writes.length > 0 ? writes : Object.keys(me.capabilities).filter(mayWrite).sort(),
    notes: [
      'Application passwords do not expire: revoke it under Users > Profile when it is no longer needed.',
    ],
  }
}

async function* everybody(
  api: Api,
  target: Target,
): AsyncIterable<{
  readonly users: readonly z.infer<typeof User>[]
  readonly evidence: EvidenceHandle
}> {
  for await (const { items, evidence } of api.pages(
    route(target, '/wp/v2/users', 'context=edit&per_page=100&orderby=id&order=asc'),
    { style: 'link-header' },
    { personal: true },
  )) {
    yield { users: z.array(User).parse(items), evidence }
  }
}

/**
 * Sites without pretty permalinks answer under `?rest_route=` only: `rest: plain` in the tenant's
 * target.
 */
function route(target: Target, path: string, query = ''): string {
  if (target['rest'] === 'plain') return `/?rest_route=${path}${query ? `&${query}` : ''}`
  return `/wp-json${path}${query ? `?${query}` : ''}`
}

function root(target: Target): Resource {
  return resourceAt('site', siteUrl(target))
}

function siteUrl(target: Target): string {
  return addressIn(target, 'a WordPress tenant needs "url" (--set url=…): the address of the site')
}

function parentOf(target: Target): { readonly type: string; readonly id: string } {
  return { type: 'site', id: root(target).id }
}

function userResource(target: Target, user: z.infer<typeof User>): Resource {
  return { type: 'user', id: String(user.id), name: user.name, parent: parentOf(target) }
}

/** WordPress writes these times in UTC without saying so. */
function utc(time: string): string {
  return /Z|[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`
}

function value(
  resource: Resource,
  setting: string,
  read: Extract<Yield, { kind: 'value' }>['value'],
  evidence: readonly EvidenceHandle[],
): Yield {
  return { kind: 'value', resource, setting, value: read, evidence }
}
