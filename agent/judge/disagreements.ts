import { equal } from '../../common/assess/expectation.ts'
import type { Finding, Observation, Value } from '../../common/model/index.ts'
import type { Store } from '../store/store.ts'

type Disagreement = NonNullable<Finding['disagreement']>[number]
/** What API and page say of one setting, and when each was last read (RFC 3339). */
export type TimedDisagreement = Disagreement & {
  readonly apiAt: string | null
  readonly consoleAt: string | null
}

/**
 * The disagreements of one tenant's findings, by finding id, with the times of both readings. The
 * finding itself keeps the values only: it stays word for word the same as long as they do.
 */
export async function timedDisagreements(
  store: Pick<Store, 'observations'>,
  tenant: string,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, readonly TimedDisagreement[]>> {
  const disagreeing = findings.filter(finding => finding.tenant === tenant && finding.disagreement)
  if (disagreeing.length === 0) return new Map()
  const wanted = new Set(
    disagreeing.flatMap(finding => finding.disagreement?.map(item => item.setting) ?? []),
  )
  const seen: Observation[] = []
  for await (const item of store.observations(tenant)) if (wanted.has(item.setting)) seen.push(item)
  // A check also reads settings of what holds its resource: there the value tells which.
  const at = (
    finding: Finding,
    setting: string,
    source: Observation['source'],
    value: Value,
  ): string | null => {
    const read = seen.filter(
      item =>
        item.setting === setting &&
        item.source === source &&
        item.reading.state === 'observed' &&
        equal(item.reading.value, value),
    )
    return (
      (
        read.find(
          item =>
            item.resource.type === finding.resource.type &&
            item.resource.id === finding.resource.id,
        ) ?? read[0]
      )?.at ?? null
    )
  }
  return new Map(
    disagreeing.map(finding => [
      finding.id,
      (finding.disagreement ?? []).map(item => ({
        ...item,
        apiAt: at(finding, item.setting, 'api', item.api),
        consoleAt: at(finding, item.setting, 'console', item.console),
      })),
    ]),
  )
}
