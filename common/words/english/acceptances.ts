import type { Exception } from '../../model/exception.ts'

/** What an acceptance is of, by the titles of checks. */
export function acceptedTitle(
  { check, covers }: Pick<Exception, 'check' | 'covers'>,
  titles: ReadonlyMap<string, string>,
): string {
  if (check !== undefined) return titles.get(check) ?? check
  return covers === 'unknown'
    ? 'baseline: whatever could not be told when it was sealed'
    : 'baseline: whatever failed when it was sealed'
}
