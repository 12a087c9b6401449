import type { Service } from '../../model/service.ts'
import { checks } from './checks/index.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'ghost',
  title: 'Ghost',
  vendor: 'Ghost Foundation',
  resourceTypes: [
    { id: 'site', title: 'Site', plural: 'Sites' },
    { id: 'user', title: 'Staff member', plural: 'Staff' },
  ],
  rights: [
    {
      id: 'settings',
      title: 'Read the settings (a staff access token of any role)',
      reads: readBy('settings'),
    },
    {
      id: 'configuration',
      title: 'Read the version and the security of the server (any staff access token)',
      reads: readBy('configuration'),
    },
    { id: 'staff', title: 'List the staff (any staff access token)', reads: readBy('staff') },
    {
      id: 'invitations',
      title: 'List open invitations (Editor or more)',
      reads: readBy('invitations'),
    },
    {
      id: 'integrations',
      title: 'List integrations (Administrator)',
      reads: readBy('integrations'),
    },
  ],
  writeScopeNote:
    "A staff access token may do all that its account may: give Witnessmark an account of its own, as Contributor where invitations and integrations need not be read. An integration's Admin API key may change less, and is refused invitations and integrations.",
  settings,
  checks,
  testedAgainst: 'Ghost 6.65, installed and run by the product tests',
} satisfies Service

function readBy(right: string): readonly string[] {
  return settings.filter(setting => setting.api?.right === right).map(setting => setting.id)
}
