import type { Resource } from '../../common/model/index.ts'
import type { Interval } from '../store/store.ts'

type Thing = Pick<Resource, 'type' | 'id'>

/** Things under the ids by which the record knows them, whatever the service calls them today. */
export type Identities = {
  /** @param identity what the service itself keeps, unlike the name; null where it does not tell */
  announce(resource: Resource, identity: string | null): Resource
  known<T extends Thing>(thing: T): T
}

/**
 * A thing that was renamed is the same one: it keeps the id of its first name, with its history and
 * acceptances. Another thing under a name that is taken gets an id of its own.
 * @param before what is known, with the readings of the setting that holds the identity
 */
export function identities(
  before: readonly Resource[],
  readings: ReadonlyMap<string, string>,
): Identities {
  const idOf = new Map<string, string>()
  const owner = new Map<string, string>()
  for (const { type, id } of before) {
    const identity = readings.get(id)
    if (identity === undefined) continue
    idOf.set(`${type}\n${identity}`, id)
    owner.set(`${type}\n${id}`, identity)
  }
  const today = new Map<string, string>()
  return {
    announce(resource, identity) {
      if (identity === null) return resource
      const { type, id: name } = resource
      const own = `${type}\n${identity}`
      const taken = (owner.get(`${type}\n${name}`) ?? identity) !== identity
      const id = idOf.get(own) ?? (taken ? `${name}#${identity}` : name)
      idOf.set(own, id)
      owner.set(`${type}\n${id}`, identity)
      today.set(`${type}\n${name}`, id)
      return { ...resource, id }
    },
    known(thing) {
      const id = today.get(`${thing.type}\n${thing.id}`)
      return id === undefined ? thing : { ...thing, id }
    },
  }
}

/** The last identity that was read of each thing. */
export async function lastIdentities(
  intervals: AsyncIterable<Interval>,
): Promise<ReadonlyMap<string, string>> {
  const last = new Map<string, { readonly at: string; readonly identity: string }>()
  for await (const { resource, reading, validFrom } of intervals) {
    if (reading.state !== 'observed' || (last.get(resource.id)?.at ?? '') > validFrom) continue
    last.set(resource.id, { at: validFrom, identity: String(reading.value) })
  }
  return new Map([...last].map(([id, { identity }]) => [id, identity]))
}
