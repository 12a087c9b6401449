import type { ImportedState } from '../../common/model/index.ts'
import {
  checkScubaGoggles,
  fromScubaGoggles,
  wantedByScubaGoggles,
} from '../../common/services/google-workspace/import/index.ts'
import {
  checkScubaGear,
  mapScubaGear,
  wantedByScubaGear,
} from '../../common/services/microsoft-365/import/index.ts'

/** How the export of one other tool becomes observations. One line a tool in `importers`. */
export type Importer = {
  /** The word after `witnessmark import`. */
  readonly name: string
  readonly service: string
  /** Policies of this tool's baseline start with this. */
  readonly policyPrefix: string
  /**
   * Export (or, in a conformance case, the part of one) to settings. Pure. A section that was not
   * read is unobserved; one that was read and is empty is an observation.
   */
  readonly map: (document: unknown) => ImportedState
  /**
   * Members of the export's object that `map` looks at; the others, which may be huge, are not
   * kept. All, when absent.
   */
  readonly wants?: (section: string) => boolean
  /** The member of a report in which this tool keeps the export, where it keeps one. */
  readonly inside?: string
  /** Refuses what is no whole export of a known version: throws an error that says what to do. */
  readonly check?: (document: Readonly<Record<string, unknown>>) => void
}

export const importers: readonly Importer[] = [
  {
    name: 'scubagear',
    service: 'microsoft-365',
    policyPrefix: 'MS.',
    map: mapScubaGear,
    wants: wantedByScubaGear,
    inside: 'Raw',
    check: checkScubaGear,
  },
  {
    name: 'scubagoggles',
    service: 'google-workspace',
    policyPrefix: 'GWS.',
    map: fromScubaGoggles,
    wants: wantedByScubaGoggles,
    check: checkScubaGoggles,
  },
]
