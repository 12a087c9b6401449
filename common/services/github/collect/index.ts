import type { Collector } from '../../../model/index.ts'
import { organizationParts } from './organization.ts'
import { probe } from './probe.ts'
import { organizationOf } from './reading.ts'
import { repositoryParts } from './repositories.ts'

const version = '2022-11-28'
const parts = [...organizationParts, ...repositoryParts]

/**
 * github.com, or an Enterprise server (`--set url=https://github.example.com`): REST under /api/v3,
 * GraphQL at /api/graphql.
 */
export const collector = {
  service: 'github',
  credential: 'token',
  identity: 'github.repository.database-id',
  version: '1',
  root: target => ({
    type: 'organization',
    id: organizationOf(target),
    name: target['organization'] ?? '',
  }),
  endpoint: target => {
    const server = target['url']?.replace(/\/$/, '')
    const own = server && server !== 'https://github.com' && server !== 'https://api.github.com'
    const headers = { 'accept': 'application/vnd.github+json', 'x-github-api-version': version }
    return own
      ? {
          baseUrl: `${server}/api/v3`,
          graphqlPath: `${server}/api/graphql`,
          headers,
          auth: 'Bearer',
        }
      : { baseUrl: 'https://api.github.com', graphqlPath: '/graphql', headers, auth: 'Bearer' }
  },
  parts,
  probe: context => probe(context, parts),
} satisfies Collector
