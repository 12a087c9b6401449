// Written by `npm run generate` from the folders beside it: not to be edited.
import type { Service } from '../model/service.ts'
import { service as atlassian } from './atlassian/service.ts'
import { service as directus } from './directus/service.ts'
import { service as dropbox } from './dropbox/service.ts'
import { service as figma } from './figma/service.ts'
import { service as ghost } from './ghost/service.ts'
import { service as github } from './github/service.ts'
import { service as googleWorkspace } from './google-workspace/service.ts'
import { service as maester } from './maester/service.ts'
import { service as microsoft365 } from './microsoft-365/service.ts'
import { service as notion } from './notion/service.ts'
import { service as okta } from './okta/service.ts'
import { service as onePassword } from './one-password/service.ts'
import { service as policies } from './policies/service.ts'
import { service as prowler } from './prowler/service.ts'
import { service as scubaResults } from './scuba-results/service.ts'
import { service as slack } from './slack/service.ts'
import { service as unleash } from './unleash/service.ts'
import { service as wordpress } from './wordpress/service.ts'
import { service as zoom } from './zoom/service.ts'

/** Every service we know: settings and checks, for both sides. */
export const services: readonly Service[] = [
  atlassian,
  directus,
  dropbox,
  figma,
  ghost,
  github,
  googleWorkspace,
  maester,
  microsoft365,
  notion,
  okta,
  onePassword,
  policies,
  prowler,
  scubaResults,
  slack,
  unleash,
  wordpress,
  zoom,
]
