import type { Value } from '../model/value.ts'
import type { Dns } from './codes/dns.ts'
import type { Judging } from './codes/judging.ts'
import type { Reading } from './codes/reading.ts'
import type { GoogleWorkspace } from './codes/google-workspace.ts'
import type { Microsoft365 } from './codes/microsoft-365.ts'
import type { Some } from './kept.ts'

/** What stands in the record in place of sentences: closed codes, each with its own params. */
export type Params = Judging & Reading & Dns & GoogleWorkspace & Microsoft365
type Code = keyof Params

/** One thing that is said: by code in the record, in words when it is shown (english/). */
export type Said = { [C in Code]: { readonly code: C; readonly params: Params[C] } }[Code]

const MOST_ITEMS = 20
/** Room for what is said, in characters of JSON; tighter limits are tried until it fits. */
const ROOM = 4096
const limits = [
  { items: MOST_ITEMS, characters: 300 },
  { items: 10, characters: 150 },
  { items: 5, characters: 80 },
  { items: 2, characters: 60 },
  { items: 1, characters: 40 },
] as const

export function some<T>(list: readonly T[], most = MOST_ITEMS): Some<T> {
  return { items: list.slice(0, most), more: Math.max(0, list.length - most) }
}

type Given<C extends Code> = keyof Params[C] extends never
  ? readonly []
  : readonly [params: Params[C]]

/**
 * Says something by code. Long texts are cut and long lists shortened (they say how many more there
 * are), so that it stays bounded whatever a tenant holds.
 */
export function said<C extends Code>(code: C, ...[params]: Given<C>): Said {
  return { code, params: bounded(params ?? {}) } as unknown as Said
}

function bounded(params: object): object {
  for (const limit of limits) {
    const cut = within(params as Value, limit) as object
    if (JSON.stringify(cut).length <= ROOM) return cut
  }
  return within(params as Value, { items: 0, characters: 40 }) as object
}

type Limit = { readonly items: number; readonly characters: number }

function within(value: Value, limit: Limit): Value {
  if (typeof value === 'string')
    return value.length > limit.characters
      ? `${value.slice(0, limit.characters - 1).toWellFormed()}…`
      : value
  if (Array.isArray(value)) return (value as readonly Value[]).map(item => within(item, limit))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key, field]) => [key, within(field as Value, limit)] as const)
  return shortened(Object.fromEntries(fields), limit.items)
}

/** `{ items, more }` with at most so many items. */
function shortened(value: { readonly [key: string]: Value }, most: number): Value {
  const { items, more } = value
  if (!Array.isArray(items) || typeof more !== 'number' || items.length <= most) return value
  return { items: items.slice(0, most), more: more + items.length - most }
}
