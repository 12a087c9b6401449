import type { Reason } from '../model/reason.ts'
import type { Resource } from '../model/resource.ts'
import type { ResourceType } from '../model/service.ts'
import type { Setting } from '../model/setting.ts'
import type { Value } from '../model/value.ts'
import { said } from '../words/said.ts'
import type { Current, CurrentReading } from './current.ts'

/** A kind of thing that a setting of its parent lists. */
export type Kind = { readonly type: ResourceType; readonly list: Setting }

/**
 * One listed thing with what was read of it. `shown` is what expressions get: `{ id, name, item,
 * read, value, reason }`.
 */
export type Member = {
  readonly name: string
  readonly resource: Pick<Resource, 'type' | 'id'>
  readonly reading: CurrentReading
  readonly shown: Value
}

/**
 * Every thing that the list names, each with its own reading of one setting: one that nobody read
 * is there and says so, so that a part never stands for the whole. What is known of things that the
 * list no longer has does not count. Two entries of one name cannot be told apart, so neither is
 * read.
 * @param list the observed value of the listing setting; lists in it are taken apart, as exports
 * wrap them
 */
export function membersOf(
  { type, list: listing }: Kind,
  setting: Setting,
  owner: Resource,
  list: Value,
  state: Current,
): readonly Member[] {
  const known = Map.groupBy(
    state.resources.filter(
      item => item.type === type.id && (item.parent === undefined || item.parent.id === owner.id),
    ),
    item => folded(item.id),
  )
  const idOf = (item: Fields): string => text(item[type.listedBy?.id ?? ''])
  const items = records(list)
  const times = new Map<string, number>()
  for (const id of items.map(item => folded(idOf(item)))) times.set(id, (times.get(id) ?? 0) + 1)
  return items.map(item => {
    const id = idOf(item)
    const name = text(item[type.listedBy?.name ?? ''])
    // Pages and replies may write one id in two ways.
    const written = [id, ...(known.get(folded(id)) ?? []).map(item => item.id)].map(item => ({
      type: type.id,
      id: item,
    }))
    const resource = written.find(item => state.reading(item, setting).state === 'observed') ??
      written.at(-1) ?? { type: type.id, id }
    const unclear =
      id === ''
        ? said('entry-without-id', { setting: listing.id, field: type.listedBy?.id ?? '' })
        : (times.get(folded(id)) ?? 0) > 1
          ? said('entry-named-twice', { setting: listing.id, name: id })
          : null
    const found = state.reading(resource, setting)
    const reading: CurrentReading =
      unclear === null
        ? found
        : {
            state: 'unobserved',
            reason: 'malformed',
            why: unclear,
            source: found.source,
            grade: found.grade,
            at: found.at,
            evidence: [],
          }
    const called = name || id
    const why: Reason | '' = reading.state === 'observed' ? '' : reading.reason
    return {
      name: called,
      resource,
      reading,
      shown: {
        id,
        name: called,
        item,
        read: reading.state === 'observed',
        value: reading.state === 'observed' ? reading.value : null,
        reason: why,
      },
    }
  })
}

/** For comparing ids and names that pages write: without case and double spaces. */
export function folded(id: string): string {
  return id.replace(/\s+/g, ' ').trim().toLowerCase()
}

type Fields = { readonly [key: string]: Value }

function records(list: Value): readonly Fields[] {
  if (Array.isArray(list)) return (list as readonly Value[]).flatMap(records)
  return typeof list === 'object' && list !== null ? [list as Fields] : []
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
