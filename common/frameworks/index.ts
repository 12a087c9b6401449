// Written by `npm run generate` from the folders beside it: not to be edited.
import type { Framework } from '../model/framework.ts'
import { readFramework } from './read.ts'
import eucs from './eucs.json' with { type: 'json' }
import iso270012022 from './iso-27001-2022.json' with { type: 'json' }
import soc22017 from './soc2-2017.json' with { type: 'json' }

type FrameworkId = 'eucs' | 'iso-27001-2022' | 'soc2-2017'

const byId: Readonly<Record<FrameworkId, Framework>> = {
  'eucs': readFramework('eucs', eucs),
  'iso-27001-2022': readFramework('iso-27001-2022', iso270012022),
  'soc2-2017': readFramework('soc2-2017', soc22017),
}

/**
 * External catalogues: ids and our own short titles, with the metrics that speak for each
 * requirement.
 * @throws CatalogueError when loaded, for a file that is wrong: naming it, and the place in it
 */
export const frameworks: readonly Framework[] = Object.values(byId)
