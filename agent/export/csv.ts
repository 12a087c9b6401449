import type { ExportFormat } from './format.ts'
import { asText } from './format.ts'
import type { Window } from './window.ts'
import { requirementColumns, requirementRows } from './requirement-rows.ts'
import { columns, rowsOf } from './rows.ts'
import { aboutStated, statedColumns, statedCells } from './stated-rows.ts'

/** One row a finding. */
export const csvFormat: ExportFormat = {
  title: 'Table (CSV)',
  ending: 'csv',
  write: asText(({ window }) => csv(columns, rowsOf(window))),
}

/** One row a requirement: which part of it is proven, which is open, and why. */
export const requirementsFormat: ExportFormat = {
  title: 'Requirements (CSV)',
  ending: 'csv',
  write: asText(({ window }) => csv(requirementColumns, requirementRows(window))),
}

/** One row of what people decided: apart from what is measured. */
export const statedFormat: ExportFormat = {
  title: 'What people decided: scope, applicability, repairs, manual items, targets (CSV)',
  ending: 'csv',
  write: asText(({ window }) => csv(statedColumns, statedOf(window))),
}

async function* statedOf(window: Window): AsyncIterable<readonly string[]> {
  yield* statedCells(window)
  yield* aboutStated(window)
}

/** RFC 4180 with a byte-order mark, so that spreadsheets read UTF-8. */
export async function* csv(
  names: readonly string[],
  rows: AsyncIterable<readonly string[]>,
): AsyncIterable<string> {
  yield `\ufeff${line(names)}`
  for await (const row of rows) yield line(row)
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
