import type { Service } from '../model/service.ts'
import type { Value } from '../model/value.ts'
import { valueWords } from './value.ts'

const LONGEST_FOUND = 80

/**
 * What was read, where it is one short value, in words of its setting's type; of a list how many it
 * lists, since that is what is often wanted. Null where there is nothing short to say.
 * @param observed by setting
 */
export function foundWords(
  observed: Readonly<Record<string, Value>>,
  settings: Service['settings'],
): string | null {
  const [read, ...more] = Object.entries(observed)
  if (!read || more.length > 0) return null
  const [setting, value] = read
  if (value === null || value === '') return null
  const words = valueWords(value, settings.find(({ id }) => id === setting)?.type)
  const counted = Array.isArray(value) && value.length > 0 ? `${value.length}: ` : ''
  return words.length > LONGEST_FOUND ? null : `${counted}${words}`
}
