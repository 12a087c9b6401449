import type { PeerCheck } from '../../peer-results.ts'
import { scubaPolicies } from '../../scuba-policies.ts'

/**
 * Tests of Maester (https://github.com/maester365/maester) that ask for the same as a metric: those that
 * follow the baseline which the checks of Microsoft 365 follow, too.
 */
export const mapped: readonly PeerCheck[] = scubaPolicies.map(check => ({
  ...check,
  id: `CISA.${check.id}`,
}))
