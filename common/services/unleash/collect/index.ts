import { z } from 'zod'
import type { Collector, CollectorPart, EvidenceHandle, Yield } from '../../../model/collector.ts'
import type { Resource } from '../../../model/resource.ts'
import type { Value } from '../../../model/value.ts'
import { addressIn, resourceAt } from '../../self-hosted.ts'

// Shapes: https://docs.getunleash.io/reference/api/unleash . API tokens are never asked for: their
// list carries them in full.
const Config = z.object({
  frontendApiOrigins: z.array(z.string()),
  disablePasswordAuth: z.boolean().optional(),
})
const Users = z.object({
  users: z.array(
    z.object({ username: z.string().nullish(), email: z.string().nullish(), rootRole: z.number() }),
  ),
  rootRoles: z.array(z.object({ id: z.number(), name: z.string() })),
})
const Environments = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      enabled: z.boolean(),
      requiredApprovals: z.number().nullish(),
    }),
  ),
})
const Me = z.object({
  user: z.object({ username: z.string().nullish(), email: z.string().nullish() }),
  permissions: z.array(z.object({ permission: z.string() })),
})

type Target = Readonly<Record<string, string>>

const config: CollectorPart = {
  id: 'configuration',
  settings: ['unleash.instance.frontend-api-origins', 'unleash.instance.password-login-disabled'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/api/admin/ui-config')
    const read = Config.parse(body)
    yield value(
      root(target),
      'unleash.instance.frontend-api-origins',
      read.frontendApiOrigins,
      evidence,
    )
    if (read.disablePasswordAuth !== undefined)
      yield value(
        root(target),
        'unleash.instance.password-login-disabled',
        read.disablePasswordAuth,
        evidence,
      )
  },
}

const users: CollectorPart = {
  id: 'users',
  settings: ['unleash.instance.administrators'],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/api/admin/user-admin', { personal: true })
    const read = Users.parse(body)
    const administrator = read.rootRoles.find(role => role.name === 'Admin')?.id
    yield value(
      root(target),
      'unleash.instance.administrators',
      read.users
        .filter(user => user.rootRole === administrator)
        .map(user => user.username ?? user.email ?? '')
        .sort(),
      evidence,
    )
  },
}

const environments: CollectorPart = {
  id: 'environments',
  lists: ['environment'],
  settings: [
    'unleash.environment.kind',
    'unleash.environment.enabled',
    'unleash.environment.required-approvals',
  ],
  async *collect({ api, target }) {
    const { body, evidence } = await api.get('/api/admin/environments')
    const { type, id } = root(target)
    for (const item of Environments.parse(body).environments) {
      const resource: Resource = {
        type: 'environment',
        id: item.name,
        name: item.name,
        parent: { type, id },
      }
      yield { kind: 'resource', resource, evidence: [evidence] }
      yield value(resource, 'unleash.environment.kind', item.type, evidence)
      yield value(resource, 'unleash.environment.enabled', item.enabled, evidence)
      yield value(
        resource,
        'unleash.environment.required-approvals',
        item.requiredApprovals ?? null,
        evidence,
      )
    }
    yield { kind: 'listed', type: 'environment' }
  },
}

export const collector = {
  service: 'unleash',
  target: [{ key: 'url', means: 'the address of the instance', required: true, address: true }],
  credential: 'token',
  version: '1',
  root,
  endpoint: target => ({ baseUrl: addressOf(target), headers: {}, auth: 'Bearer' }),
  parts: [config, users, environments],
  async probe({ api }) {
    const me = Me.parse((await api.get('/api/admin/user', { personal: true })).body)
    const others = me.permissions.map(item => item.permission)
    const administers = others.includes('ADMIN')
    return {
      account: me.user.username ?? me.user.email ?? null,
      validUntil: null,
      granted: administers ? ['ADMIN'] : [],
      missing: administers ? [] : [{ right: 'ADMIN', costs: ['unleash.instance.administrators'] }],
      canWrite: administers
        ? ['everything its account may']
        : [...new Set(others.filter(name => !name.startsWith('READ_')))].sort(),
      notes: [
        'A personal access token carries all rights of its account; it ends on the date chosen when it was made.',
      ],
    }
  },
} satisfies Collector

function addressOf(target: Target): string {
  return addressIn(
    target,
    'an Unleash tenant needs "url" (--set url=…): the address of the instance',
  )
}

function root(target: Target): Resource {
  return resourceAt('instance', addressOf(target))
}

function value(resource: Resource, setting: string, read: Value, evidence: EvidenceHandle): Yield {
  return { kind: 'value', resource, setting, value: read, evidence: [evidence] }
}
