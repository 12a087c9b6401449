import { inForce } from '../../common/assess/targets.ts'
import { OwnTarget } from '../../common/model/index.ts'
import type { Store } from '../store/store.ts'
import { bodyOf } from './current-rows.ts'

/**
 * What the log says of the owner's own targets, the last word of each metric and tenant; ended ones
 * too. Entries of this kind about a tenant say that it was ended, and its targets with it.
 * @param before only what counted before this place: also what was sealed again later because
 * retention took out the entry that said so
 */
export async function sealedTargets(
  store: Pick<Store, 'evidenceHeads' | 'evidence'>,
  before = Infinity,
): Promise<ReadonlyMap<string, OwnTarget>> {
  const entries = await targetEntries(store, before)
  return new Map([...entries].map(([key, { target }]) => [key, target]))
}

/** The same, each with its place in the log. */
export async function targetEntries(
  store: Pick<Store, 'evidenceHeads' | 'evidence'>,
  before = Infinity,
): Promise<ReadonlyMap<string, { readonly target: OwnTarget; readonly entry: number }>> {
  const sealed = new Map<string, { readonly target: OwnTarget; readonly entry: number }>()
  const changedLater = new Set<string>()
  for await (const { index, tenant, erased } of store.evidenceHeads({ kind: 'target' })) {
    if (tenant !== '' && index < before)
      for (const [key, { target }] of sealed) if (target.tenant === tenant) sealed.delete(key)
    const found = tenant !== '' || erased ? null : await targetAt(store, index)
    if (!found) continue
    const { act, target } = found
    const key = targetKey(target)
    const said = { target, entry: index }
    if (index < before) sealed.set(key, said)
    else if (act !== 'restated') changedLater.add(key)
    else if (!sealed.has(key) && !changedLater.has(key)) sealed.set(key, said)
  }
  return sealed
}

/** What another word on the same target has in common with it. */
export function targetKey({ metric, tenant = '' }: Pick<OwnTarget, 'metric' | 'tenant'>): string {
  return `${metric} ${tenant}`
}

async function targetAt(
  store: Pick<Store, 'evidence'>,
  index: number,
): Promise<{ readonly act: unknown; readonly target: OwnTarget } | null> {
  const { act, ...said } = (bodyOf(await store.evidence(index)) ?? {}) as { act?: unknown }
  const target = OwnTarget.safeParse(said).data
  return target ? { act, target } : null
}

/** Those that count in a tenant. */
export function targetsIn(
  sealed: ReadonlyMap<string, OwnTarget>,
  tenant: string,
): readonly OwnTarget[] {
  const counting = [...sealed.values()].filter(item => item.endedAt === undefined)
  return inForce(counting, tenant)
}

/** What an assessment seals of the targets that it judged by: `[metric, value, from]`, sorted. */
export function countingTargets(
  counting: readonly OwnTarget[],
): readonly (readonly [string, OwnTarget['value'], string])[] {
  return counting
    .map(({ metric, value, from }) => [metric, value, from] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
