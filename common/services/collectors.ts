// Written by `npm run generate` from the folders beside it: not to be edited.
import type { Collector } from '../model/collector.ts'
import { collector as directus } from './directus/collect/index.ts'
import { collector as ghost } from './ghost/collect/index.ts'
import { collector as github } from './github/collect/index.ts'
import { collector as googleWorkspace } from './google-workspace/collect/index.ts'
import { collector as microsoft365 } from './microsoft-365/collect/index.ts'
import { collector as unleash } from './unleash/collect/index.ts'
import { collector as wordpress } from './wordpress/collect/index.ts'

/** How services are read by API: for the agent only. */
export const collectors: readonly Collector[] = [
  directus,
  ghost,
  github,
  googleWorkspace,
  microsoft365,
  unleash,
  wordpress,
]
