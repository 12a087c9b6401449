import type { Importer } from '../../common/model/index.ts'
import { importers as byName } from '../../common/services/importers.ts'

export type { Importer }
/** How the exports of other tools are read, sorted by the tool's name. */
export const importers: readonly Importer[] = Object.values(byName)
