import type { Collector } from '../model/collector.ts'
import { githubCollector } from './github/collect.ts'

/** How each service is read by API: for the agent only. One line a service. */
export const collectors: readonly Collector[] = [
  githubCollector,
import { microsoft365Collector } from './microsoft-365/collect.ts'

/** How each service is read by API: for the agent only. One line a service. */
export const collectors: readonly Collector[] = [
  microsoft365Collector,
]
