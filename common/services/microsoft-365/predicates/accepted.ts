import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import type { Said } from '../../../words/said.ts'
import type { Fields } from './read.ts'
import { fields, string } from './read.ts'

/** Policies that moved between baselines keep what was declared under their old id. */
const formerIds: Readonly<Record<string, string>> = {
  'MS.SECURITYSUITE.2.1v1': 'MS.DEFENDER.2.1v1',
  'MS.SECURITYSUITE.2.3v1': 'MS.DEFENDER.2.3v1',
}

/**
 * What the tenant's owner declared for one policy (exclusions, sensitive accounts, partner
 * domains), with `reason` and `until` in the configuration. A declaration whose end has passed does
 * not count.
 * @param now RFC 3339
 */
export function declared(accepted: Value, policy: string, now: Value): Fields {
  const all = fields(accepted)
  const found = fields(all[policy] ?? all[formerIds[policy] ?? ''])
  const until = string(found['until'])
  return until !== '' && Date.parse(until) <= Date.parse(string(now)) ? {} : found
}

/**
 * Who is left out by declaration, with the owner's reason and end: shown with a finding that passes
 * all the same. Nothing when nobody is.
 */
export function leftOut(declaration: Fields, found: readonly string[]): readonly Said[] {
  return found.length === 0
    ? []
    : [said('left-out', { names: some(found), ...grounds(declaration) })]
}

/** Why the owner declared it, and until when. */
export function grounds(declaration: Fields): { readonly why: string; readonly until: string } {
  return { why: string(declaration['reason']), until: string(declaration['until']).slice(0, 10) }
}
