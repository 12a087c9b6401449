import type { Setting } from '../../../model/setting.ts'
import { mapped } from '../checks/mapped.ts'
import { peerSettings } from '../../peer-results.ts'

export const settings: readonly Setting[] = peerSettings('maester', mapped)
