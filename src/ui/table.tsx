import type { ComponentChildren } from 'preact'

interface TableProps<Row> {
  /** Says what the table holds; a wide one scrolls inside its own region. */
  label: string
  columns: { title: string; cell: (row: Row) => ComponentChildren }[]
  rows: Row[]
  keyOf: (row: Row) => string | number
}

/** Rows in columns, reachable by keyboard where it is wider than the screen. */
export function Table<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table class="plain">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col">
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td key={column.title}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
