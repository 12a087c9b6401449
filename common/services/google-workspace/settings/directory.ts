import type { Setting, ValueType } from '../../../model/index.ts'

const text: ValueType = { type: 'string' }
const textRecord = (...names: readonly string[]): ValueType => ({
  type: 'list',
  of: { type: 'record', fields: Object.fromEntries(names.map(name => [name, text])) },
})
const records: ValueType = {
  type: 'list',
  of: { type: 'record', fields: { domain: text, records: { type: 'list', of: text } } },
}
const directory = 'https://admin.googleapis.com/admin/directory/v1'

/** What the Directory API, the Cloud Identity API and DNS tell about the tenant as a whole. */
export const directorySettings: readonly Setting[] = [
  {
    id: 'google-workspace.tenant.organizational-units',
    title: 'Organisational units',
    resource: 'tenant',
    type: textRecord('id', 'path'),
    api: {
      request: `GET ${directory}/customer/my_customer/orgunits`,
      right: 'admin.directory.orgunit.readonly',
      certainty: 'documented',
    },
  },
  {
    id: 'google-workspace.tenant.accounts',
    title: 'Accounts',
    description: 'With what each may administer, its state, 2-step verification and last login.',
    resource: 'tenant',
    personal: true,
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: {
          id: text,
          name: text,
          roles: { type: 'list', of: text },
          enabled: { type: 'boolean' },
          secondFactor: { type: 'boolean', nullable: true },
          lastUse: { type: 'string', nullable: true },
        },
      },
    },
    api: {
      request: `GET ${directory}/users`,
      right: 'admin.directory.user.readonly',
      certainty: 'documented',
    },
  },
  {
    id: 'google-workspace.tenant.super-admins',
    title: 'Super admins',
    resource: 'tenant',
    personal: true,
    type: textRecord('email', 'unit'),
    api: {
      request: `GET ${directory}/users?query=isAdmin=true`,
      right: 'admin.directory.user.readonly',
      certainty: 'documented',
    },
  },
  {
    id: 'google-workspace.tenant.privileged-users',
    title: 'Accounts with an admin role',
    resource: 'tenant',
    personal: true,
    type: {
      type: 'list',
      of: {
        type: 'record',
        fields: { email: text, unit: text, groups: { type: 'list', of: text } },
      },
    },
    api: {
      request: `GET ${directory}/customer/my_customer/roleassignments`,
      right: 'admin.directory.rolemanagement.readonly',
      certainty: 'documented',
    },
  },
  {
    id: 'google-workspace.tenant.sso-assignments',
    title: 'Single sign-on profile assignments',
    resource: 'tenant',
    type: { type: 'list', of: { type: 'record', fields: { ssoMode: text } } },
    api: {
      request: 'GET https://cloudidentity.googleapis.com/v1/inboundSsoAssignments',
      right: 'cloud-identity.inboundsso.readonly',
      certainty: 'documented',
    },
  },
  {
    id: 'google-workspace.tenant.domains',
    title: 'Verified domains',
    resource: 'tenant',
    type: { type: 'list', of: text },
    api: {
      request: `GET ${directory}/customer/my_customer/domains`,
      right: 'admin.directory.domain.readonly',
      certainty: 'documented',
    },
  },
  {
    id: 'google-workspace.tenant.spf-records',
    title: 'TXT records of each domain',
    resource: 'tenant',
    type: records,
    api: { request: 'DNS TXT (domain)', certainty: 'confirmed' },
  },
  {
    id: 'google-workspace.tenant.dkim-records',
    title: 'DKIM keys of each domain',
    resource: 'tenant',
    description:
      'Looked up under the selectors google, selector1 and selector2: a key under another selector is not found.',
    type: records,
    api: { request: 'DNS TXT (selector)._domainkey.(domain)', certainty: 'confirmed' },
  },
  {
    id: 'google-workspace.tenant.dmarc-records',
    title: 'DMARC records of each domain',
    resource: 'tenant',
    description: 'Of the domain, or of its organizational domain where it has none of its own.',
    type: records,
    api: { request: 'DNS TXT _dmarc.(domain)', certainty: 'confirmed' },
  },
]
