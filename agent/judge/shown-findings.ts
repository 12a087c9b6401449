import { holds } from '../../common/assess/decided.ts'
import type { Finding, Held, Value } from '../../common/model/index.ts'
import type { LongValues } from '../../common/words/shown-finding.ts'
import { sha256 } from '../log/crypto.ts'
import type { Store } from '../store/store.ts'

/**
 * The values that a finding's line only has the digest of, from the settings' own rows: the one
 * that fits the digest is the one that was judged, whatever was read since.
 */
export async function longValuesOf(
  store: Pick<Store, 'intervals'>,
  finding: Finding,
): Promise<LongValues> {
  const found = new Map<string, Value>()
  for (const item of finding.v === 2 ? finding.decided : []) {
    if ('value' in item) continue
    const value = await valueWith(store, finding.tenant, item.setting, item)
    if (value !== undefined) found.set(item.setting, value)
  }
  return setting => found.get(setting)
}

async function valueWith(
  store: Pick<Store, 'intervals'>,
  tenant: string,
  setting: string,
  held: Held,
): Promise<Value | undefined> {
  for await (const { reading } of store.intervals({ tenant, setting }))
    if (reading.state === 'observed' && holds(held, reading.value, sha256)) return reading.value
  return undefined
}
