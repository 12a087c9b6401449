import { OwnTarget } from '../../common/model/index.ts'
import type { Store } from '../store/store.ts'

/**
 * What the log says of the owner's own targets, the last word of each metric; ended ones too. Entries
 * of this kind about a tenant say that it was ended.
 * @param before only what counted before this place: also what was sealed again later because
 * retention took out the entry that said so
 */
export async function sealedTargets(
  store: Pick<Store, 'evidenceHeads' | 'evidence'>,
  before = Infinity,
): Promise<ReadonlyMap<string, OwnTarget>> {
  const sealed = new Map<string, OwnTarget>()
  const changedLater = new Set<string>()
  for await (const { index, tenant, erased } of store.evidenceHeads({ kind: 'target' })) {
    const said = tenant !== '' || erased ? null : await targetAt(store, index)
    if (!said) continue
    const { act, target } = said
    if (index < before) sealed.set(target.metric, target)
    else if (act !== 'restated') changedLater.add(target.metric)
    else if (!sealed.has(target.metric) && !changedLater.has(target.metric))
      sealed.set(target.metric, target)
  }
  return sealed
}

async function targetAt(
  store: Pick<Store, 'evidence'>,
  index: number,
): Promise<{ readonly act: unknown; readonly target: OwnTarget } | null> {
  const body = (await store.evidence(index))?.body
  if (!body) return null
  const { act, ...said } = JSON.parse(new TextDecoder().decode(body)) as { act?: unknown }
  const target = OwnTarget.safeParse(said).data
  return target ? { act, target } : null
}

/** What an assessment seals of the targets that it judged by: `[metric, value, from]`, sorted. */
export function countingTargets(
  sealed: ReadonlyMap<string, OwnTarget>,
): readonly (readonly [string, OwnTarget['value'], string])[] {
  return [...sealed.values()]
    .filter(item => item.endedAt === undefined)
    .map(({ metric, value, from }) => [metric, value, from] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}
