import type { Collector } from '../model/collector.ts'
import { githubCollector } from './github/collect/index.ts'
import { googleWorkspaceCollector } from './google-workspace/collect/index.ts'
import { microsoft365Collector } from './microsoft-365/collect/index.ts'
import { wordpressCollector } from './wordpress/collect/index.ts'
import { unleashCollector } from './unleash/collect/index.ts'
import { directusCollector } from './directus/collect/index.ts'
import { ghostCollector } from './ghost/collect/index.ts'

/** How each service is read by API: for the agent only. One line a service. */
export const collectors: readonly Collector[] = [
  githubCollector,
  googleWorkspaceCollector,
  microsoft365Collector,
  wordpressCollector,
  unleashCollector,
  directusCollector,
  ghostCollector,
]
