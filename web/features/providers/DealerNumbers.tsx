/** The company's own numbers at a station; they are kept in their catalogue. */
import { useParams } from '@tanstack/react-router'
import type { Provider } from '#shared/contracts/providers.ts'
import { useMay } from '#web/api/session.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import classes from './providers.module.css'

type Row = Provider['dealerNumbers'][number]

const columns: Column<Row>[] = [
  { key: 'number', head: 'Dealer number', maxWidth: 220, cell: (row) => row.number },
  { key: 'location', head: 'Office location', maxWidth: 220, cell: (row) => row.location ?? 'Every office' },
  {
    key: 'state',
    head: 'State',
    cell: ({ active }) =>
      active ? <StatusDot tone="good" label="Active" /> : <StatusDot tone="neutral" label="Inactive" />,
  },
]

export function DealerNumbers({ numbers }: { numbers: readonly Row[] }) {
  const { company } = useParams({ from: '/$company' })
  const may = useMay()
  return (
    <Panel
      title="Dealer numbers"
      note={numbers.length || undefined}
      flush
      actions={
        may('dealer_numbers.yes') && (
          <LinkButton
            to="/$company/administration/catalogues/$catalogue"
            params={{ company, catalogue: 'dealer_number' }}
            size="compact-sm"
            variant="default"
          >
            Change them
          </LinkButton>
        )
      }
    >
      {numbers.length === 0 ? (
        <p className={classes.none}>
          None. The numbers that a station knows your offices by stand in the catalogue Dealer Numbers.
        </p>
      ) : (
        <DataTable
          label="Dealer numbers"
          columns={columns}
          rows={numbers}
          rowKey={(row) => row.id}
          isMuted={(row) => !row.active}
        />
      )}
    </Panel>
  )
}
