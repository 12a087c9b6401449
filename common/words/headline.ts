import type { Outcome } from '../model/finding.ts'

/** What is known of the connected tenants: see `standingOf`. */
type Seen = {
  readonly connected: number
  readonly unseen: readonly string[]
  readonly recorded: boolean
}

/** Says of which tenants nothing is known, before anything else is said. @returns null: all were read */
export function notScanned({ connected, unseen, recorded }: Seen): string | null {
  if (connected === 0)
    return recorded ? 'No tenant is connected.' : 'Nothing was scanned yet: no tenant is connected.'
  if (unseen.length === connected) return 'Nothing was scanned yet.'
  return unseen.length === 0 ? null : `Not scanned yet: ${unseen.join(', ')}.`
}

/**
 * What is said where no finding asks for anybody: no more than was seen.
 * @param unseen how many connected tenants were not read
 * @param of who was looked at, where that are not all
 */
export function calmHeadline(
  counts: Readonly<Record<Outcome, number>>,
  unseen: number,
  of: string | null = null,
): string {
  const told = counts.pass + counts.fail + counts['not-applicable']
  const whose = of === null ? '' : ` of ${of}`
  if (told === 0) return `Nothing${whose} could be told`
  return counts.unknown > 0 || unseen > 0
    ? `Nothing${whose} that could be told needs you today`
    : `Nothing${whose} needs you today`
}

/** That config.yaml is not as a run sealed it. @param sections of the file */
export function editedText(sections: readonly string[]): string {
  return `config.yaml says something else than the last run sealed: ${sections.join(', ')}. It counts as it stands; the next run seals it.`
}
