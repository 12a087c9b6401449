import type { CollectorContext, EvidenceHandle, Paging, Yield } from '../../../model/collector.ts'
import type { Resource } from '../../../model/resource.ts'
import type { Reason } from '../../../model/reason.ts'
import type { Value } from '../../../model/value.ts'
import type { Said } from '../../../words/said.ts'

/** Graph pages lists by a link in the reply: https://learn.microsoft.com/graph/paging */
export const nextLink = {
  style: 'next-url',
  field: '@odata.nextLink',
  items: 'value',
} as const satisfies Paging

/** The tenant under its directory id (`--set tenant=`), which exports name too. */
export function rootOf(target: Readonly<Record<string, string>>): Resource {
  const id = target['tenant'] ?? 'tenant'
  return { type: 'tenant', id, name: target['name'] ?? id }
}

/** What a part cannot read here, with the way that there is instead. */
export function unreadable(
  { target }: CollectorContext,
  setting: string,
  reason: Reason,
  why: Said,
  evidence: readonly EvidenceHandle[] = [],
): Yield {
  return {
    kind: 'unobserved',
    resource: rootOf(target),
    setting: `microsoft-365.tenant.${setting}`,
    reason,
    why,
    evidence,
  }
}

export function valueOf(
  { target }: CollectorContext,
  setting: string,
  value: Value,
  evidence: readonly EvidenceHandle[],
): Yield {
  return {
    kind: 'value',
    resource: rootOf(target),
    setting: `microsoft-365.tenant.${setting}`,
    value,
    evidence,
  }
}
