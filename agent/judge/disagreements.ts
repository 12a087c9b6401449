import { holds } from '../../common/assess/decided.ts'
import type { Finding, Held, Observation, ShownFinding } from '../../common/model/index.ts'
import { about } from '../../common/words/english/findings.ts'
import { sha256 } from '../log/crypto.ts'
import type { Store } from '../store/store.ts'

type Disagreement = NonNullable<ShownFinding['disagreement']>[number]
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
  for await (const item of store.observations(tenant, undefined, [...wanted])) seen.push(item)
  // A check also reads settings of what holds its resource: there the value tells which.
  const readingOf = (
    { resource }: Finding,
    setting: string,
    source: Observation['source'],
    held: Held,
  ): Observation | undefined => {
    const read = seen.filter(
      item =>
        item.setting === setting &&
        item.source === source &&
        item.reading.state === 'observed' &&
        holds(held, item.reading.value, sha256),
    )
    return (
      read.find(item => item.resource.type === resource.type && item.resource.id === resource.id) ??
      read[0]
    )
  }
  return new Map(
    disagreeing.map(finding => [
      finding.id,
      heldBy(finding).map(({ setting, api, console }) => {
        const [one, other] = [
          readingOf(finding, setting, 'api', api),
          readingOf(finding, setting, 'console', console),
        ]
        return {
          setting,
          api: valueOf(api, one),
          console: valueOf(console, other),
          apiAt: one?.at ?? null,
          consoleAt: other?.at ?? null,
        }
      }),
    ]),
  )
}

type HeldDisagreement = { readonly setting: string; readonly api: Held; readonly console: Held }

function heldBy(finding: Finding): readonly HeldDisagreement[] {
  if (finding.v === 2) return finding.disagreement ?? []
  return (finding.disagreement ?? []).map(({ setting, api, console }) => ({
    setting,
    api: { value: api },
    console: { value: console },
  }))
}

function valueOf(held: Held, read: Observation | undefined): Disagreement['api'] {
  if ('value' in held) return held.value
  return read?.reading.state === 'observed' ? read.reading.value : about.longValue(held.length)
}
