import type { CheckSource } from '../../../model/check.ts'
import { peerChecks } from '../../peer-results.ts'
import { mapped } from './mapped.ts'

export const checks: readonly CheckSource[] = peerChecks('scuba-results', 'ScubaGear', mapped)
