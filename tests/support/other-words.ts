import { about } from '../../common/words/english/findings.ts'
import { english } from '../../common/words/english/index.ts'
import { importText, reasonText } from '../../common/words/english/reasons.ts'

/**
 * Runs `work` while every sentence of the tables is another one, and puts them back.
 * @returns what it gives
 */
export async function inOtherWords<T>(work: () => T | Promise<T>): Promise<T> {
  const tables = [english, about, reasonText, importText] as readonly object[] as readonly Record<
    string,
    unknown
  >[]
  const before = tables.map(table => ({ ...table }))
  try {
    for (const table of tables)
      for (const [code, sentence] of Object.entries(table))
        table[code] = typeof sentence === 'function' ? () => `andere ${code}` : `andere ${code}`
    return await work()
  } finally {
    for (const [index, table] of tables.entries()) Object.assign(table, before[index])
  }
}
