import type { Collector } from '../../../model/index.ts'
import { audit } from './audit.ts'
import { eachRepositoryPart } from './each-repository.ts'
import { environmentsPart } from './environments.ts'
import { organizationParts } from './organization.ts'
import { probe } from './probe.ts'
import { organizationOf } from './reading.ts'
import { repositoryParts } from './repositories.ts'

const version = '2022-11-28'
const parts = [...organizationParts, ...repositoryParts, environmentsPart, eachRepositoryPart]

/**
 * github.com, or an Enterprise server (`--set url=https://github.example.com`): REST under /api/v3,
 * GraphQL at /api/graphql. With data residency (`https://NAME.ghe.com`) both are at `api.NAME.ghe.com`.
 */
export const collector = {
  service: 'github',
  target: [
    { key: 'organization', means: 'the name of the organization', required: true },
    { key: 'url', means: 'the address of the API, of a GitHub Enterprise Server', address: true },
    { key: 'app', means: 'the client id of a GitHub App' },
    { key: 'each-repository', means: 'what is also read of each repository' },
  ],
  credential: 'app-key',
  identity: 'github.repository.database-id',
  version: '2',
  root: target => ({
    type: 'organization',
    id: organizationOf(target),
    name: target['organization'] ?? '',
  }),
  endpoint: target => {
    const server = target['url']?.replace(/\/$/, '')
    const own = server && server !== 'https://github.com' && server !== 'https://api.github.com'
    const headers = { 'accept': 'application/vnd.github+json', 'x-github-api-version': version }
    const about = { headers, auth: 'Bearer' }
    if (!own) return { ...about, baseUrl: 'https://api.github.com', graphqlPath: '/graphql' }
    const residence = /^https:\/\/(?:api\.)?([a-z0-9-]+\.ghe\.com)$/i.exec(server)?.[1]
    return residence
      ? { ...about, baseUrl: `https://api.${residence}`, graphqlPath: '/graphql' }
      : { ...about, baseUrl: `${server}/api/v3`, graphqlPath: `${server}/api/graphql` }
  },
  parts,
  audit,
  probe: context => probe(context, parts),
} satisfies Collector
