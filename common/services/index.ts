import type { Service } from '../model/service.ts'
import { github } from './github/service.ts'
import { googleWorkspace } from './google-workspace/service.ts'
import { microsoft365 } from './microsoft-365/service.ts'
import { wordpress } from './wordpress/service.ts'
import { slack } from './slack/service.ts'
import { atlassian } from './atlassian/service.ts'
import { dropbox } from './dropbox/service.ts'
import { notion } from './notion/service.ts'
import { figma } from './figma/service.ts'
import { onePassword } from './one-password/service.ts'
import { okta } from './okta/service.ts'
import { zoom } from './zoom/service.ts'
import { unleash } from './unleash/service.ts'
import { directus } from './directus/service.ts'
import { ghost } from './ghost/service.ts'

/** Every service we know: settings and checks, for both sides. One line a service. */
export const services: readonly Service[] = [
  github,
  googleWorkspace,
  microsoft365,
  wordpress,
  slack,
  atlassian,
  dropbox,
  notion,
  figma,
  onePassword,
  okta,
  zoom,
  unleash,
  directus,
  ghost,
]
