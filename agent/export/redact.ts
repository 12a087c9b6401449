import { createHash } from 'node:crypto'
import { WITHHELD } from '../../common/log/bundle.ts'
import type { ShownFinding } from '../../common/model/index.ts'

/** Resource types that are persons: their names and ids are replaced. */
const persons = /^(?:user|member|account|person|guest|collaborator|admin)s?$/

/**
 * A finding without what names a person: values of settings that may, and resources that are one.
 * Stands for the same finding in every format of one export (a pseudonym from the id's digest), but
 * can no longer be recomputed into the sealed digest.
 * @param personal ids of settings whose values may name persons
 */
export function redacted(finding: ShownFinding, personal: ReadonlySet<string>): ShownFinding {
  const named = finding.decided.some(item => personal.has(item.setting))
  const person = persons.test(finding.resource.type)
  if (!named && !person) return finding
  const observed = Object.fromEntries(
    Object.entries(finding.observed).map(([id, value]) => [
      id,
      personal.has(id) ? WITHHELD : value,
    ]),
  )
  const pseudonym = person
    ? `withheld-${createHash('sha256').update(finding.resource.id).digest('hex').slice(0, 12)}`
    : finding.resource.id
  return {
    ...finding,
    observed,
    decided: finding.decided.map(item =>
      personal.has(item.setting) ? { setting: item.setting, value: WITHHELD } : item,
    ),
    params: {},
    detail: finding.detail === null ? null : WITHHELD,
    ...(person
      ? {
          id: `${finding.tenant}/${finding.check}/${pseudonym}`,
          resource: { type: finding.resource.type, id: pseudonym, name: pseudonym },
        }
      : {}),
  }
}
