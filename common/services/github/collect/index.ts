import type { Collector, CredentialReport } from '../../../model/index.ts'
import { organizationParts } from './organization.ts'
import { organizationOf } from './reading.ts'
import { repositoryParts } from './repositories.ts'
import { rights } from '../settings/rights.ts'

const version = '2022-11-28'

/**
 * github.com, or an Enterprise server (`--set url=https://github.example.com`): REST under /api/v3,
 * GraphQL at /api/graphql.
 */
export const collector = {
  service: 'github',
  credential: 'token',
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
  parts: [...organizationParts, ...repositoryParts],
  async probe({ api, target }): Promise<CredentialReport> {
    const organization = organizationOf(target)
    const reply = await api.get(`/orgs/${organization}`)
    // Fine-grained tokens and Apps name the right a request would need; classic ones list their
    // scopes.
    const scopes = (reply.headers['x-oauth-scopes'] ?? '')
      .split(',')
      .map(scope => scope.trim())
      .filter(Boolean)
    const missing: CredentialReport['missing'][number][] = []
    for (const right of rights) {
      const found = await api.get(right.probe.replace('{org}', organization), {
        accept: [403, 404],
      })
      if (found.status >= 400) missing.push({ right: right.title, costs: right.reads })
    }
    return {
      account: null,
      validUntil: reply.headers['github-authentication-token-expiration'] ?? null,
      granted:
        scopes.length > 0
          ? scopes
          : rights
              .filter(right => !missing.some(item => item.right === right.title))
              .map(right => right.title),
      missing,
      canWrite: scopes.filter(scope => /^(?:repo|admin:|write:|delete_repo|workflow)/.test(scope)),
      notes:
        scopes.length > 0
          ? [
              'This is a classic token, which GitHub cannot limit to reading. A fine-grained token with read rights only is safer.',
            ]
          : [],
    }
  },
} satisfies Collector
