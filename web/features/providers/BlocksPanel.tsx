/** The account numbers that a station gave out: which are left, and where customers get theirs from. */
import { Button, VisuallyHidden } from '@mantine/core'
import { IconListNumbers, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { type AccountNumberBlock, providers } from '#shared/contracts/providers.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { BlockDialog } from './BlockDialog.tsx'
import classes from './providers.module.css'

type Props = {
  monitoringCompanyId: number
  mayModify: boolean
  /** What this station's account numbers look like; null if nothing is known. */
  help: string | null
}

const number = (n: number) => n.toLocaleString('en-US')

export function BlocksPanel({ monitoringCompanyId, mayModify, help }: Props) {
  const params = { monitoringCompanyId }
  const { data, error, refetch } = useEndpointQuery(providers.blocks, { params })
  const [opened, setOpened] = useState<AccountNumberBlock | 'new' | null>(null)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <Panel
      title="Account number blocks"
      note={data?.items.length || undefined}
      flush
      actions={
        mayModify && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setOpened('new')}
          >
            Add a block
          </Button>
        )
      }
    >
      <DataTable
        label="Account number blocks"
        columns={columns(mayModify ? setOpened : null)}
        rows={data?.items}
        rowKey={(row) => row.id}
        isMuted={(row) => !row.active}
        skeletons={2}
        empty={
          <EmptyState icon={IconListNumbers} title="No blocks yet">
            Enter the account numbers that the station gave you. On a customer’s Home form + then issues the
            next free one, and none twice.
          </EmptyState>
        }
      />
      {opened && (
        <BlockDialog
          key={opened === 'new' ? 'new' : opened.id}
          monitoringCompanyId={monitoringCompanyId}
          block={opened === 'new' ? null : opened}
          help={help}
          onClose={() => setOpened(null)}
        />
      )}
    </Panel>
  )
}

const left = ({ size, used }: AccountNumberBlock) => size - used

const columns = (edit: ((block: AccountNumberBlock) => void) | null): Column<AccountNumberBlock>[] => [
  {
    key: 'numbers',
    head: 'Numbers',
    cell: (row) =>
      edit ? (
        <button type="button" className={classes.name} onClick={() => edit(row)}>
          <VisuallyHidden>Edit </VisuallyHidden>
          {row.first} to {row.last}
        </button>
      ) : (
        <span className="tabular">
          {row.first} to {row.last}
        </span>
      ),
  },
  {
    key: 'state',
    head: 'State',
    cell: (row) =>
      !row.active ? (
        <StatusDot tone="neutral" label="Inactive" />
      ) : left(row) === 0 ? (
        <StatusDot tone="bad" label="Used up" />
      ) : left(row) * 10 < row.size ? (
        <StatusDot tone="attention" label="Running out" />
      ) : (
        <StatusDot tone="good" label="Active" />
      ),
  },
  { key: 'free', head: 'Free', numeric: true, cell: (row) => (row.active ? number(left(row)) : '–') },
  { key: 'used', head: 'Used', numeric: true, cell: (row) => number(row.used) },
  { key: 'issued', head: 'Issued here', numeric: true, cell: (row) => number(row.issued) },
  { key: 'receiver', head: 'Receiver number', maxWidth: 160, cell: (row) => row.receiverNumber },
  { key: 'twoWay', head: 'Two-way', cell: (row) => (row.twoWay ? 'Yes' : null) },
]
