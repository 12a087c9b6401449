import type { ExportFormat } from './format.ts'
import { asText } from './format.ts'
import { columns, rowsOf } from './rows.ts'
import type { Window } from './window.ts'

/** One row a finding. */
export const csvFormat: ExportFormat = {
  title: 'Table (CSV)',
  ending: 'csv',
  write: asText(({ window }) => csv(window)),
}

/** RFC 4180 with a byte-order mark, so that spreadsheets read UTF-8. */
async function* csv(window: Window): AsyncIterable<string> {
  yield `\ufeff${line(columns)}`
  for await (const row of rowsOf(window)) yield line(row)
}

function line(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/**
 * A cell that a spreadsheet takes as text whatever a tenant put into a name: what would start a
 * formula gets an apostrophe, also after spaces or a line break, which some programs skip.
 */
function cell(value: string): string {
  const harmless = /^[\s\u0000]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(value)
    ? `'${value}`
    : value
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
