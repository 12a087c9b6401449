import type { CheckSource } from '../../../model/index.ts'
import { organizationChecks } from './organization.ts'
import { repositoryChecks } from './repository.ts'

export const checks: readonly CheckSource[] = [...organizationChecks, ...repositoryChecks]
