import { levelWords } from '../../common/log/bundle.ts'
import { monitoringText, monitoringWords } from '../../common/words/english/evaluations.ts'
import type { ExportFormat } from './format.ts'
import {
  requirementColumns as aspectColumns,
  requirementRows as aspectRows,
} from './requirement-rows.ts'
import { columns, rowsOf } from './rows.ts'
import { deviationRows, populationRows, requirementRows } from './period-rows.ts'
import { statedColumns, statedCells } from './stated-rows.ts'
import { clampedText, proposalText } from './said-beside.ts'
import type { Window } from './window.ts'
import { writeZip } from './zip.ts'
import type { ZipMember } from './zip.ts'

/** Rows of a sheet under its heading. */
const MOST_ROWS = 1_048_575
const MOST_CHARACTERS = 32_767
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'

/** Findings, requirements and how they were judged, the monitoring, deviations, populations, what people decided, and coverage as sheets. */
export const xlsxFormat: ExportFormat = {
  title: 'Workbook (XLSX)',
  ending: 'xlsx',
  write: ({ out, window }) => writeXlsx(out, window),
}

/**
 * An Office Open XML workbook (ECMA-376): findings (on as many sheets as they need), requirements, monitoring and coverage.
 * Every cell is an inline string, which no program evaluates; rows are made while they are written.
 * @param most rows of a sheet
 */
export async function writeXlsx(file: string, window: Window, most = MOST_ROWS): Promise<void> {
  const sheets = [
    ...findingSheets(window, most),
    { title: 'Requirements', content: () => requirementRows(window) },
    { title: 'Deviations', content: () => upTo(most, deviationRows(window)) },
    { title: 'Populations', content: () => populationRows(window) },
    { title: 'Aspects', content: () => aspects(window) },
    { title: 'Monitoring', content: () => monitoring(window) },
    { title: 'Stated by people', content: () => stated(window) },
    { title: 'Coverage', content: () => coverage(window) },
    { title: 'About', content: () => about(window) },
  ]
  const members: ZipMember[] = [
    {
      path: '[Content_Types].xml',
      content: () => [
        `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${sheets.map((_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
      ],
    },
    {
      path: '_rels/.rels',
      content: () => [
        `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${packages}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
      ],
    },
    {
      path: 'docProps/core.xml',
      content: () => [
        `${head}<cp:coreProperties xmlns:cp="${packages}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${cellText(titleOf(window))}</dc:title></cp:coreProperties>`,
      ],
    },
    {
      path: 'xl/workbook.xml',
      content: () => [
        `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.map(({ title }, index) => `<sheet name="${title}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
      ],
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      content: () => [
        `${head}<Relationships xmlns="${packages}/relationships">${sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${office}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}<Relationship Id="rId${sheets.length + 1}" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
      ],
    },
    {
      path: 'xl/styles.xml',
      content: () => [
        `${head}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49"/><xf numFmtId="49" fontId="1" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
      ],
    },
    ...sheets.map(({ content }, index) => ({
      path: `xl/worksheets/sheet${index + 1}.xml`,
      content: () => sheet(content()),
    })),
  ]
  await writeZip(file, members)
}

/** A sheet whose first row stays in sight, is as wide as what stands under it, and filters. */
async function* sheet(rows: AsyncIterable<readonly string[]>): AsyncIterable<string> {
  yield `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`
  let number = 0
  let last = 'A'
  for await (const row of rows) {
    if (number === 0) {
      last = letters(row.length)
      yield `<cols>${row.map((name, index) => `<col min="${index + 1}" max="${index + 1}" width="${widths[name] ?? NARROW}" customWidth="1"/>`).join('')}</cols><sheetData>`
    }
    yield `<row r="${++number}">${row.map(text => `<c t="inlineStr"${number === 1 ? ' s="1"' : ''}><is><t xml:space="preserve">${cellText(text)}</t></is></c>`).join('')}</row>`
  }
  yield `</sheetData><autoFilter ref="A1:${last}${number}"/></worksheet>`
}

const NARROW = 16
/** Of what is longer than most, in characters. */
const widths: Readonly<Record<string, number>> = {
  'check': 44,
  'title': 48,
  'resource': 32,
  'reason': 40,
  'detail': 40,
  'expected': 32,
  'observed': 48,
  'assessed': 26,
  'since': 26,
  'setting': 44,
  'why not': 40,
  'what': 24,
  'value': 72,
}

/** The column's name: 1 is A, 27 is AA. */
function letters(column: number): string {
  const rest = (column - 1) % 26
  const before = (column - 1 - rest) / 26
  return `${before > 0 ? letters(before) : ''}${String.fromCharCode(65 + rest)}`
}

/** A heading and as many rows as a sheet takes; where there are more, the last one says so. */
async function* upTo(
  most: number,
  rows: AsyncIterable<readonly string[]>,
): AsyncIterable<readonly string[]> {
  let row = 0
  let more = 0
  for await (const cells of rows)
    if (row++ < most) yield cells
    else more++
  if (more > 0) yield [`and ${more} more: all of them are in the bundle`]
}

/**
 * One sheet after the other reads on in the same rows: what a sheet cannot take stands in the next,
 * and nothing is left out.
 */
function findingSheets(
  window: Window,
  most: number,
): { readonly title: string; readonly content: () => AsyncIterable<readonly string[]> }[] {
  const total = window.tenants
    .flatMap(tenant => tenant.moments)
    .reduce(
      (sum, { counts }) => sum + Object.values(counts).reduce((all, count) => all + count, 0),
      0,
    )
  const rows = rowsOf(window)[Symbol.asyncIterator]()
  return Array.from({ length: Math.max(1, Math.ceil(total / most)) }, (_, index) => ({
    title: index === 0 ? 'Findings' : `Findings ${index + 1}`,
    async *content() {
      yield columns
      for (let row = 0; row < most; row++) {
        const { value, done } = await rows.next()
        if (done) return
        yield value
      }
    },
  }))
}

async function* aspects(window: Window): AsyncIterable<readonly string[]> {
  yield aspectColumns
  yield* aspectRows(window)
}

async function* stated(window: Window): AsyncIterable<readonly string[]> {
  yield statedColumns
  yield* statedCells(window)
}

async function* monitoring(window: Window): AsyncIterable<readonly string[]> {
  yield ['tenant', 'assessed', 'what', 'state', 'in numbers']
  for (const tenant of window.tenants)
    for (const moment of tenant.moments)
      for (const fact of moment.monitoring)
        yield [
          tenant.id,
          moment.at,
          monitoringWords[fact.measure],
          fact.state,
          monitoringText(fact),
        ]
}

async function* coverage(window: Window): AsyncIterable<readonly string[]> {
  yield ['tenant', 'setting', 'title', 'days read', 'days in all', 'longest gap in days', 'why not']
  for (const tenant of window.tenants)
    for (const item of tenant.coverage)
      yield [
        tenant.id,
        item.setting,
        item.title,
        String(item.seenDays),
        String(item.days.length),
        String(item.longestGap),
        item.reasons.join(' '),
      ]
}

async function* about(window: Window): AsyncIterable<readonly string[]> {
  yield ['what', 'value']
  yield ['from', window.from]
  yield ['to', clampedText(window) || window.to]
  yield ['log entries', String(window.checkpoint.size)]
  yield ['log root', window.checkpoint.root]
  yield ['level', levelWords(window.signers)]
  yield ['catalogue', window.catalogue]
  for (const { proposals } of window.tenants)
    for (const proposal of proposals) yield ['proposed exception', proposalText(proposal)]
}

function titleOf({ from, to, tenants }: Window): string {
  const names = tenants.map(tenant => tenant.title).join(', ')
  return `Witnessmark: ${names}, ${from.slice(0, 10)} to ${to.slice(0, 10)}`
}

/**
 * Text that XML 1.0 can carry; longer than a cell takes is cut and says so. What looks like an escape
 * (`_x0041_`, ST_Xstring of ECMA-376) is escaped, or it would be read as what it names.
 */
function cellText(text: string): string {
  const whole = text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
  const cut =
    whole.length > MOST_CHARACTERS
      ? `${whole.slice(0, MOST_CHARACTERS - 20).toWellFormed()} (cut here)`
      : whole
  return cut
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
    .replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
}
