import { settings } from './index.ts'

const needing = (right: string): readonly string[] =>
  settings.filter(setting => setting.api?.right?.startsWith(right)).map(setting => setting.id)

/** What a fine-grained token needs, and the request that shows whether it has it. */
export const rights = [
  {
    id: 'organization-administration',
    title: 'Organization administration: read',
    reads: needing('Organization administration'),
    probe: '/orgs/{org}/actions/permissions',
  },
  {
    id: 'members',
    title: 'Organization members: read',
    reads: needing('Organization members'),
    probe: '/orgs/{org}/outside_collaborators?per_page=1',
  },
  {
    id: 'webhooks',
    title: 'Organization webhooks: read',
    reads: needing('Organization webhooks'),
    probe: '/orgs/{org}/hooks?per_page=1',
  },
  {
    id: 'repositories',
    title: 'Repository administration, metadata and Dependabot alerts: read',
    reads: needing('Repository'),
    probe: '/orgs/{org}/repos?per_page=1',
  },
] as const
