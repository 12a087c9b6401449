// Written by `npm run generate` from the folders beside it: not to be edited.
import type { Framework } from '../model/framework.ts'
import { readFramework } from './read.ts'
import bsiC52020 from './bsi-c5-2020.json' with { type: 'json' }
import cisControls8 from './cis-controls-8.json' with { type: 'json' }
import csaCcm4 from './csa-ccm-4.json' with { type: 'json' }
import dora from './dora.json' with { type: 'json' }
import eucs from './eucs.json' with { type: 'json' }
import iso270012022 from './iso-27001-2022.json' with { type: 'json' }
import nis220242690 from './nis2-2024-2690.json' with { type: 'json' }
import nistCsf20 from './nist-csf-2-0.json' with { type: 'json' }
import secnumcloud32 from './secnumcloud-3-2.json' with { type: 'json' }
import soc22017 from './soc2-2017.json' with { type: 'json' }

type FrameworkId =
  | 'bsi-c5-2020'
  | 'cis-controls-8'
  | 'csa-ccm-4'
  | 'dora'
  | 'eucs'
  | 'iso-27001-2022'
  | 'nis2-2024-2690'
  | 'nist-csf-2-0'
  | 'secnumcloud-3-2'
  | 'soc2-2017'

const byId: Readonly<Record<FrameworkId, Framework>> = {
  'bsi-c5-2020': readFramework('bsi-c5-2020', bsiC52020),
  'cis-controls-8': readFramework('cis-controls-8', cisControls8),
  'csa-ccm-4': readFramework('csa-ccm-4', csaCcm4),
  'dora': readFramework('dora', dora),
  'eucs': readFramework('eucs', eucs),
  'iso-27001-2022': readFramework('iso-27001-2022', iso270012022),
  'nis2-2024-2690': readFramework('nis2-2024-2690', nis220242690),
  'nist-csf-2-0': readFramework('nist-csf-2-0', nistCsf20),
  'secnumcloud-3-2': readFramework('secnumcloud-3-2', secnumcloud32),
  'soc2-2017': readFramework('soc2-2017', soc22017),
}

/**
 * External catalogues: ids and our own short titles, with the metrics that speak for each
 * requirement.
 * @throws CatalogueError when loaded, for a file that is wrong: naming it, and the place in it
 */
export const frameworks: readonly Framework[] = Object.values(byId)
