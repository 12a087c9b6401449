import type { KeptSaid, Some } from '../kept.ts'

/** Why an outcome is what it is, and what predicates of any service say. */
export type Judging = {
  /** A setting that decides was not read. */
  'unread': { readonly setting: string; readonly why?: KeptSaid }
  'no-resource': { readonly type: string }
  /** The words are the check's own condition. */
  'condition-not-met': {}
  /** `message`: of the expression language, or of a predicate that broke. */
  'check-failed': { readonly message: string }
  /** Files of the home that are set aside with nothing in their place. */
  'check-unloaded': { readonly files: Some<string> }
  'test-gave': { readonly value: string }
  'value-left-out': {}
  /** `why`: the owner's own words. */
  'exclusion-ended': { readonly until: string; readonly why: string }
  'left-out': { readonly names: Some<string>; readonly why: string; readonly until: string }
  'document-ended': { readonly until: string }
  'last-read': { readonly at: string }
  /** The clock was ahead when it was recorded. */
  'read-ahead': { readonly at: string }
  'nowhere-shown': { readonly setting: string }
  'entry-without-id': { readonly setting: string; readonly field: string }
  'entry-named-twice': { readonly setting: string; readonly name: string }

  'met-by': { readonly names: Some<string> }
  /** By none of them alone. */
  'met-together': { readonly names: Some<string> }
  'none-of': { readonly of: number }
  'bypass-not-shown': {}
  'bypass-forbidden': {}
  'dismissal-not-shown': {}
}
