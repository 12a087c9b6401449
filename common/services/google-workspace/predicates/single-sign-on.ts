import type { Value } from '../../../model/index.ts'
import { Undetermined } from '../../../model/service.ts'
import { said, some } from '../../../words/said.ts'

type Fields = { readonly [key: string]: Value }

/**
 * Privileged accounts for which an inbound SSO profile applies: an assignment to one of their
 * groups comes before one to their unit, the nearest unit before those above
 * (https://support.google.com/a/answer/12032922). No assignment means none applies.
 * @throws Undetermined for an assignment that does not say whom it is about; where all that is found
 * rests on one that does not say whether it is on
 */
export function adminsWithSingleSignOn(
  users: readonly Value[],
  assignments: readonly Value[],
  units: readonly Value[],
): string[] {
  const pathOf = new Map(
    (units as readonly Fields[]).map(unit => [String(unit['id']), String(unit['path'])]),
  )
  const byUnit = new Map<string, string>()
  const byGroup = new Map<string, { mode: string; rank: number }>()
  for (const item of assignments as readonly Fields[]) {
    const mode = String(item['ssoMode'] ?? 'SSO_MODE_UNSPECIFIED')
    const unit = String(item['targetOrgUnit'] ?? '').replace(/^orgUnits\//, '')
    const group = String(item['targetGroup'] ?? '').replace(/^groups\//, '')
    const rank = typeof item['rank'] === 'number' ? item['rank'] : 0
    const targets = [item['targetOrgUnit'], item['targetGroup']]
    if (!targets.some(target => typeof target === 'string' && target !== ''))
      throw new Undetermined('malformed', said('assignment-without-target'))
    const before = byGroup.get(group.toLowerCase())
    if (group !== '' && (!before || rank < before.rank))
      byGroup.set(group.toLowerCase(), { mode, rank })
    if (unit !== '') byUnit.set(pathOf.get(unit) ?? unit, mode)
  }
  const unsaid: string[] = []
  const found = (users as readonly Fields[]).flatMap(user => {
    const groups = (
      Array.isArray(user['groups']) ? (user['groups'] as readonly Value[]) : []
    ).flatMap(group => byGroup.get(String(group).toLowerCase()) ?? [])
    const mode =
      groups.sort((a, b) => a.rank - b.rank)[0]?.mode ??
      nearest(String(user['unit'] ?? '/'), byUnit)
    if (mode === 'SSO_MODE_UNSPECIFIED') unsaid.push(String(user['email']))
    return mode === undefined || mode === 'SSO_OFF' || mode === 'SSO_MODE_UNSPECIFIED'
      ? []
      : [`${String(user['email'])}: ${mode}`]
  })
  if (found.length === 0 && unsaid.length > 0)
    throw new Undetermined('malformed', said('assignment-without-mode', { users: some(unsaid) }))
  return found
}

function nearest(unit: string, byUnit: ReadonlyMap<string, string>): string | undefined {
  for (let at = unit; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
    const mode = byUnit.get(at)
    if (mode !== undefined || at === '/') return mode
  }
}
