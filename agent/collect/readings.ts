import type { Resource, Yield } from '../../common/model/index.ts'

/** What a collector says of one setting of one thing. */
type Said = Extract<Yield, { kind: 'value' | 'unobserved' }>

type Content = Pick<Extract<Said, { kind: 'value' }>, 'kind' | 'value'> | WithoutPlace
type WithoutPlace = Omit<Extract<Said, { kind: 'unobserved' }>, 'resource' | 'setting' | 'evidence'>

/** The same without its place, which many have in common. */
type Kept = {
  readonly content: Content
  readonly evidence: Said['evidence']
  /** When the first of its reply was read. */
  readonly at: string
}

/** What a run read, by thing and setting, the last of each. */
export type Readings = {
  put(said: Said, now: () => string): void
  has(thing: Pick<Resource, 'type' | 'id'>, setting: string): boolean
  /** All of them, thing after thing; what was taken is let go. */
  take(): Generator<Kept & Pick<Said, 'resource' | 'setting'>>
}

/**
 * Readings that are alike and of one reply are kept once: of ten thousand things with thirty settings
 * each most are, and a list of pointers is what is left of a thing.
 */
export function createReadings(): Readings {
  const places = new Map<string, number>()
  const settings: string[] = []
  const things = new Map<string, { readonly resource: Said['resource']; readonly kept: Kept[] }>()
  /** Those of the reply that is read now. */
  let alike = new Map<string, Kept>()
  let reply = ''
  let at = ''
  const placeOf = (setting: string): number => {
    const known = places.get(setting)
    if (known !== undefined) return known
    places.set(setting, settings.length)
    return settings.push(setting) - 1
  }
  return {
    put({ resource, setting, evidence, ...content }, now) {
      if (evidence.join() !== reply || at === '') {
        ;[alike, reply, at] = [new Map(), evidence.join(), now()]
      }
      const text = JSON.stringify(content)
      const same = alike.get(text) ?? { content, evidence, at }
      alike.set(text, same)
      const key = `${resource.type}\n${resource.id}`
      const thing = things.get(key) ?? { resource, kept: [] }
      things.set(key, thing)
      thing.kept[placeOf(setting)] = same
    },
    has({ type, id }, setting) {
      const place = places.get(setting)
      return place !== undefined && things.get(`${type}\n${id}`)?.kept[place] !== undefined
    },
    *take() {
      for (const [key, { resource, kept }] of things) {
        things.delete(key)
        for (const [place, setting] of settings.entries()) {
          const found = kept[place]
          if (found) yield { ...found, resource, setting }
        }
      }
    },
  }
}
