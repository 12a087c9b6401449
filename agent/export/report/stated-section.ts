import { statedColumns, statedRows } from '../stated-rows.ts'
import type { StatedRow } from '../stated-rows.ts'
import type { Window } from '../window.ts'
import { html, outside } from './html.ts'
import type { Markup } from './html.ts'

type Column = (typeof statedColumns)[number]

/** Of what auditors said or asked for. */
const askedColumns = [
  ['what', 'Id'],
  ['framework', 'Framework'],
  ['requirement', 'Requirement'],
  ['says', 'It says'],
  ['reason', 'Answer'],
  ['state', 'State'],
] as const satisfies readonly (readonly [Column, string])[]

/** Each kind of them as a table of its own, with the columns that say something of it. */
const tables: readonly {
  readonly kind: NonNullable<StatedRow['kind']>
  readonly caption: string
  readonly columns: readonly (readonly [Column, string])[]
}[] = [
  {
    kind: 'scope',
    caption: 'Scope of the evaluation',
    columns: [
      ['framework', 'Framework'],
      ['tenant', 'Tenants'],
      ['state', 'Level'],
      ['says', 'Who answers for what'],
    ],
  },
  {
    kind: 'applicability',
    caption: 'Statement of applicability: what nobody decided applies',
    columns: [
      ['framework', 'Framework'],
      ['requirement', 'Requirement'],
      ['says', 'It'],
      ['reason', 'Why'],
    ],
  },
  {
    kind: 'manual item',
    caption: 'Manual items: what no setting shows',
    columns: [
      ['framework', 'Framework'],
      ['requirement', 'Requirement'],
      ['what', 'What'],
      ['says', 'It says'],
      ['until', 'Review'],
      ['state', 'State'],
      ['document', 'Document'],
    ],
  },
  {
    kind: 'mapping',
    caption:
      'Metrics that somebody accepted or refused for a requirement of a framework of their own',
    columns: [
      ['framework', 'Framework'],
      ['requirement', 'Requirement'],
      ['what', 'Metric'],
      ['state', 'It is'],
      ['says', 'It'],
      ['reason', 'Why'],
    ],
  },
  {
    kind: 'certificate',
    caption: 'State of the certificate, as a person says that the body that certifies decided it',
    columns: [
      ['framework', 'Framework'],
      ['tenant', 'Tenants'],
      ['says', 'State'],
      ['until', 'Valid until'],
      ['what', 'Body, number'],
      ['reason', 'Why'],
      ['state', 'Proposed'],
    ],
  },
  {
    kind: 'audit comment',
    caption: 'Comments of auditors',
    columns: askedColumns,
  },
  {
    kind: 'audit request',
    caption: 'Requests of auditors',
    columns: askedColumns,
  },
  {
    kind: 'non-conformity',
    caption: 'Non-conformities at the end of the window, and their repair',
    columns: [
      ['tenant', 'Tenant'],
      ['says', 'What was measured'],
      ['state', 'Grade and repair'],
      ['until', 'Until'],
      ['reason', 'Note'],
    ],
  },
  {
    kind: 'own target',
    caption: "The owner's own targets that count",
    columns: [
      ['tenant', 'Tenant'],
      ['what', 'Metric'],
      ['says', 'Held to'],
      ['reason', 'Why'],
    ],
  },
]

/** Who decided it, when, and where that is sealed. */
const sealed = [
  ['by', 'By'],
  ['decided at', 'Decided'],
  ['log entry', 'Entry'],
] as const satisfies readonly (readonly [Column, string])[]

/** What people decided, kind by kind; nothing of it is mixed with what is measured. */
export function statedSection(window: Window): Markup {
  const rows = Map.groupBy(statedRows(window), ({ kind }) => kind)
  const found = tables.flatMap(({ kind, caption, columns }) => {
    const of = rows.get(kind)
    // What no row says anything in is no column.
    const said = [...columns, ...sealed].filter(([name]) => of?.some(row => row[name]))
    return of ? [tableOf(caption, said, of)] : []
  })
  return found.length === 0 ? html`<p>Nobody decided anything in this window.</p>` : html`${found}`
}

function tableOf(
  caption: string,
  columns: readonly (readonly [Column, string])[],
  rows: readonly StatedRow[],
): Markup {
  return html`<div class="scroll words">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(([, title]) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          row =>
            html`<tr>
              ${columns.map(([name]) => html`<td>${cell(name, row)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function cell(name: Column, row: StatedRow): Markup {
  const text = row[name] ?? ''
  return outside(name === 'until' || name === 'decided at' ? text.slice(0, 10) : text)
}
