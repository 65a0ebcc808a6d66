/** /operator/log: every act of the platform's staff, by whom, when and why (ADM-012). */
import { Button, TextInput } from '@mantine/core'
import { IconHistory, IconSearch, IconX } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { operatorActs, operatorLog } from '#shared/contracts/operator-log.ts'
import { endpointPages } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { DayFilter } from '#web/ui/DayFilter.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { MoreRows } from '#web/ui/MoreRows.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { actName } from './act-names.ts'
import { type LogSearch, nothingSet } from './log-search.ts'
import classes from './operators.module.css'

const from = '/operator/log'
type Act = Output<typeof operatorLog.list>['items'][number]

const columns: Column<Act>[] = [
  { key: 'at', head: 'When', cell: (row) => <Time at={row.at} exact /> },
  { key: 'who', head: 'Who', maxWidth: 160, cell: (row) => row.operator },
  { key: 'act', head: 'What', maxWidth: 240, cell: (row) => actName(row.act) },
  {
    key: 'company',
    head: 'Company',
    maxWidth: 200,
    cell: ({ company }) =>
      company && (
        <Link to="/operator/$companyId" params={{ companyId: company.id }}>
          {company.name}
        </Link>
      ),
  },
  { key: 'reason', head: 'Why', maxWidth: 340, cell: (row) => <span title={row.reason}>{row.reason}</span> },
  { key: 'from', head: 'From', maxWidth: 150, cell: (row) => row.address },
]

const day = (label: string) => ({ label, name: `${label} day`, labelWidth: 44, className: classes.day })

export function LogPage() {
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const filter = (change: Partial<LogSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  const pages = useInfiniteQuery({
    ...endpointPages(operatorLog.list, { query: search }, 'before'),
    staleTime: 0,
    placeholderData: keepPreviousData,
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const filtered = Object.values(search).some((value) => value !== undefined)
  return (
    <>
      <BackLink to="/operator">Companies</BackLink>
      <PageHeader title="Log" note="Everything that the staff did; nobody can change it" />
      <Panel
        title="Acts"
        flush
        actions={
          <div className={classes.filters} role="group" aria-label="Filter">
            <SearchField value={search.search} onChange={(words) => filter({ search: words })} />
            {search.companyId !== undefined && (
              <Button
                size="compact-sm"
                variant="default"
                rightSection={<IconX size={13} aria-hidden />}
                aria-label={`Company ${search.companyId}: take the filter off`}
                onClick={() => filter({ companyId: undefined })}
              >
                Company #{search.companyId}
              </Button>
            )}
            <FilterChip
              label="Who"
              choices={(pages.data?.pages[0]?.operators ?? []).map(({ id, name }) => ({
                value: id,
                label: name,
              }))}
              value={search.operatorId}
              onChange={(operatorId) => filter({ operatorId })}
              anyLabel="Everybody"
            />
            <FilterChip
              label="What"
              choices={operatorActs.map((act) => ({ value: act, label: actName(act) }))}
              value={search.act}
              onChange={(act) => filter({ act })}
              anyLabel="Everything"
            />
            <div className={classes.days}>
              <DayFilter {...day('From')} value={search.from} onChange={(value) => filter({ from: value })} />
              <DayFilter {...day('To')} value={search.to} onChange={(to) => filter({ to })} />
            </div>
          </div>
        }
      >
        {pages.error && !rows ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : (
          <DataTable
            label="What the staff did"
            columns={columns}
            rows={rows}
            rowKey={(row) => row.id}
            skeletons={8}
            busy={pages.isPlaceholderData}
            empty={
              <EmptyState
                icon={IconHistory}
                title={filtered ? 'No act fits the filter' : 'Nothing yet'}
                action={
                  filtered && (
                    <Button variant="default" onClick={() => filter(nothingSet)}>
                      Show everything
                    </Button>
                  )
                }
              />
            }
            footer={<MoreRows pages={pages} shown={rows?.length ?? 0} />}
          />
        )}
      </Panel>
    </>
  )
}

const typingMs = 250

/** The address follows once one stops typing. */
function SearchField({ value = '', onChange }: { value?: string; onChange: (words?: string) => void }) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    const words = typed.trim()
    if (words === value) return
    const timer = setTimeout(() => onChange(words || undefined), typingMs)
    return () => clearTimeout(timer)
    // Only what is typed counts: the callback is another one at every drawing.
  }, [typed])
  return (
    <TextInput
      size="xs"
      aria-label="Find in reasons and companies"
      placeholder="Reason or company"
      leftSection={<IconSearch size={14} aria-hidden />}
      className={classes.find}
      maxLength={100}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}
