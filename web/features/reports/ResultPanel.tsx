/** What a report finds: its plot, its rows page by page, and how many there are. */
import { Button } from '@mantine/core'
import { linkOptions, useParams } from '@tanstack/react-router'
import type { ReportDefinition, ReportResult, ResultColumn } from '#shared/contracts/reports.ts'
import { BarList, BarPlot } from '#web/ui/BarPlot.tsx'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { useLocale } from '#web/ui/locale.ts'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { cellText, isNumeric } from './report-format.ts'
import classes from './reports.module.css'
import { useRows } from './use-report.ts'

type Row = ReportResult['rows'][number] & { key: number }
const countedUpTo = 10_000
/** Columns of a plot; more are told by the table. */
const mostBars = 40

type Props = {
  definition: ReportDefinition | null
  onSort?: (sort: ReportDefinition['sort']) => void
  title?: string
}

export function ResultPanel({ definition, onSort, title = 'Result' }: Props) {
  const { company } = useParams({ from: '/$company' })
  const locale = useLocale()
  const pages = useRows(definition)
  const first = pages.data?.pages[0]
  const grouped = definition !== null && (definition.groups.length > 0 || definition.measures.length > 0)
  if (!definition)
    return (
      <Panel title={title}>
        <EmptyState title="Nothing to show yet">Choose at least one column, or a group.</EmptyState>
      </Panel>
    )
  if (pages.error && !first)
    return (
      <Panel title={title}>
        <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
      </Panel>
    )
  const rows = pages.data?.pages.flatMap(({ rows: found }) => found).map((row, key) => ({ ...row, key }))
  const heads = first?.columns ?? []
  const sortKeys = sortKeysOf(definition)
  const columns = heads.map((head, at): Column<Row> => ({
    key: sortKeys[at] ?? String(at),
    head: head.label,
    numeric: isNumeric(head),
    maxWidth: 260,
    sortable: onSort !== undefined && sortKeys[at] !== null,
    cell: (row) => <Cell column={head} value={row.cells[at] ?? null} />,
  }))
  return (
    <Panel title={title} note={first && countText(first, grouped)} flush>
      {pages.error && first && (
        <div className={classes.chart}>
          <Notice
            tone="bad"
            action={
              <Button variant="default" size="xs" onClick={() => void pages.refetch()}>
                Try again
              </Button>
            }
          >
            {pages.error.message}
          </Notice>
        </div>
      )}
      {first && first.leftOut.length > 0 && (
        <div className={classes.chart}>
          <Notice tone="info">Without what you may not see: {first.leftOut.join(', ')}.</Notice>
        </div>
      )}
      {first?.cut && (
        <div className={classes.chart}>
          <Notice tone="attention">
            There are more groups than are shown. The file holds up to 10,000 of them.
          </Notice>
        </div>
      )}
      {grouped && first && definition.chart !== 'none' && <Chart definition={definition} result={first} />}
      <DataTable
        label={title}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        busy={pages.isPlaceholderData}
        {...(!grouped && {
          rowLink: (row: Row) =>
            linkOptions({
              to: '/$company/customers/$customerId',
              params: { company, customerId: row.customerId ?? 0 },
            }),
        })}
        sort={
          definition.sort ? { key: definition.sort.key, direction: definition.sort.direction } : undefined
        }
        onSort={(key) =>
          onSort?.({
            key,
            direction: definition.sort?.key === key && definition.sort.direction === 'asc' ? 'desc' : 'asc',
          })
        }
        empty={<EmptyState title="Nothing fits">Take a filter away, or choose a longer time.</EmptyState>}
        footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
      />
    </Panel>
  )

  function Cell({
    column,
    value,
  }: {
    column: ResultColumn
    value: ReportResult['rows'][number]['cells'][number]
  }) {
    const text = cellText(value, column, locale)
    return text === '' ? <span className={classes.dim}>–</span> : <span className="tabular">{text}</span>
  }
}

/** By what each column is ordered; null: it cannot be. */
function sortKeysOf({ groups, measures, columns }: ReportDefinition): (string | null)[] {
  if (!groups.length && !measures.length) return columns
  return [
    ...groups.map((_, i) => `group.${i}`),
    ...(measures.length ? measures : [null]).map((_, i) => `measure.${i}`),
  ]
}

function countText({ count, rows }: ReportResult, grouped: boolean): string {
  if (grouped) return `${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'group' : 'groups'}`
  if (count === null) return ''
  const words =
    count > countedUpTo ? `${countedUpTo.toLocaleString('en-US')}+` : count.toLocaleString('en-US')
  return `${words} ${count === 1 ? 'row' : 'rows'}`
}

/** The first figure of each group. The table below has all of them. */
function Chart({ definition, result }: { definition: ReportDefinition; result: ReportResult }) {
  const locale = useLocale()
  const at = definition.groups.length
  const figure = result.columns[at]
  if (!figure || at === 0) return null
  const bars = result.rows
    .map(({ cells }, key) => ({
      key,
      label:
        result.columns
          .slice(0, at)
          .map((column, i) => cellText(cells[i] ?? null, column, locale) || 'None')
          .join(', ') || 'None',
      value: typeof cells[at] === 'number' ? cells[at] : 0,
    }))
    .slice(0, mostBars)
  const format = (value: number) => cellText(value, { ...figure, options: undefined }, locale)
  if (!bars.length || !isNumeric(figure)) return null
  return (
    <div className={classes.chart}>
      {definition.chart === 'columns' ? (
        <BarPlot
          title={figure.label}
          tall
          hasTable
          series={[{ name: figure.label, tone: 'info' }]}
          bars={bars.map(({ label, value }) => ({ label, values: [value] }))}
          first={bars[0]!.label}
          last={bars.length > 1 ? bars.at(-1)!.label : ''}
          format={format}
        />
      ) : (
        <BarList label={figure.label} items={bars} format={format} />
      )}
    </div>
  )
}
