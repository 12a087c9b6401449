import { z } from 'zod'
import type { ImportedState, Importer } from '../../../model/import.ts'
import { peerState } from '../../peer-results.ts'
import type { PeerResult } from '../../peer-results.ts'
import { mapped } from '../checks/mapped.ts'

const Tests = z.array(z.looseObject({ Id: z.string(), Result: z.string() }))
const Whole = z.looseObject({
  TenantId: z.string().min(1),
  TenantName: z.string().nullish(),
  ExecutedAt: z.string(),
  CurrentVersion: z.string().nullish(),
  Tests,
})
const members = [...Object.keys(Whole.shape), 'EndOfJson', 'Tenants']

/** The results of Maester as JSON: `TestResults-*.json`. */
export const importer: Importer = {
  name: 'maester',
  service: 'maester',
  policyPrefix: null,
  wants: section => members.includes(section),
  check,
  map: stateOf,
}

/** @throws Error that says what to do */
function check(document: Readonly<Record<string, unknown>>): void {
  if ('Tenants' in document)
    throw new Error('it has the results of several tenants: import the file of one')
  if (document['EndOfJson'] !== 'EndOfJson')
    throw new Error(
      'it does not end with "EndOfJson": it is cut off, or no results of Maester; give TestResults-*.json as Maester wrote it',
    )
}

/** @throws ZodError for a document that is no such file */
function stateOf(document: unknown): ImportedState {
  const { TenantId, TenantName, ExecutedAt, CurrentVersion, Tests: tests } = Whole.parse(document)
  const resource = { type: 'tenant', id: TenantId }
  const results = tests.map(({ Id, Result }): PeerResult => ({
    check: Id,
    resource,
    says: Result === 'Passed' ? 'pass' : Result === 'Failed' ? 'fail' : 'untold',
  }))
  return {
    ...peerState(
      'maester',
      mapped,
      [{ ...resource, name: TenantName || TenantId }],
      results,
      'Tests',
    ),
    takenAt: timeOf(ExecutedAt),
    tool: `Maester ${CurrentVersion || 'of an unknown version'}`,
  }
}

/** A time without a zone is none: it may be off by a day. @throws Error */
function timeOf(text: string): string {
  if (!/(?:Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new Error(
      `ExecutedAt: "${text}" is no time with its zone: run Maester 2 or later, and give its file`,
    )
  return new Date(text).toISOString()
}
