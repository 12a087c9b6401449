import type { ComponentChildren } from 'preact'

export type Column<Row> = {
  readonly title: string
  /** It names its row. */
  readonly names?: true
  /** It breaks its lines. */
  readonly long?: true
  cell(row: Row, index: number): ComponentChildren
}

/**
 * A table that on a narrow screen is a list: each cell below the other, with its column's title before it.
 * Roles are said, since what is no table in CSS is none to a screen reader.
 */
export function StackedTable<Row extends { readonly id: string }>({
  label,
  caption,
  columns,
  rows,
}: {
  readonly label: string
  readonly caption?: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
}) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="stacked" role="table">
        {caption && <caption>{caption}</caption>}
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ title }) => (
              <th key={title} scope="col" role="columnheader">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, index) => (
            <tr key={row.id} role="row">
              {columns.map(({ title, names, long, cell }) =>
                names ? (
                  <th key={title} scope="row" role="rowheader" data-label={title}>
                    {cell(row, index)}
                  </th>
                ) : (
                  <td key={title} class={long && 'long'} role="cell" data-label={title}>
                    {cell(row, index)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
