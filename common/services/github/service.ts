import type { Service } from '../../model/index.ts'
import { checks } from './checks/index.ts'
import { peers } from './checks/peers.ts'
import { predicates } from './predicates/index.ts'
import { rights } from './settings/rights.ts'
import { settings } from './settings/index.ts'

export const service = {
  id: 'github',
  title: 'GitHub',
  vendor: 'GitHub',
  address: 'https://github.com',
  resourceTypes: [
    { id: 'organization', title: 'Organization', plural: 'Organizations' },
    { id: 'repository', title: 'Repository', plural: 'Repositories' },
  ],
  rights,
  credentialUrl:
    'https://github.com/settings/personal-access-tokens/new?name=witnessmark&description=Reads+settings+only&expires_in=90&administration=read&contents=read&metadata=read&actions=read&vulnerability_alerts=read&organization_administration=read&members=read&organization_hooks=read&organization_self_hosted_runners=read',
  settings,
  checks,
  peers,
  predicates,
  testedAgainst: "GitHub's published REST and GraphQL descriptions; not yet a live organization",
} satisfies Service
