import { Framework } from '../model/framework.ts'
import eucs from './eucs.json' with { type: 'json' }
import iso27001 from './iso-27001-2022.json' with { type: 'json' }
import soc2 from './soc2-2017.json' with { type: 'json' }

/**
 * External catalogues: ids and our own short titles, with the metrics that speak for each
 * requirement. One line a framework.
 */
export const frameworks: readonly Framework[] = [eucs, iso27001, soc2].map(source =>
  Framework.parse(source),
)
