import type { PeerCheck } from '../../peer-results.ts'
import { scubaPolicies } from '../../scuba-policies.ts'

/** Of policies whose first version is not the one that is known. */
const versions: Readonly<Record<string, number>> = {
  'MS.AAD.3.2': 2,
  'MS.EXO.1.1': 2,
  'MS.EXO.2.2': 3,
}

/** Policies with the version of which it is known what they ask: another one may ask for something else. */
export const mapped: readonly PeerCheck[] = scubaPolicies.map(check => ({
  ...check,
  id: `${check.id}v${versions[check.id] ?? 1}`,
}))
