import { appendFileSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { Severity } from '../../../common/model/index.ts'
import { assertOutgoing } from '../../home/outgoing.ts'
import { messageOf, Problem } from '../../problem.ts'
import { version } from '../../version.ts'
import type { Alert, NewsKind } from '../alert.ts'
import type { Send } from '../channels.ts'

const severityId: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 }
const over: ReadonlySet<NewsKind> = new Set(['fixed', 'seen-again'])

/** One event a line at a file's end, for what a collector of a SIEM reads. */
export const ocsf: Send = async (alert, { channel, agent: { home } }) => {
  const { file = '' } = channel
  try {
    if (!isAbsolute(file)) throw new Error('its whole path is needed, from the root on')
    assertOutgoing(home, file, { force: true })
    appendFileSync(file, `${JSON.stringify(eventOf(alert))}\n`, { mode: 0o600, flush: true })
  } catch (error) {
    throw new Problem('alert-refused', { host: file, detail: messageOf(error) }, { cause: error })
  }
}

/** OCSF 1.3, class 2004 (https://schema.ocsf.io/1.3.0/classes/detection_finding). */
function eventOf(alert: Alert): object {
  const { id, at, kind, severity, tenant, check, title, text, resources } = alert
  const resolved = over.has(kind)
  return {
    activity_id: resolved ? 3 : 1,
    activity_name: resolved ? 'Close' : 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200400 + (resolved ? 3 : 1),
    type_name: `Detection Finding: ${resolved ? 'Close' : 'Create'}`,
    time: Date.parse(at),
    severity_id: severityId[severity],
    severity: severity[0]!.toUpperCase() + severity.slice(1),
    status_id: resolved ? 4 : 1,
    status: resolved ? 'Resolved' : 'New',
    message: `${title}: ${text}`,
    metadata: {
      version: '1.3.0',
      uid: id,
      product: { name: 'Witnessmark', vendor_name: 'Witnessmark', version },
    },
    finding_info: { uid: id, title, desc: text, types: [kind], created_time: Date.parse(at) },
    resources: resources.map(name => ({ name, ...(tenant ? { namespace: tenant } : {}) })),
    unmapped: { tenant, check, kind },
  }
}
