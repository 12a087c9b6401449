import { Undetermined } from '../../../model/index.ts'
import type { Value } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/**
 * Seconds of a duration as Google writes it (`43200s`), or in minutes, hours or days. @throws
 * Undetermined where it is none
 */
export function seconds(text: Value): number {
  const found = /^(\d+(?:\.\d+)?)([smhd])$/i.exec(String(text))
  const unit = units[found?.[2]?.toLowerCase() ?? '']
  if (!found || unit === undefined)
    throw new Undetermined('malformed', said('not-a-duration', { text: String(text).slice(0, 60) }))
  return Number(found[1]) * unit
}
