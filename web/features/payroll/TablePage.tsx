/** /{company}/administration/payroll/tables/{id}: amounts by what a customer is; the first row that fits counts. */
import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconSortDescending, IconTrash } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { payroll, type PayrollTable } from '#shared/contracts/payroll.ts'
import { parseMoney } from '#shared/money.ts'
import { mostSpecificFirst, unreachable } from '#shared/rules/payroll-amounts.ts'
import {
  type Dimension,
  maxDimensions,
  maxTableRows,
  type TableMatch,
  tableMatches,
} from '#shared/rules/payroll.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, SaveBar } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { usePayrollOptions, useRefreshPayroll } from './use-payroll.ts'
import classes from './payroll.module.css'

type Row = { key: number; cells: string[]; amount: string }
type Draft = { name: string; description: string; active: boolean; dimensions: Dimension[]; rows: Row[] }
let keys = 0
const draftOf = (table: PayrollTable | null): Draft => ({
  name: table?.name ?? '',
  description: table?.description ?? '',
  active: table?.active ?? true,
  dimensions: table?.dimensions ?? [{ variable: 'mmr', match: 'from', label: '' }],
  rows: (table?.rows ?? []).map(({ cells, amountCents }) => ({ key: ++keys, cells: cells.map((cell) => cell ?? ''), amount: (amountCents / 100).toFixed(2) })),
}) // prettier-ignore
const bare = (draft: Draft) => JSON.stringify({ ...draft, rows: draft.rows.map(({ key: _, ...row }) => row) })
const valuesOf = (draft: Draft) => ({
  name: draft.name,
  description: draft.description,
  active: draft.active,
  dimensions: draft.dimensions,
  rows: draft.rows.map(({ cells, amount }) => ({
    cells: cells.map((cell) => cell.trim() || null),
    amountCents: parseMoney(amount) ?? Number.NaN,
  })),
})

export function TablePage() {
  const { tableId } = useParams({ from: '/$company/administration/payroll/tables/$tableId' })
  const { data, error, refetch } = useEndpointQuery(payroll.openTable, { params: { tableId } })
  useTitle(data?.name ?? 'Lookup table')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  return data ? <Editor key={data.id} table={data} /> : <PageSkeleton />
}

export function NewTablePage() {
  useTitle('New lookup table')
  return <Editor table={null} />
}

function Editor({ table }: { table: PayrollTable | null }) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const may = useMay()
  const options = usePayrollOptions()
  const create = useEndpointMutation(payroll.createTable)
  const save = useEndpointMutation(payroll.saveTable)
  const remove = useEndpointMutation(payroll.removeTable)
  const refresh = useRefreshPayroll()
  const [base, setBase] = useState(() => ({ version: table?.version ?? 0, draft: draftOf(table) }))
  const [draft, setDraft] = useState(base.draft)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [left, setLeft] = useState(false)
  const error = create.error ?? save.error
  const server = Object.fromEntries(Object.entries(fieldErrors(error)).map(([path, text]) => [path.replace(/^table\./, ''), text]))
  const found: Record<string, string> = { ...server, ...errors }
  const dirty = bare(draft) !== bare(base.draft)
  const readOnly = !may(table ? 'payroll.modify' : 'payroll.create')
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const rules = { dimensions: draft.dimensions, rows: draft.rows.map(({ cells }) => ({ cells, amountCents: 0 })) }
  const hidden = new Map(unreachable(rules).map(({ row, by }) => [row, by]))
  const setRow = (key: number, change: Partial<Row>) => set({ rows: draft.rows.map((row) => (row.key === key ? { ...row, ...change } : row)) })
  const unitOf = (name: string) => options?.variables.find((one) => one.name === name)?.unit
  const labelOf = ({ variable, label }: Dimension) => label || (options?.variables.find((one) => one.name === variable)?.label ?? variable)
  const submit = () => {
    const checked = check(payroll.createTable.body, valuesOf(draft))
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const done = (saved: PayrollTable) => {
      const next = { version: saved.version, draft: draftOf(saved) }
      setBase(next)
      setDraft(next.draft)
      refresh()
      toastDone('The lookup table was saved.')
      if (!table) {
        setLeft(true)
        void navigate({ to: '/$company/administration/payroll/tables/$tableId', params: { company, tableId: saved.id }, replace: true })
      }
    }
    if (table) save.mutate({ params: { tableId: table.id }, body: { version: base.version, table: checked.value } }, { onSuccess: done })
    else create.mutate({ body: checked.value }, { onSuccess: done })
  }
  const setDimension = (at: number, change: Partial<Dimension>) => set({ dimensions: draft.dimensions.map((one, i) => (i === at ? { ...one, ...change } : one)) })
  const sortRows = () => {
    const order = mostSpecificFirst({ dimensions: draft.dimensions, rows: draft.rows.map(({ cells, key }) => ({ cells, amountCents: key })) })
    set({ rows: order.map(({ amountCents: key }) => draft.rows.find((row) => row.key === key)!) })
  }
  const move = (at: number, by: number) => {
    const rows = [...draft.rows]
    const [row] = rows.splice(at, 1)
    rows.splice(at + by, 0, row!)
    set({ rows })
  }
  return (
    <Page>
      <BackLink to="/$company/administration/payroll" params={{ company }}>
        Payroll
      </BackLink>
      <PageHeader
        title={table?.name ?? 'New lookup table'}
        note={table && table.usedBy.length > 0 && `Used by ${table.usedBy.join('; ')}`}
        actions={
          table &&
          may('payroll.delete') && (
            <ConfirmButton
              label="Delete"
              danger
              variant="subtle"
              size="xs"
              disabled={table.usedBy.length > 0}
              title={`Delete ${table.name}?`}
              confirmLabel="Delete lookup table"
              onConfirm={async () => {
                await remove.mutateAsync({ params: { tableId: table.id } })
                setDraft(base.draft)
                await navigate({ to: '/$company/administration/payroll', params: { company } })
                refresh()
                toastDone('The lookup table was deleted.')
              }}
            >
              No level uses it. It is gone for good.
            </ConfirmButton>
          )
        }
      />
      {error && error.errors.length === 0 && <Notice tone="bad">{problemText(error)}</Notice>}
      {Object.keys(found).length > 0 && <Notice tone="bad">This was not saved. Please look at the marked fields.</Notice>}
      <fieldset disabled={readOnly} style={{ display: 'contents' }}>
        <Panel title="Lookup table">
          <div className={classes.grid}>
            <TextInput label="Name" withAsterisk maxLength={191} value={draft.name} error={found['name']} onChange={(event) => set({ name: event.currentTarget.value })} />
            <TextInput label="Description" maxLength={500} value={draft.description} error={found['description']} onChange={(event) => set({ description: event.currentTarget.value })} />
            <Checkbox mt={28} label="Active" checked={draft.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
          </div>
        </Panel>
        <Panel title="Columns">
          <ul className={classes.rows} aria-label="Columns">
            {draft.dimensions.map((dimension, i) => {
              const isText = unitOf(dimension.variable) === 'text'
              return (
                <li key={i} className={classes.grid}>
                  <NativeSelect
                    label="Field"
                    data={(options?.variables ?? []).map(({ name, label }) => ({ value: name, label }))}
                    value={dimension.variable}
                    error={found[`dimensions.${i}.variable`]}
                    onChange={(event) => {
                      const variable = event.currentTarget.value
                      setDimension(i, { variable, match: unitOf(variable) === 'text' ? 'text' : dimension.match === 'text' ? 'from' : dimension.match })
                    }}
                  />
                  <NativeSelect
                    label="Matched by"
                    data={(Object.keys(tableMatches) as TableMatch[]).filter((match) => (match === 'text') === isText).map((match) => ({ value: match, label: tableMatches[match] }))}
                    value={dimension.match}
                    error={found[`dimensions.${i}.match`]}
                    onChange={(event) => setDimension(i, { match: event.currentTarget.value as TableMatch })}
                  />
                  <span className={classes.actions}>
                    <TextInput label="Heading" placeholder={labelOf(dimension)} maxLength={60} value={dimension.label} onChange={(event) => setDimension(i, { label: event.currentTarget.value })} />
                    <ActionIcon
                      mt={22}
                      variant="subtle"
                      color="gray"
                      aria-label={`Remove column ${i + 1}`}
                      onClick={() => set({ dimensions: draft.dimensions.filter((_, j) => j !== i), rows: draft.rows.map((row) => ({ ...row, cells: row.cells.filter((_, j) => j !== i) })) })}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </span>
                </li>
              )
            })}
          </ul>
          {!readOnly && draft.dimensions.length < maxDimensions && (
            <Button
              mt={draft.dimensions.length ? 12 : 0}
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => set({ dimensions: [...draft.dimensions, { variable: 'contract_months', match: 'from', label: '' }], rows: draft.rows.map((row) => ({ ...row, cells: [...row.cells, ''] })) })}
            >
              Add column
            </Button>
          )}
        </Panel>
        <Panel
          title="Rows"
          note="The first that fits counts; an empty cell fits anything"
          actions={
            !readOnly && draft.rows.length > 1 && (
              <Button size="xs" variant="default" leftSection={<IconSortDescending size={14} aria-hidden />} onClick={sortRows}>
                Most specific first
              </Button>
            )
          }
        >
          {hidden.size > 0 && (
            <Notice tone="attention">
              {[...hidden].slice(0, 3).map(([row, by]) => `Row ${row + 1} is never reached: row ${by + 1} fits all of it.`).join(' ')}
            </Notice>
          )}
          {draft.rows.length > 0 && (
            <div className={classes.scroll}>
              <table className={classes.table} aria-label="Rows">
                <thead>
                  <tr>
                    <th scope="col">#</th>
                    {draft.dimensions.map((dimension, i) => (
                      <th key={i} scope="col">
                        {labelOf(dimension)}
                        {dimension.match === 'from' && ', at least'}
                      </th>
                    ))}
                    <th scope="col">Amount</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {draft.rows.map((row, i) => (
                    <tr key={row.key}>
                      <th scope="row">{i + 1}</th>
                      {draft.dimensions.map((dimension, j) => (
                        <td key={j}>
                          <TextInput
                            aria-label={`Row ${i + 1}, ${labelOf(dimension)}`}
                            placeholder="Any"
                            maxLength={80}
                            value={row.cells[j] ?? ''}
                            error={found[`rows.${i}.cells.${j}`]}
                            onChange={(event) => setRow(row.key, { cells: draft.dimensions.map((_, k) => (k === j ? event.currentTarget.value : (row.cells[k] ?? ''))) })}
                          />
                        </td>
                      ))}
                      <td>
                        <TextInput aria-label={`Row ${i + 1}, amount`} inputMode="decimal" placeholder="0.00" value={row.amount} error={found[`rows.${i}.amountCents`]} onChange={(event) => setRow(row.key, { amount: event.currentTarget.value })} />
                      </td>
                      <td className={classes.tools}>
                        <ActionIcon variant="subtle" color="gray" aria-label={`Move row ${i + 1} up`} disabled={i === 0} onClick={() => move(i, -1)}>
                          <IconArrowUp size={16} aria-hidden />
                        </ActionIcon>
                        <ActionIcon variant="subtle" color="gray" aria-label={`Move row ${i + 1} down`} disabled={i === draft.rows.length - 1} onClick={() => move(i, 1)}>
                          <IconArrowDown size={16} aria-hidden />
                        </ActionIcon>
                        <ActionIcon variant="subtle" color="gray" aria-label={`Remove row ${i + 1}`} onClick={() => set({ rows: draft.rows.filter(({ key }) => key !== row.key) })}>
                          <IconTrash size={16} aria-hidden />
                        </ActionIcon>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {!readOnly && draft.rows.length < maxTableRows && (
            <Button mt={8} size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set({ rows: [...draft.rows, { key: ++keys, cells: draft.dimensions.map(() => ''), amount: '' }] })}>
              Add row
            </Button>
          )}
        </Panel>
      </fieldset>
      {!readOnly && (
        <SaveBar
          dirty={dirty ? 1 : 0}
          saving={create.isPending || save.isPending}
          onSave={submit}
          label={table ? 'Save' : 'Make lookup table'}
          onDiscard={() => {
            setDraft(base.draft)
            setErrors({})
          }}
        />
      )}
      <UnsavedGuard dirty={dirty && !left} />
    </Page>
  )
} // prettier-ignore
