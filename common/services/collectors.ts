import type { Collector } from '../model/collector.ts'
import { githubCollector } from './github/collect.ts'
import { googleWorkspaceCollector } from './google-workspace/collect.ts'
import { microsoft365Collector } from './microsoft-365/collect.ts'
import { wordpressCollector } from './wordpress/collect.ts'
import { unleashCollector } from './unleash/collect.ts'
import { directusCollector } from './directus/collect.ts'
import { ghostCollector } from './ghost/collect.ts'

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
