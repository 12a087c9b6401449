import { createHash } from 'node:crypto'
import type { Finding } from '../../common/model/index.ts'

/** Resource types that are persons: their names and ids are replaced. */
const persons = /^(?:user|member|account|person|guest|collaborator|admin)s?$/

/**
 * A finding without what names a person: values of settings that may, and resources that are one.
 * Stands for the same finding in every format of one export (a pseudonym from the id's digest), but
 * can no longer be recomputed into the sealed digest.
 * @param personal ids of settings whose values may name persons
 */
export function redacted(finding: Finding, personal: ReadonlySet<string>): Finding {
  const named = Object.keys(finding.observed).some(id => personal.has(id))
  const person = persons.test(finding.resource.type)
  if (!named && !person) return finding
  const observed = Object.fromEntries(
    Object.entries(finding.observed).map(([id, value]) => [
      id,
      personal.has(id) ? '(withheld)' : value,
    ]),
  )
  const pseudonym = person
    ? `withheld-${createHash('sha256').update(finding.resource.id).digest('hex').slice(0, 12)}`
    : finding.resource.id
  return {
    ...finding,
    observed,
    detail: finding.detail === null ? null : '(withheld)',
    ...(person
      ? {
          id: `${finding.tenant}/${finding.check}/${pseudonym}`,
          resource: { type: finding.resource.type, id: pseudonym, name: pseudonym },
        }
      : {}),
  }
}
