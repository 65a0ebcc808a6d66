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
  const { busy = false, skeletons = 14 } = props
  const columns = selection ? [boxColumn(selection), ...props.columns] : props.columns
  const frozen = (props.frozen ?? 1) + (selection ? 1 : 0)
  const isEmpty = rows?.length === 0
  const box = useRef<HTMLDivElement>(null)
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
      <table className={classes.table} aria-label={label} data-busy={busy || undefined}>
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
              />
            ))}
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
                <BodyCell key={column.key} column={column} place={placeOf(columns, i, frozen)}>
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

/** Where a column stays: `row` names the row, `before` is frozen left of it; with its distance from the left edge. */
type Place = { kind: 'row' | 'before'; left: number } | null

function placeOf<R>(columns: readonly Column<R>[], index: number, frozen: number): Place {
  if (index >= frozen) return null
  const left = columns.slice(0, index).reduce((sum, { width = 0 }) => sum + width, 0)
  return { kind: index === frozen - 1 ? 'row' : 'before', left }
}

/** As variables, so that the style sheet may decide otherwise on a phone. */
const cssVars = (place: Place) => ({ '--left': place && `${place.left}px` }) as CSSProperties

type HeadProps<R> = {
  column: Column<R>
  place: Place
  selection: Selection<R> | undefined
  sort?: Sort
  onSort?: (key: string) => void
}

function HeadCell<R>({ column, place, selection, sort, onSort }: HeadProps<R>) {
  const direction = sort?.key === column.key ? sort.direction : undefined
  const Arrow = direction === 'desc' ? IconArrowDown : IconArrowUp
  return (
    <th
      scope="col"
      data-numeric={column.numeric || undefined}
      data-frozen={place?.kind}
      style={{ ...cssVars(place), width: column.width, minWidth: column.width }}
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
          onClick={() => onSort(column.key)}
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
    </th>
  )
}

function BodyCell<R>({ column, place, children }: { column: Column<R>; place: Place; children: ReactNode }) {
  const attributes = {
    'data-numeric': column.numeric || undefined,
    'data-frozen': place?.kind,
    style: { ...cssVars(place), '--max': column.maxWidth && `${column.maxWidth}px` } as CSSProperties,
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
