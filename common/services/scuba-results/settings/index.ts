import type { Setting } from '../../../model/setting.ts'
import { peerSettings } from '../../peer-results.ts'
import { mapped } from '../checks/mapped.ts'

export const settings: readonly Setting[] = peerSettings('scuba-results', mapped)
