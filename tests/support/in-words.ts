import type { Finding, ShownFinding } from '../../common/model/index.ts'
import { services } from '../../common/services/index.ts'
import { shownFinding } from '../../common/words/shown-finding.ts'

/** A finding of a shipped check as it is shown. */
export function inWords(finding: Finding): ShownFinding {
  return shownFinding(finding, { services })
}
