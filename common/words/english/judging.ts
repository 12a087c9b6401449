import type { Judging } from '../codes/judging.ts'
import { listed } from './table.ts'
import type { Table } from './table.ts'

export const judging: Table<Judging> = {
  'unread': ({ setting, why }, words) => (why ? `${setting}: ${words(why)}` : setting),
  'no-resource': ({ type }) => `no ${type} known for this resource`,
  'condition-not-met': () => 'the condition under which the check applies is not met',
  'check-failed': ({ message }) => message,
  'check-unloaded': ({ files }) => `its check cannot be loaded: ${listed(files)} cannot be used`,
  'test-gave': ({ value }) => `the test gave ${value}, which is neither a bool nor an outcome`,
  'value-left-out': () =>
    'the service left this value out, which it does where the credential may not see it',
  'exclusion-ended': ({ until, why }) =>
    `an exclusion ended on ${until}${why === '' ? '' : ` (${why})`}`,
  'left-out': ({ names, why, until }) =>
    `left out as declared: ${listed(names)}${because(why, until)}`,
  'document-ended': ({ until }) => `the document counted until ${until}`,
  'last-read': ({ at }) => `last read ${at}`,
  'read-ahead': ({ at }) =>
    `recorded as read on ${at}, which is still to come: the clock was ahead, so nobody knows how old it is`,
  'nowhere-shown': ({ setting }) =>
    `no API and no console page shows it: import a document (witnessmark import document FILE --setting ${setting} --value JSON)`,
  'entry-without-id': ({ setting, field }) => `an entry of ${setting} has no "${field}"`,
  'entry-named-twice': ({ setting, name }) => `${setting} names "${name}" more than once`,
  'met-by': ({ names }) => `met by: ${listed(names)}`,
  'met-together': ({ names }) => `met by several together: ${listed(names)}`,
  'none-of': ({ of }) => `none of ${of} does`,
  'bypass-not-shown': () =>
    'a ruleset requires pull requests, but who may bypass it is not shown to this credential',
  'bypass-forbidden': () => 'who may bypass the branch protection is not shown to this credential',
  'dismissal-not-shown': () => 'whether only named people may dismiss reviews was not shown',
}

/** The owner's reason and the end that was set, where there are any. */
export function because(why: string, until: string): string {
  const parts = [why, until === '' ? '' : `until ${until}`].filter(text => text !== '')
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}
