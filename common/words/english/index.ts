import type { KeptSaid } from '../kept.ts'
import type { Params } from '../said.ts'
import { dns } from './dns.ts'
import { googleWorkspace } from './google-workspace.ts'
import { judging } from './judging.ts'
import { microsoft365 } from './microsoft-365.ts'
import { reading } from './reading.ts'
import type { InWords, Table } from './table.ts'

/**
 * Every sentence about a reading or a finding, made when it is shown: the record holds codes, so a
 * correction or another language changes nothing that is sealed. The only place to translate.
 */
export const english: Table<Params> = {
  ...judging,
  ...reading,
  ...dns,
  ...googleWorkspace,
  ...microsoft365,
}

/** In words; what another version wrote under a code that is not known here, as it stands. */
export function wordsOf(said: KeptSaid): string {
  const table: Readonly<Record<string, ((params: never, words: InWords) => string) | undefined>> =
    english
  const sentence = Object.hasOwn(table, said.code) ? table[said.code] : undefined
  try {
    if (sentence) return sentence(said.params as never, wordsOf)
  } catch {
    // Its params are of another version, too.
  }
  return `${said.code} ${JSON.stringify(said.params)}`
}
