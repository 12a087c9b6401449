import type { CheckSource } from '../../../model/index.ts'
import { organizationChecks } from './organization.ts'
import { withPeers } from './peers.ts'
import { repositoryChecks } from './repository.ts'

export const checks: readonly CheckSource[] = [...organizationChecks, ...repositoryChecks].map(
  withPeers,
)
