import type { Value } from '../../common/model/index.ts'

export type Sections = { readonly [section: string]: Value }
export type Step = string | number

/** One value of a document changed. Without `value` its section is gone. */
export type Mutation = {
  readonly section: string
  readonly path: readonly Step[]
  readonly change: string
  /** Whether the vendor could write it: not gone, null, of another type or an unknown word. */
  readonly fits: boolean
  readonly value: Value | undefined
}

type Change = { readonly name: string; readonly fits: boolean; readonly value: Value | undefined }

/**
 * Of one kind (same path but for places in lists and `names`) every value, or the first two, in each
 * way that its type has; or the first, and of what no vendor writes one way for each value, turn and
 * turn about.
 */
export type Choice = 'every' | 'first-two' | 'in-turn'
const most = { 'every': Infinity, 'first-two': 2, 'in-turn': 1 } as const

/**
 * Single values of some sections changed, each alone.
 * @param names objects of a section whose keys are names, as a list's places are
 */
export function* mutations(
  document: Sections,
  sections: readonly string[],
  { choice, names }: { readonly choice: Choice; readonly names: readonly string[] },
): Generator<Mutation> {
  let turn = 0
  for (const section of sections) {
    const root = document[section]
    if (root === undefined) continue
    const seen = new Map<string, number>()
    const siblings = wordsByKind(root, kindOf(section, names))
    for (const { path, value } of valuesOf(root, [])) {
      const kind = kindOf(section, names)(path)
      const before = seen.get(kind) ?? 0
      seen.set(kind, before + 1)
      if (before >= most[choice]) continue
      const changes = changesOf(value, siblings.get(kind) ?? [], path)
      const odd = changes.filter(({ fits }) => !fits)
      const chosen = odd[turn++ % Math.max(1, odd.length)]
      for (const change of changes) {
        if (choice === 'in-turn' && !change.fits && change !== chosen) continue
        yield {
          section,
          path,
          change: change.name,
          fits: change.fits,
          value: path.length === 0 ? change.value : replaced(root, path, change.value),
        }
      }
    }
  }
}

function kindOf(section: string, names: readonly string[]): (path: readonly Step[]) => string {
  return path =>
    path
      .map((step, place) =>
        typeof step === 'number' || (place === 0 && names.includes(section)) ? '*' : step,
      )
      .join('.')
}

export function* valuesOf(
  value: Value,
  path: readonly Step[],
): Generator<{ readonly path: readonly Step[]; readonly value: Value }> {
  yield { path, value }
  if (typeof value !== 'object' || value === null) return
  const entries: readonly (readonly [Step, Value])[] = Array.isArray(value)
    ? value.map((item, place) => [place, item as Value] as const)
    : Object.entries(value)
  for (const [step, item] of entries) yield* valuesOf(item, [...path, step])
}

/** What else stands where a text does: words that the vendor knows there. */
function wordsByKind(
  root: Value,
  kind: (path: readonly Step[]) => string,
): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, string[]>()
  for (const { path, value } of valuesOf(root, [])) {
    if (typeof value !== 'string') continue
    const of = kind(path)
    const before = words.get(of) ?? []
    if (before.length < 4 && !before.includes(value)) words.set(of, [...before, value])
  }
  return words
}

function changesOf(value: Value, words: readonly string[], path: readonly Step[]): Change[] {
  const inList = typeof path.at(-1) === 'number'
  return [
    { name: 'gone', fits: inList, value: undefined },
    ...(value === null ? [] : [{ name: 'null', fits: false, value: null }]),
    ...ownChanges(value, words),
  ]
}

function ownChanges(value: Value, words: readonly string[]): Change[] {
  const fits = (name: string, next: Value): Change => ({ name, fits: true, value: next })
  const odd = (name: string, next: Value): Change => ({ name, fits: false, value: next })
  if (value === null) return [odd('a text', 'x')]
  if (typeof value === 'boolean') return [fits('flipped', !value), odd('as a text', String(value))]
  if (typeof value === 'number')
    return [
      ...[0, value - 1, value + 1]
        .filter((next, place, all) => next !== value && all.indexOf(next) === place)
        .map(next => ({ name: `to ${next}`, fits: next >= 0, value: next })),
      odd('as a text', String(value)),
    ]
  if (typeof value === 'string')
    return [
      ...(value === '' ? [] : [odd('emptied', '')]),
      odd('unknown word', `other${value}`),
      odd('a number', 7),
      ...words.filter(word => word !== value).map(word => fits(`to ${word}`, word)),
    ]
  if (Array.isArray(value))
    return [...(value.length === 0 ? [] : [fits('emptied', [])]), odd('a text', 'x')]
  return [odd('emptied', {}), odd('a text', 'x')]
}

/** A copy with one value changed, or left out; what the path does not touch is shared. */
export function replaced(
  at: Value,
  [step, ...rest]: readonly Step[],
  value: Value | undefined,
): Value {
  if (Array.isArray(at)) {
    const list = at as readonly Value[]
    if (rest.length === 0 && value === undefined) return list.filter((_, place) => place !== step)
    return list.map((item, place) =>
      place !== step ? item : rest.length === 0 ? (value as Value) : replaced(item, rest, value),
    )
  }
  const fields = at as { readonly [key: string]: Value }
  return Object.fromEntries(
    Object.entries(fields).flatMap(([key, item]) => {
      if (key !== step) return [[key, item]]
      const next = rest.length === 0 ? value : replaced(item, rest, value)
      return next === undefined ? [] : [[key, next]]
    }),
  )
}
