/** /{company}/administration/monitoring-companies, …/interactive-services-providers, …/credit-bureaus: the lists (CON-090, CON-091). */
import {
  IconBroadcast,
  IconCloudComputing,
  IconCreditCard,
  IconPlus,
  IconReportMoney,
  IconSignature,
} from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Output } from '#shared/contract.ts'
import { providers } from '#shared/contracts/providers.ts'
import { type ProviderKind, providerKinds } from '#shared/rules/providers.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { newLink, oneLink } from './provider-links.ts'
import classes from './providers.module.css'

type Row = Output<typeof providers.list>['items'][number]

const states = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
] as const

const number = (n: number) => n.toLocaleString('en-US')

const columns = (kind: ProviderKind): Column<Row>[] => [
  { key: 'name', head: 'Name', maxWidth: 260, cell: (row) => row.name },
  {
    key: 'type',
    head: providerKinds[kind].typeLabel,
    maxWidth: 260,
    cell: ({ type }) => type ?? <span className={classes.quiet}>No integration</span>,
  },
  {
    key: 'state',
    head: 'State',
    cell: ({ active }) =>
      active ? <StatusDot tone="good" label="Active" /> : <StatusDot tone="neutral" label="Inactive" />,
  },
  ...(kind === 'monitoring'
    ? [{ key: 'inHouse', head: 'In-house', cell: ({ inHouse }: Row) => (inHouse ? 'Yes' : null) }]
    : []),
  {
    key: 'customers',
    head: kind === 'credit' ? 'Records checked' : kind === 'edoc' ? 'Documents' : 'Customers',
    numeric: true,
    cell: (row) => number(row.customers),
  },
  ...(kind === 'payment'
    ? [{ key: 'default', head: 'Default', cell: ({ isDefault }: Row) => (isDefault ? 'Yes' : null) }]
    : []),
  ...(kind === 'credit' || kind === 'payment' || kind === 'edoc'
    ? []
    : [{ key: 'linked', head: 'Linked', numeric: true, cell: (row: Row) => number(row.linked) }]),
]

const words: Record<ProviderKind, { icon: typeof IconBroadcast; empty: string; add: string }> = {
  monitoring: {
    icon: IconBroadcast,
    empty: 'Add the central stations that your customers are monitored by. The Home form offers them.',
    add: 'New monitoring company',
  },
  interactive: {
    icon: IconCloudComputing,
    empty: 'Add who runs your customers’ app and portal. The Home form offers them.',
    add: 'New provider',
  },
  credit: {
    icon: IconReportMoney,
    empty:
      'Add the bureaus whose credit reports you may buy, or one of the type Manual entry for scores that you have from elsewhere.',
    add: 'New credit bureau',
  },
  payment: {
    icon: IconCreditCard,
    empty: 'Add who charges your customers’ cards and bank accounts. Billing methods are kept there.',
    add: 'New payment processor',
  },
  edoc: {
    icon: IconSignature,
    empty: 'Add built-in signing, or your account at DocuSign. Records send documents for signature by them.',
    add: 'New provider',
  },
}

export const MonitoringCompaniesPage = () => <ProvidersPage kind="monitoring" />
export const InteractiveProvidersPage = () => <ProvidersPage kind="interactive" />
export const CreditBureausPage = () => <ProvidersPage kind="credit" />
export const ProcessorsPage = () => <ProvidersPage kind="payment" />
export const EdocProvidersPage = () => <ProvidersPage kind="edoc" />

function ProvidersPage({ kind }: { kind: ProviderKind }) {
  const { label } = providerKinds[kind]
  const { icon, empty, add } = words[kind]
  const { company } = useParams({ from: '/$company' })
  const { name, status } = useSearch({ strict: false }) as { name?: string; status?: 'active' | 'inactive' }
  const navigate = useNavigate()
  const go = (change: { name?: string; status?: 'active' | 'inactive' }, replace: boolean) =>
    void navigate({ to: '.', search: { name, status, ...change }, replace })
  const { data, error, refetch } = useEndpointQuery(providers.list, { params: { providerKind: kind } })
  useTitle(label)
  const typed = (name ?? '').trim().toLowerCase()
  const rows = data?.items
    .filter((row) => row.name.toLowerCase().includes(typed))
    .filter(({ active }) => status === undefined || active === (status === 'active'))
  const adding = data?.abilities.create && (
    <LinkButton {...newLink(kind, company)} leftSection={<IconPlus size={16} />}>
      {add}
    </LinkButton>
  )
  const filtered = typed !== '' || status !== undefined
  return (
    <Page>
      <PageHeader title={label} note={data?.items.length} actions={adding} />
      <div className={classes.filters} role="group" aria-label="Filters">
        <SearchBox
          label={`Search ${label.toLowerCase()}`}
          placeholder="Name"
          value={name ?? ''}
          onChange={(text) => go({ name: text || undefined }, true)}
        />
        <FilterChip
          label="State"
          anyLabel="All"
          choices={states}
          value={status}
          onChange={(next) => go({ status: next }, false)}
        />
      </div>
      <Panel flush>
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <DataTable
            label={label}
            columns={columns(kind)}
            rows={rows}
            rowKey={(row) => row.id}
            rowLink={(row) => oneLink(kind, company, row.id)}
            isMuted={(row) => !row.active}
            skeletons={5}
            empty={
              <EmptyState icon={icon} title={filtered ? 'Nothing fits' : `No ${label.toLowerCase()} yet`}>
                {filtered ? 'Take the filter off.' : empty}
              </EmptyState>
            }
          />
        )}
      </Panel>
    </Page>
  )
}
