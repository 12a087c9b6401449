import type { Predicate } from '../../../model/service.ts'
import { conditionalAccessPredicates } from './conditional-access.ts'
import { dataLossPredicates } from './data-loss.ts'
import { defenderPredicates } from './defender.ts'
import { entraPredicates } from './entra.ts'
import { exchangePredicates } from './exchange.ts'
import { grantPredicates } from './grants.ts'
import { listPredicates } from './lists.ts'
import { mailDomainPredicates } from './mail-domains.ts'
import { powerPlatformPredicates } from './power-platform.ts'
import { securitySuitePredicates } from './security-suite.ts'
import { teamsPredicates } from './teams.ts'
import { thingPredicates } from './things.ts'

export const predicates: readonly Predicate[] = [
  ...listPredicates,
  ...conditionalAccessPredicates,
  ...entraPredicates,
  ...exchangePredicates,
  ...mailDomainPredicates,
  ...defenderPredicates,
  ...dataLossPredicates,
  ...securitySuitePredicates,
  ...teamsPredicates,
  ...powerPlatformPredicates,
  ...grantPredicates,
  ...thingPredicates,
]
