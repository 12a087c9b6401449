import { importExport as importTool } from '../../agent/import/import.ts'
import type { Imported } from '../../agent/import/import.ts'
import { wholeAssessment } from '../../agent/judge/assess-tenant.ts'
import { scan as scanTenant } from '../../agent/collect/scan.ts'
import type { Assessment } from '../../common/model/index.ts'

/** A scan with the findings that it led to, which the agent itself leaves in the store. */
export async function scan(...given: Parameters<typeof scanTenant>): Promise<Assessment> {
  return wholeAssessment(given[0], await scanTenant(...given))
}

/** The same of an import. */
export async function importExport(
  ...given: Parameters<typeof importTool>
): Promise<Omit<Imported, 'assessment'> & { readonly assessment: Assessment }> {
  const read = await importTool(...given)
  return { ...read, assessment: await wholeAssessment(given[0], read.assessment) }
}
