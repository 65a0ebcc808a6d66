/**
 * A list: sticky head, 36 px rows, the first columns frozen while the rest scrolls sideways inside the table.
 * The last frozen column names the row. With `rowLink` a row opens by click, middle click and Enter; the link itself
 * stands in that column, and the arrow keys, Home and End walk from row to row.
 */
import { VisuallyHidden } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Link, type LinkProps } from '@tanstack/react-router'
import { type CSSProperties, type ReactNode, useRef } from 'react'
import classes from './DataTable.module.css'
import { useOverflows } from './overflow.ts'
import { ResizeHandle } from './ResizeHandle.tsx'
import { openRowByClick, walkRows } from './table-rows.ts'

export type Column<R> = {
  key: string
  head: string
  /** The head is for screen readers only: a column of buttons. */
  hideHead?: boolean
  cell: (row: R) => ReactNode
  /** Right-aligned in tabular figures. */
  numeric?: boolean
  /** Pixels; the column takes what it needs otherwise. A frozen column before the last one needs it. */
  width?: number
  /** Pixels beyond which the text is cut off. */
  maxWidth?: number
  sortable?: boolean
  /** What `onSort` is told, and `sort` compared with; the key if absent. */
  sortBy?: string
}

export type Sort = { key: string; direction: 'asc' | 'desc' }

/** Rows that can be chosen: a column of checkboxes before all others, and the key x on the row that has the focus. */
export type Selection<R> = {
  isSelected: (row: R) => boolean
  /** @param through the row is chosen with all between it and the one chosen before (Shift). */
  toggle: (row: R, through: boolean) => void
  /** Of the rows on the page. */
  all: 'none' | 'some' | 'all'
  toggleAll: () => void
  /** Names a row's checkbox: "Select Dana Whitfield". */
  label: (row: R) => string
}

type Props<R> = {
  /** Names the table for screen readers: "Customers". */
  label: string
  columns: readonly Column<R>[]
  /** undefined while loading: skeleton rows stand in. */
  rows: readonly R[] | undefined
  rowKey: (row: R) => string | number
  /** How many columns stay while the rest scrolls sideways; on a phone only the last of them does. */
  frozen?: number
  rowLink?: (row: R) => LinkProps
  /** Dims a row: archived, ended. */
  isMuted?: (row: R) => boolean
  selection?: Selection<R>
  sort?: Sort
  onSort?: (key: string) => void
  /** How wide somebody made columns, in pixels, by their keys. */
  widths?: Readonly<Record<string, number>>
  /** Columns can be made wider and narrower; null: as wide as its content again. */
  onResize?: (key: string, width: number | null) => void
  /** In place of the rows when there are none. */
  empty?: ReactNode
  /** Below the rows: Load more, the end of the list. */
  footer?: ReactNode
  /** Fills the room below the page's head and scrolls inside, its position remembered under this name. */
  scrollId?: string
  /** Rows are being replaced by others (another sort, another filter). */
  busy?: boolean
  /** How many rows stand in while loading. */
  skeletons?: number
}

export function DataTable<R>(props: Props<R>) {
  const { label, rows, rowKey, rowLink, isMuted, empty, footer, scrollId, selection } = props
  const { busy = false, skeletons = 14, widths = none, onResize } = props
  const columns = selection ? [boxColumn(selection), ...props.columns] : props.columns
  const frozen = (props.frozen ?? 1) + (selection ? 1 : 0)
  const isEmpty = rows?.length === 0
  const box = useRef<HTMLDivElement>(null)
  // Where every column has its width, what is left of the table's is nobody's.
  const filler = onResize !== undefined && columns.every(({ key, width }) => width ?? widths[key])
  // Row links bring the keyboard here by themselves.
  const needsFocus = useOverflows(box) && !(rowLink && rows?.length)
  return (
    <div
      ref={box}
      className={classes.scroll}
      {...(needsFocus && { tabIndex: 0, role: 'group', 'aria-label': label })}
      data-fill={scrollId ? true : undefined}
      data-scroll-restoration-id={scrollId}
      aria-busy={busy || !rows}
    >
      <table
        className={classes.table}
        style={widthVariables(columns, widths)}
        aria-label={label}
        data-busy={busy || undefined}
      >
        <thead>
          <tr>
            {columns.map((column, i) => (
              <HeadCell
                key={column.key}
                column={column}
                place={placeOf(columns, i, frozen)}
                selection={i === 0 ? selection : undefined}
                sort={props.sort}
                onSort={props.onSort}
                width={widths[column.key]}
                onResize={selection && i === 0 ? undefined : onResize}
                variable={variableOf(i)}
              />
            ))}
            {filler && <td aria-hidden />}
          </tr>
        </thead>
        <tbody onKeyDown={walkRows}>
          {rows?.map((row, index) => (
            <tr
              key={rowKey(row)}
              data-link={rowLink ? true : undefined}
              data-muted={isMuted?.(row) || undefined}
              data-selected={selection?.isSelected(row) || undefined}
              onClick={rowLink && openRowByClick}
              onAuxClick={rowLink && openRowByClick}
            >
              {columns.map((column, i) => (
                <BodyCell
                  key={column.key}
                  column={column}
                  place={placeOf(columns, i, frozen)}
                  variable={variableOf(i)}
                >
                  {i === frozen - 1 && rowLink ? (
                    <Link
                      {...rowLink(row)}
                      className={classes.link}
                      data-row-link
                      tabIndex={index === 0 ? 0 : -1}
                    >
                      {column.cell(row)}
                    </Link>
                  ) : (
                    column.cell(row)
                  )}
                </BodyCell>
              ))}
              {filler && <td aria-hidden />}
            </tr>
          ))}
          {!rows && <SkeletonRows columns={columns} count={skeletons} />}
        </tbody>
      </table>
      {isEmpty ? (
        <div className={classes.beside}>{empty}</div>
      ) : (
        footer && <div className={classes.beside}>{footer}</div>
      )}
    </div>
  )
}

const boxWidth = 40

/** Native boxes: a list of a thousand rows has as many. */
const boxColumn = <R,>({ isSelected, toggle, label }: Selection<R>): Column<R> => ({
  key: '(select)',
  head: 'Select',
  width: boxWidth,
  cell: (row) => (
    <input
      type="checkbox"
      className={classes.box}
      aria-label={label(row)}
      data-row-box
      tabIndex={-1}
      checked={isSelected(row)}
      // A box changes by a click, which knows of Shift.
      onChange={({ nativeEvent }) => toggle(row, (nativeEvent as MouseEvent).shiftKey)}
    />
  ),
})

const none: Readonly<Record<string, number>> = {}

/** The variable of the table's style that holds what somebody made a column's width; absent, the column's own holds. */
const variableOf = (index: number) => `--w${index}`
const widthVariables = <R,>(
  columns: readonly Column<R>[],
  widths: Readonly<Record<string, number>>,
): CSSProperties =>
  Object.fromEntries(
    columns.flatMap(({ key }, i) => (widths[key] ? [[variableOf(i), `${widths[key]}px`]] : [])),
  )

/** Where a column stays: `row` names the row, `before` is frozen left of it; with its distance from the left edge. */
type Place = { kind: 'row' | 'before'; left: string } | null

function placeOf<R>(columns: readonly Column<R>[], index: number, frozen: number): Place {
  if (index >= frozen) return null
  const before = columns.slice(0, index).map(({ width = 0 }, i) => `var(${variableOf(i)}, ${width}px)`)
  return { kind: index === frozen - 1 ? 'row' : 'before', left: `calc(${['0px', ...before].join(' + ')})` }
}

/** As variables, so that the style sheet may decide otherwise on a phone. */
const cssVars = (place: Place, max: string) => ({ '--left': place?.left, '--max': max }) as CSSProperties

type HeadProps<R> = {
  column: Column<R>
  place: Place
  selection: Selection<R> | undefined
  sort?: Sort
  onSort?: (key: string) => void
  /** What somebody made it. */
  width: number | undefined
  variable: string
  onResize: Props<R>['onResize']
}

function HeadCell<R>({ column, place, selection, sort, onSort, width, variable, onResize }: HeadProps<R>) {
  const sortBy = column.sortBy ?? column.key
  const direction = sort?.key === sortBy ? sort.direction : undefined
  const own = `var(${variable}, ${column.width ? `${column.width}px` : 'auto'})`
  const Arrow = direction === 'desc' ? IconArrowDown : IconArrowUp
  return (
    <th
      scope="col"
      data-numeric={column.numeric || undefined}
      data-frozen={place?.kind}
      style={{
        ...cssVars(place, `var(${variable})`),
        ...(onResize ? { width: own, minWidth: own } : { width: column.width, minWidth: column.width }),
      }}
      // The handle's own name is no part of the column's.
      aria-label={onResize && column.head}
      aria-sort={direction && (direction === 'asc' ? 'ascending' : 'descending')}
    >
      {selection ? (
        <input
          ref={(box) => {
            if (box) box.indeterminate = selection.all === 'some'
          }}
          type="checkbox"
          className={classes.box}
          aria-label="Select all rows on this page"
          checked={selection.all === 'all'}
          onChange={selection.toggleAll}
        />
      ) : column.sortable && onSort ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(sortBy)}
          data-active={direction || undefined}
        >
          {column.head}
          <Arrow size={12} stroke={2.2} aria-hidden />
        </button>
      ) : column.hideHead ? (
        <VisuallyHidden>{column.head}</VisuallyHidden>
      ) : (
        column.head
      )}
      {onResize && (
        <ResizeHandle
          head={column.head}
          {...{ variable, width }}
          onResize={(next) => onResize(column.key, next)}
        />
      )}
    </th>
  )
}

type CellProps<R> = { column: Column<R>; place: Place; variable: string; children: ReactNode }

function BodyCell<R>({ column, place, variable, children }: CellProps<R>) {
  const most = column.maxWidth ? `var(${variable}, ${column.maxWidth}px)` : `var(${variable})`
  const attributes = {
    'data-numeric': column.numeric || undefined,
    'data-frozen': place?.kind,
    style: cssVars(place, most),
  }
  // The last frozen cell names its row for screen readers.
  return place?.kind === 'row' ? (
    <th scope="row" {...attributes}>
      {children}
    </th>
  ) : (
    <td {...attributes}>{children}</td>
  )
}

function SkeletonRows<R>({ columns, count }: { columns: readonly Column<R>[]; count: number }) {
  return Array.from({ length: count }, (_, row) => (
    <tr key={row} aria-hidden>
      {columns.map((column, i) => (
        <td key={column.key}>
          <span className={classes.bar} style={{ width: `${40 + ((row * 7 + i * 13) % 45)}%` }} />
        </td>
      ))}
    </tr>
  ))
}
