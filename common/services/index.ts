import type { Service } from '../model/service.ts'
import { github } from './github/service.ts'
import { googleWorkspace } from './google-workspace/service.ts'
import { microsoft365 } from './microsoft-365/service.ts'
import { wordpress } from './wordpress/service.ts'

/** Every service we know: settings and checks, for both sides. One line a service. */
export const services: readonly Service[] = [
  github,
  googleWorkspace,
  microsoft365,
  wordpress,
]
