import { z } from 'zod'
import type { ImportedState, Importer } from '../../../model/import.ts'
import { peerState } from '../../peer-results.ts'
import type { PeerResult } from '../../peer-results.ts'
import { mapped } from '../checks/mapped.ts'

const MetaData = z.looseObject({
  TenantId: z.string().min(1),
  DisplayName: z.string().nullish(),
  Tool: z.literal('ScubaGear'),
  ToolVersion: z.string(),
  TimestampZulu: z.string(),
})
const Controls = z.array(z.looseObject({ 'Control ID': z.string(), 'Result': z.string() }))
const Whole = z.object({
  MetaData,
  Results: z.record(z.string(), z.array(z.looseObject({ Controls }))),
})

/**
 * The results of ScubaGear (https://github.com/cisagov/ScubaGear): `ScubaResults_*.json` from 1.5 on. What
 * it read stands in the same file, and is neither kept nor judged here.
 */
export const importer: Importer = {
  name: 'scuba-results',
  service: 'scuba-results',
  policyPrefix: null,
  wants: section => section === 'MetaData' || section === 'Results',
  check,
  map: stateOf,
}

/** @throws Error that says what to do */
function check(document: Readonly<Record<string, unknown>>): void {
  if (!('MetaData' in document && 'Results' in document))
    throw new Error(
      'no "MetaData" and "Results": these are no results of ScubaGear; give ScubaResults_*.json as it wrote it',
    )
}

/** @throws ZodError for a document that is no such file */
function stateOf(document: unknown): ImportedState {
  const { MetaData: meta, Results } = Whole.parse(document)
  const resource = { type: 'tenant', id: meta.TenantId }
  const results = Object.values(Results)
    .flat()
    .flatMap(group => group.Controls)
    .map((control): PeerResult => ({
      check: control['Control ID'],
      resource,
      says: saysOf(control.Result),
    }))
  return {
    ...peerState(
      'scuba-results',
      mapped,
      [{ ...resource, name: meta.DisplayName || meta.TenantId }],
      results,
      'Results',
    ),
    takenAt: timeOf(meta.TimestampZulu),
    tool: `ScubaGear ${meta.ToolVersion}`,
  }
}

/** "Warning" is a policy that should be met, and is not; what was omitted or disputed there is not told. */
function saysOf(result: string): PeerResult['says'] {
  if (result === 'Pass') return 'pass'
  return result === 'Fail' || result === 'Warning' ? 'fail' : 'untold'
}

/** @throws Error */
function timeOf(text: string): string {
  if (!text.endsWith('Z') || Number.isNaN(Date.parse(text)))
    throw new Error(
      `TimestampZulu: "${text}" is no time in UTC: give the file as ScubaGear wrote it`,
    )
  return new Date(text).toISOString()
}
