import { parseTagList } from './tag-list.ts'

/**
 * Whether a TXT record is a key that signatures are checked with (RFC 6376, section 3.6.1): tags are
 * exact in case; `v=` may be left out, but where it is there it is the first tag and says DKIM1; an
 * empty `p=` is a revoked key, and a record without `p=` is none.
 */
export function isDkimKey(record: string): boolean {
  const tags = parseTagList(record)
  if (!tags) return false
  const version = tags.get('v')
  if (version !== undefined && (version !== 'DKIM1' || [...tags.keys()][0] !== 'v')) return false
  return /^[A-Za-z0-9+/][A-Za-z0-9+/=\s]*$/.test(tags.get('p') ?? '')
}
