// Written by `npm run generate` from the folders beside it: not to be edited.
import type { Importer } from '../model/import.ts'
import { importer as googleWorkspace } from './google-workspace/import/index.ts'
import { importer as maester } from './maester/import/index.ts'
import { importer as microsoft365 } from './microsoft-365/import/index.ts'
import { importer as prowler } from './prowler/import/index.ts'
import { importer as scubaResults } from './scuba-results/import/index.ts'

/** The tools whose exports can be read: the word after `witnessmark import`. */
export type ImporterId = 'maester' | 'prowler' | 'scuba-results' | 'scubagear' | 'scubagoggles'

/** How each tool's export is read: for the agent only. */
export const importers: Readonly<Record<ImporterId, Importer>> = {
  'maester': maester,
  'prowler': prowler,
  'scuba-results': scubaResults,
  'scubagear': microsoft365,
  'scubagoggles': googleWorkspace,
}
