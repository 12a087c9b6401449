import type { Setting } from '../../../model/setting.ts'
import type { Field } from './fields.ts'
import { idOf, mcpFields, policyFields, projectFields } from './fields.ts'

type Page = { readonly request: string; readonly path: string; readonly url: string }
const both = (
  resource: string,
  fields: readonly Field[],
  { request, path, url }: Page,
): Setting[] =>
  fields.map(field => ({
    id: idOf(resource, field),
    title: field.title,
    ...(field.description ? { description: field.description } : {}),
    resource,
    type: field.type,
    ...(field.vendorDefault === undefined ? {} : { vendorDefault: field.vendorDefault }),
    api: { request, field: field.field, right: 'administrator', certainty: 'confirmed' },
    console: { path, url, certainty: 'confirmed' },
  }))
const byApi = ({
  id,
  title,
  type,
  request,
  ...more
}: {
  readonly id: string
  readonly title: string
  readonly type: Setting['type']
  readonly request: string
} & Partial<Setting>): Setting => ({
  id: `directus.${id}`,
  title,
  resource: id.split('.')[0] ?? '',
  type,
  api: { request, right: 'administrator', certainty: 'confirmed' },
  ...more,
})
const names = { type: 'list', of: { type: 'string' } } as const

export const settings: readonly Setting[] = [
  ...both('project', projectFields, {
    request: 'GET /settings',
    path: 'Settings > Settings',
    url: '{base}/admin/settings/project',
  }),
  ...both('project', mcpFields, {
    request: 'GET /settings',
    path: 'Settings > AI',
    url: '{base}/admin/settings/ai',
  }),
  byApi({
    id: 'project.accounts',
    title: 'Accounts',
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          id: { type: 'string' },
          name: { type: 'string' },
          roles: names,
          enabled: { type: 'boolean' },
          secondFactor: { type: 'boolean', nullable: true },
          lastUse: { type: 'string', nullable: true },
        },
      },
    },
    request: 'GET /users',
    personal: true,
    description:
      "With role, state, second factor of Directus' own, and the day of the last access.",
  }),
  byApi({
    id: 'project.administrators',
    title: 'Administrators',
    type: names,
    request: 'GET /users',
    personal: true,
    description:
      'Active accounts that a policy with administrator rights reaches, by their role or directly.',
  }),
  byApi({
    id: 'project.administrators-without-second-factor',
    title: 'Administrators without a second factor',
    type: names,
    request: 'GET /users',
    personal: true,
    description:
      "Those who sign in with a password of Directus' own; who signs in elsewhere is judged there.",
  }),
  byApi({
    id: 'project.static-tokens',
    title: 'Accounts with a static token',
    type: names,
    request: 'GET /users',
    personal: true,
    description: 'A static token never ends.',
  }),
  byApi({
    id: 'project.public-permissions',
    title: 'What anybody may do without signing in',
    type: names,
    request: 'GET /permissions',
    description: 'Each as "action collection".',
  }),
  byApi({
    id: 'project.rate-limited',
    title: 'Requests are limited per address',
    type: { type: 'boolean' },
    request: 'GET /server/info',
    vendorDefault: false,
  }),
  byApi({
    id: 'project.version',
    title: 'Version',
    type: { type: 'string' },
    request: 'GET /server/info',
  }),
  ...both('policy', policyFields, {
    request: 'GET /policies',
    path: 'Settings > Access Policies',
    url: '{base}/admin/settings/policies',
  }),
  byApi({
    id: 'policy.public',
    title: 'Is the policy of those who do not sign in',
    type: { type: 'boolean' },
    request: 'GET /access',
  }),
]
