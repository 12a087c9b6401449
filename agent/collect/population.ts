import type { CollectorPart, Reason, Resource } from '../../common/model/index.ts'

/**
 * How many things of a type one scan read of how many that the service says there are: sealed with the
 * scan, so that an auditor can tell a list from a part of it.
 */
export type Population = {
  readonly type: string
  /** What the service showed. */
  readonly read: number
  /** What it says there are; null where it tells no total. */
  readonly total: number | null
  /** Its list was read to its end; else the reason why not. */
  readonly listed: true | Reason
}

/** Of each type that is listed, sorted. */
export function populationOf(
  parts: readonly Pick<CollectorPart, 'lists'>[],
  collected: {
    readonly announced: ReadonlyMap<string, Pick<Resource, 'type'>>
    readonly listed: ReadonlySet<string>
    readonly unlisted: ReadonlyMap<string, { readonly reason: Reason }>
    readonly counted: ReadonlyMap<string, { readonly total: number; readonly shown: number }>
  },
): Population[] {
  const types = [...new Set(parts.flatMap(({ lists }) => lists ?? []))].sort()
  const read = new Map<string, number>()
  for (const { type } of collected.announced.values()) read.set(type, (read.get(type) ?? 0) + 1)
  return types.map(type => {
    const counted = collected.counted.get(type)
    return {
      type,
      read: counted?.shown ?? read.get(type) ?? 0,
      total: counted?.total ?? null,
      listed: collected.unlisted.get(type)?.reason ?? (collected.listed.has(type) || 'malformed'),
    }
  })
}
