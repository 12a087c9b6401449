import { z } from 'zod'
import { Unreadable } from '../../../model/collector.ts'
import type {
  Collector,
  CollectorContext,
  CollectorPart,
  EvidenceHandle,
  Yield,
} from '../../../model/collector.ts'
import type { Resource } from '../../../model/resource.ts'
import { Value } from '../../../model/value.ts'
import type { Field } from '../settings/fields.ts'
import { idOf, mcpFields, policyFields, projectFields } from '../settings/fields.ts'
import { addressIn, resourceAt } from '../../self-hosted.ts'
import { said } from '../../../words/said.ts'

// Shapes: https://directus.io/docs/api . Only named fields are asked for: the settings also hold
// keys of AI services, of maps and the licence.
const Settings = z.object({ data: z.record(z.string(), Value) })
const Policies = z.object({
  data: z.array(z.looseObject({ id: z.string(), name: z.string(), admin_access: z.boolean() })),
})
const Access = z.object({
  data: z.array(
    z.object({ policy: z.string(), role: z.string().nullable(), user: z.string().nullable() }),
  ),
})
const Roles = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string(), parent: z.string().nullable() })),
})
const Folders = z.object({ data: z.array(z.object({ id: z.string(), name: z.string() })) })
const Links = z.array(z.object({ url: z.string() }))
const User = z.object({
  id: z.string(),
  email: z.string().nullable(),
  status: z.string(),
  provider: z.string(),
  role: z.string().nullable(),
  last_access: z.string().nullable(),
  tfa_secret: z.string().nullable(),
})
const Part = z.object({
  data: z.array(z.unknown()),
  meta: z.object({ filter_count: z.int() }),
})
const Tokens = z.object({
  data: z.array(z.object({ id: z.string(), email: z.string().nullable() })),
})
const Permissions = z.object({
  data: z.array(
    z.object({
      collection: z.string(),
      action: z.string(),
      policy: z.string().nullable(),
      system: z.boolean().optional(),
    }),
  ),
})
const Info = z.object({
  data: z.object({ version: z.string().optional(), rateLimit: z.unknown() }),
})
const Me = z.object({ data: z.object({ id: z.string(), email: z.string().nullish() }) })
const Rights = z.object({ data: z.object({ admin_access: z.boolean() }) })

type Target = Readonly<Record<string, string>>
type Api = CollectorContext['api']

/** Built-in names stand in the database as keys of Directus' own translations. */
const builtIn: Readonly<Record<string, string>> = { '$t:public_label': 'Public' }

const project: CollectorPart = {
  id: 'project',
  settings: projectFields.map(field => idOf('project', field)),
  async *collect({ api, target }) {
    const { body, evidence } = await api.get(
      `/settings?fields=${projectFields.map(({ field }) => field).join(',')}`,
    )
    const { data } = Settings.parse(body)
    // The page names roles and folders, the settings hold their ids.
    const named = {
      role: data['public_registration_role'] ? await rolesOf(api) : null,
      folder: data['storage_default_folder'] ? await foldersOf(api) : null,
    }
    for (const field of projectFields) {
      const read = data[field.field]
      if (read === undefined) continue
      const { kind } = field.control
      const names = kind === 'role' || kind === 'folder' ? named[kind] : null
      yield {
        kind: 'value',
        resource: root(target),
        setting: idOf('project', field),
        value: names?.list.find(item => item.id === read)?.name ?? shown(field, read),
        evidence: names ? [evidence, names.evidence] : [evidence],
      }
    }
  },
}

const mcp: CollectorPart = {
  id: 'mcp',
  settings: mcpFields.map(field => idOf('project', field)),
  async *collect({ api, target }) {
    const { body, evidence } = await api.get(
      `/settings?fields=${mcpFields.map(({ field }) => field).join(',')}`,
    )
    yield* values(root(target), 'project', mcpFields, Settings.parse(body).data, evidence)
  },
}

const policies: CollectorPart = {
  id: 'policies',
  lists: ['policy'],
  settings: [...policyFields.map(field => idOf('policy', field)), 'directus.policy.public'],
  async *collect({ api, target }) {
    const { list, evidence } = await policiesOf(api)
    const access = await accessOf(api)
    const { type, id } = root(target)
    for (const policy of list) {
      const name = builtIn[policy.name] ?? policy.name
      const resource: Resource = { type: 'policy', id: policy.id, name, parent: { type, id } }
      yield { kind: 'resource', resource, evidence: [evidence] }
      yield* values(
        resource,
        'policy',
        policyFields,
        { ...policy, name, ip_access: policy['ip_access'] ?? [] },
        evidence,
      )
      yield value(
        resource,
        'directus.policy.public',
        access.list.some(item => item.policy === policy.id && isPublic(item)),
        access.evidence,
      )
    }
    yield { kind: 'listed', type: 'policy' }
  },
}

const people: CollectorPart = {
  id: 'people',
  settings: [
    'directus.project.accounts',
    'directus.project.administrators',
    'directus.project.administrators-without-second-factor',
    'directus.project.static-tokens',
  ],
  async *collect({ api, target }) {
    const [{ list: all, evidence: policyEvidence }, access, roles] = [
      await policiesOf(api),
      await accessOf(api),
      await rolesOf(api),
    ]
    const administering = new Set(
      all.filter(policy => policy.admin_access).map(policy => policy.id),
    )
    const reached = access.list.filter(item => administering.has(item.policy))
    const byRole = new Set(
      roles.list
        .filter(role =>
          reached.some(
            item => item.role !== null && ancestors(role.id, roles.list).includes(item.role),
          ),
        )
        .map(role => role.id),
    )
    const directly = new Set(reached.flatMap(item => item.user ?? []))
    const found = await everyUser(api)
    const administers = ({ id, role }: z.infer<typeof User>): boolean =>
      directly.has(id) || (role !== null && byRole.has(role))
    const evidence = [policyEvidence, access.evidence, roles.evidence, ...found.evidence]
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'directus.project.accounts',
      value: found.list.map(user => ({
        id: user.id,
        name: user.email ?? user.id,
        roles: [
          ...roles.list.filter(({ id }) => id === user.role).map(({ name }) => name),
          ...(administers(user) ? ['administrator'] : []),
        ],
        enabled: user.status === 'active',
        // Who signs in elsewhere has theirs there.
        secondFactor: user.provider === 'default' ? user.tfa_secret !== null : null,
        // A token that does not end may be used without a trace.
        lastUse: user.last_access?.slice(0, 10) ?? 'none on record',
      })),
      evidence,
    }
    const administrators = found.list.filter(user => user.status === 'active' && administers(user))
    const named = (
      users: readonly { readonly id: string; readonly email: string | null }[],
    ): string[] => users.map(user => user.email ?? user.id).sort()
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'directus.project.administrators',
      value: named(administrators),
      evidence,
    }
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'directus.project.administrators-without-second-factor',
      value: named(
        administrators.filter(user => user.provider === 'default' && user.tfa_secret === null),
      ),
      evidence,
    }
    // The token itself is not asked for; Directus would send asterisks.
    const tokens = await api.get(
      '/users?limit=-1&fields=id,email&filter=%7B%22token%22%3A%7B%22_nnull%22%3Atrue%7D%7D',
      { personal: true },
    )
    yield value(
      root(target),
      'directus.project.static-tokens',
      named(Tokens.parse(tokens.body).data),
      tokens.evidence,
    )
  },
}

const anonymous: CollectorPart = {
  id: 'anonymous',
  settings: ['directus.project.public-permissions'],
  async *collect({ api, target }) {
    const access = await accessOf(api)
    const open = access.list.filter(isPublic).map(item => item.policy)
    const { body, evidence } = await api.get(
      `/permissions?limit=-1&fields=collection,action,policy&filter=${encodeURIComponent(JSON.stringify({ policy: { _in: open } }))}`,
    )
    const allowed = Permissions.parse(body)
      .data.filter(item => item.policy !== null && open.includes(item.policy) && !item.system)
      .map(item => `${item.action} ${item.collection}`)
    const administers = (await policiesOf(api)).list.some(
      policy => open.includes(policy.id) && policy.admin_access,
    )
    yield {
      kind: 'value',
      resource: root(target),
      setting: 'directus.project.public-permissions',
      value: [...new Set([...(administers ? ['everything'] : []), ...allowed])].sort(),
      evidence: [access.evidence, evidence],
    }
  },
}

const server: CollectorPart = {
  id: 'server',
  settings: ['directus.project.rate-limited', 'directus.project.version'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/server/info')
    const { data } = Info.parse(body)
    if (data.rateLimit !== undefined)
      yield value(root(target), 'directus.project.rate-limited', data.rateLimit !== false, evidence)
    if (data.version !== undefined)
      yield value(root(target), 'directus.project.version', data.version, evidence)
  },
}

const parts: readonly CollectorPart[] = [project, mcp, policies, people, anonymous, server]

export const collector = {
  service: 'directus',
  target: [{ key: 'url', means: 'the address of the project', required: true, address: true }],
  credential: 'token',
  version: '1',
  root,
  endpoint: target => ({ baseUrl: addressOf(target), headers: {}, auth: 'Bearer' }),
  parts,
  async probe({ api }) {
    const me = Me.parse((await api.get('/users/me?fields=id,email', { personal: true })).body).data
    const administers = Rights.parse((await api.get('/policies/me/globals')).body).data.admin_access
    const costs = parts.flatMap(part => part.settings)
    return {
      account: me.email ?? me.id,
      validUntil: null,
      granted: administers ? ['administrator'] : [],
      missing: administers ? [] : [{ right: 'administrator', costs }],
      canWrite: administers ? ['everything'] : null,
      notes: ['A static token has no end: remove it from its account when it is no longer needed.'],
    }
  },
} satisfies Collector

/**
 * All accounts, sorted by id. A server may be set to give less than it is asked for
 * (QUERY_LIMIT_MAX), and says how many there are.
 */
async function everyUser(api: Api): Promise<{
  readonly list: readonly z.infer<typeof User>[]
  readonly evidence: readonly EvidenceHandle[]
}> {
  const fields = Object.keys(User.shape).join(',')
  const list: z.infer<typeof User>[] = []
  const evidence: EvidenceHandle[] = []
  for (;;) {
    const from = list.length === 0 ? '' : `&offset=${list.length}`
    const reply = await api.get(
      `/users?limit=-1&sort=id&meta=filter_count&fields=${fields}${from}`,
      { personal: true },
    )
    evidence.push(reply.evidence)
    const { data, meta } = Part.parse(reply.body)
    list.push(...z.array(User).parse(data))
    if (list.length >= meta.filter_count) return { list, evidence }
    if (data.length === 0)
      throw new Unreadable(
        'malformed',
        said('list-short', { shown: list.length, total: meta.filter_count }),
        evidence,
      )
  }
}

async function policiesOf(
  api: Api,
): Promise<{ readonly list: z.infer<typeof Policies>['data']; readonly evidence: EvidenceHandle }> {
  const { body, evidence } = await api.get(
    `/policies?limit=-1&fields=id,${policyFields.map(({ field }) => field).join(',')}`,
  )
  return { list: Policies.parse(body).data, evidence }
}

async function accessOf(
  api: Api,
): Promise<{ readonly list: z.infer<typeof Access>['data']; readonly evidence: EvidenceHandle }> {
  const { body, evidence } = await api.get('/access?limit=-1&fields=policy,role,user')
  return { list: Access.parse(body).data, evidence }
}

async function rolesOf(
  api: Api,
): Promise<{ readonly list: z.infer<typeof Roles>['data']; readonly evidence: EvidenceHandle }> {
  const { body, evidence } = await api.get('/roles?limit=-1&fields=id,name,parent')
  return { list: Roles.parse(body).data, evidence }
}

async function foldersOf(api: Api): Promise<{
  readonly list: readonly { readonly id: string; readonly name: string }[]
  readonly evidence: EvidenceHandle
}> {
  const { body, evidence } = await api.get('/folders?limit=-1&fields=id,name')
  return { list: Folders.parse(body).data, evidence }
}

/** A policy given to neither a role nor a user holds for everybody who did not sign in. */
function isPublic({
  role,
  user,
}: {
  readonly role: string | null
  readonly user: string | null
}): boolean {
  return role === null && user === null
}

/** A role has the policies of the roles above it, too. */
function ancestors(
  id: string,
  roles: z.infer<typeof Roles>['data'],
  seen: readonly string[] = [],
): readonly string[] {
  const parent = roles.find(role => role.id === id)?.parent
  const line = [...seen, id]
  return parent && !line.includes(parent) ? ancestors(parent, roles, line) : line
}

/** What the API keeps, as the setting has it. */
function shown(field: Field, read: Value): Value {
  switch (field.control.kind) {
    case 'filter':
      return typeof read === 'object' && read !== null && Object.keys(read).length > 0
    case 'links':
      return Links.parse(read ?? []).map(({ url }) => url)
    case 'box':
    case 'choice':
    case 'folder':
    case 'number':
    case 'role':
    case 'tags':
    case 'text':
      return read
  }
}

function* values(
  resource: Resource,
  type: string,
  fields: readonly Field[],
  data: Readonly<Record<string, unknown>>,
  evidence: EvidenceHandle,
): Generator<Yield> {
  for (const field of fields) {
    const read = Value.safeParse(data[field.field])
    if (read.success) yield value(resource, idOf(type, field), read.data, evidence)
  }
}

function addressOf(target: Target): string {
  return addressIn(
    target,
    'a Directus tenant needs "url" (--set url=…): the address of the project',
  )
}

function root(target: Target): Resource {
  return resourceAt('project', addressOf(target))
}

function value(resource: Resource, setting: string, read: Value, evidence: EvidenceHandle): Yield {
  return { kind: 'value', resource, setting, value: read, evidence: [evidence] }
}
