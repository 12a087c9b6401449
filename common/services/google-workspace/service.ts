import type { Service } from '../../model/index.ts'
import { checks } from './checks/index.ts'
import { predicates } from './predicates/index.ts'
import { settings } from './settings/index.ts'

const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`
const readBy = (right: string): string[] =>
  settings.filter(setting => setting.api?.right === right).map(setting => setting.id)

/** Google Workspace, judged by CISA's Secure Configuration Baselines. */
export const service = {
  id: 'google-workspace',
  title: 'Google Workspace',
  vendor: 'Google',
  resourceTypes: [{ id: 'tenant', title: 'Tenant', plural: 'Tenants' }],
  rights: [
    {
      id: scope('cloud-identity.policies.readonly'),
      title: 'Read the settings of every unit and group (the account must be a super admin)',
      reads: readBy('cloud-identity.policies.readonly'),
    },
    {
      id: scope('admin.directory.orgunit.readonly'),
      title: 'Read organisational units',
      reads: readBy('admin.directory.orgunit.readonly'),
    },
    {
      id: scope('admin.directory.user.readonly'),
      title: 'Read accounts, and which of them are super admins',
      reads: readBy('admin.directory.user.readonly'),
    },
    {
      id: scope('admin.directory.rolemanagement.readonly'),
      title: 'Read admin roles',
      reads: readBy('admin.directory.rolemanagement.readonly'),
    },
    {
      id: scope('admin.directory.group.readonly'),
      title: 'Read the names of groups and the groups of privileged accounts',
      reads: readBy('admin.directory.rolemanagement.readonly'),
    },
    {
      id: scope('cloud-identity.inboundsso.readonly'),
      title: 'Read single sign-on assignments',
      reads: readBy('cloud-identity.inboundsso.readonly'),
    },
    {
      id: scope('admin.directory.domain.readonly'),
      title: 'Read domains',
      reads: readBy('admin.directory.domain.readonly'),
    },
    {
      id: scope('admin.reports.audit.readonly'),
      title: 'Read the admin log, the only source of some settings',
      reads: readBy('admin.reports.audit.readonly'),
      optional: true,
    },
  ],
  credentialUrl: 'https://console.cloud.google.com/auth/clients',
  settings,
  checks,
  predicates,
  testedAgainst:
    "provider exports of ScubaGoggles and replay of Google's documented API shapes; no live tenant yet",
} satisfies Service
