import type { CheckSource } from '../../../model/check.ts'
import { applicationCredentialChecks } from './application-credentials.ts'
import { applicationPermissionChecks } from './application-permissions.ts'
import { defenderDataLossChecks } from './defender-data-loss.ts'
import { defenderMonitoringChecks } from './defender-monitoring.ts'
import { defenderPresetsChecks } from './defender-presets.ts'
import { entraApplicationsChecks } from './entra-applications.ts'
import { entraAuthenticationChecks } from './entra-authentication.ts'
import { entraConditionalAccessChecks } from './entra-conditional-access.ts'
import { entraGuestsChecks } from './entra-guests.ts'
import { entraPrivilegedAccessChecks } from './entra-privileged-access.ts'
import { exchangeChecks } from './exchange.ts'
import { pageChecks } from './pages.ts'
import { powerBiChecks } from './power-bi.ts'
import { powerPlatformChecks } from './power-platform.ts'
import { securitySuiteDataAndLogsChecks } from './security-suite-data-and-logs.ts'
import { securitySuiteMailChecks } from './security-suite-mail.ts'
import { sharepointChecks } from './sharepoint.ts'
import { teamsChecks } from './teams.ts'

export const checks: readonly CheckSource[] = [
  ...applicationCredentialChecks,
  ...applicationPermissionChecks,
  ...defenderDataLossChecks,
  ...defenderMonitoringChecks,
  ...defenderPresetsChecks,
  ...entraApplicationsChecks,
  ...entraAuthenticationChecks,
  ...entraConditionalAccessChecks,
  ...entraGuestsChecks,
  ...entraPrivilegedAccessChecks,
  ...exchangeChecks,
  ...powerBiChecks,
  ...powerPlatformChecks,
  ...securitySuiteDataAndLogsChecks,
  ...securitySuiteMailChecks,
  ...sharepointChecks,
  ...teamsChecks,
  ...pageChecks,
]
