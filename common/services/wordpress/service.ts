import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'wordpress',
  title: 'WordPress',
  vendor: 'WordPress.org',
  resourceTypes: [
    { id: 'site', title: 'Site', plural: 'Sites' },
    { id: 'user', title: 'User', plural: 'Users' },
    { id: 'plugin', title: 'Plugin', plural: 'Plugins' },
  ],
  rights: [
    {
      id: 'manage_options',
      title: "Read the site's options (manage_options)",
      reads: readBy('manage_options'),
    },
    {
      id: 'list_users',
      title: 'List users with their roles (list_users)',
      reads: readBy('list_users'),
    },
    {
      id: 'edit_user',
      title: 'See whose application passwords are in use (edit_users)',
      reads: readBy('edit_user'),
      optional: true,
    },
    {
      id: 'activate_plugins',
      title: 'List plugins (activate_plugins)',
      reads: readBy('activate_plugins'),
    },
    {
      id: 'switch_themes',
      title: 'List themes (switch_themes)',
      reads: readBy('switch_themes'),
      optional: true,
    },
    {
      id: 'view_site_health_checks',
      title: 'Read Site Health (view_site_health_checks)',
      reads: readBy('view_site_health_checks'),
      optional: true,
    },
  ],
  writeScopeNote:
    'WordPress has no read-only credential: an application password may do all that its account may. Give it an account of its own, so that it can be revoked alone. Enter it as NAME:PASSWORD.',
  settings,
  checks,
  testedAgainst: 'WordPress 6.1 from Debian, installed and run by the product tests',
} satisfies Service

function readBy(right: string): readonly string[] {
  return settings.filter(setting => setting.api?.right === right).map(setting => setting.id)
}
