/** The columns of the lists. */
import type { CheckedAccount, MoneyRow, OpenPush, StrayAccount } from '#shared/contracts/health.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { Money } from '#web/ui/Money.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { findingWords, reasonWords } from './health-words.ts'

type Account = CheckedAccount | OpenPush

const customer = { key: 'customer', head: 'Customer', maxWidth: 220, cell: (row: Account) => row.customer }
const whose = [
  { key: 'provider', head: 'Provider', maxWidth: 180, cell: (row: Account) => row.provider.name },
  {
    key: 'account',
    head: 'Account',
    maxWidth: 180,
    cell: (row: Account) => <span className="tabular">{row.account}</span>,
  },
]
const location = { key: 'location', head: 'Location', maxWidth: 140, cell: (row: Account) => row.location }

export const accountColumns: Column<CheckedAccount>[] = [
  customer,
  {
    key: 'finding',
    head: 'What was found',
    cell: ({ finding }) => <StatusDot {...findingWords[finding ?? 'unreachable']} />,
  },
  {
    key: 'what',
    head: 'Details',
    maxWidth: 320,
    cell: ({ fields, error }) =>
      [fields.join(', '), error && `Last look: ${error}`].filter(Boolean).join(' · '),
  },
  ...whose,
  { key: 'since', head: 'Since', cell: ({ since }) => since && <Time at={since} short /> },
  {
    key: 'checked',
    head: 'Looked at',
    cell: ({ checkedAt }) => (checkedAt ? <Time at={checkedAt} /> : 'Never'),
  },
  location,
]

export const pushColumns = (state: 'failed' | 'late'): Column<OpenPush>[] => [
  customer,
  {
    key: 'fields',
    head: 'What was saved',
    maxWidth: 220,
    cell: ({ fields }) => fields.join(', ') || 'The end of the link',
  },
  {
    key: 'message',
    head: state === 'failed' ? 'What the provider said' : 'Why it waits',
    maxWidth: 340,
    cell: ({ message }) => message ?? 'It has had no turn yet',
  },
  ...whose,
  {
    key: 'since',
    head: state === 'failed' ? 'Failed' : 'Waits since',
    cell: ({ since }) => since && <Time at={since} />,
  },
  ...(state === 'late'
    ? [
        {
          key: 'next',
          head: 'Next try',
          cell: ({ nextAttemptAt }: OpenPush) => nextAttemptAt && <Time at={nextAttemptAt} />,
        },
      ]
    : []),
  location,
]

export const moneyColumns = (list: 'billed' | 'monitored'): Column<MoneyRow>[] => [
  { key: 'customer', head: 'Customer', maxWidth: 220, cell: (row) => row.customer },
  {
    key: 'reason',
    head: list === 'billed' ? 'Why not monitored' : 'Why not billed',
    cell: ({ reason }) => (
      <StatusDot tone={list === 'billed' ? 'bad' : 'attention'} label={reasonWords[reason]} />
    ),
  },
  { key: 'rate', head: 'A month', numeric: true, cell: (row) => <Money amountCents={row.rateCents} /> },
  { key: 'providers', head: 'Provider', maxWidth: 220, cell: ({ providers }) => providers.join(', ') },
  {
    key: 'account',
    head: 'Account',
    maxWidth: 160,
    cell: ({ account }) => account && <span className="tabular">{account}</span>,
  },
  { key: 'city', head: 'City', maxWidth: 140, cell: (row) => row.city },
  { key: 'location', head: 'Location', maxWidth: 140, cell: (row) => row.location },
]

export const strayColumns: Column<StrayAccount>[] = [
  { key: 'account', head: 'Account', cell: ({ account }) => <span className="tabular">{account}</span> },
  { key: 'provider', head: 'Provider', maxWidth: 200, cell: ({ provider }) => provider.name },
  {
    key: 'service',
    head: 'In service',
    cell: ({ inService }) => (inService === null ? 'The list does not tell' : inService ? 'Yes' : 'No'),
  },
  {
    key: 'reference',
    head: 'Noted there as linked to',
    maxWidth: 260,
    cell: ({ linkedReference }) => linkedReference ?? 'Nobody',
  },
  { key: 'seen', head: 'First seen', cell: ({ firstSeenAt }) => <Time at={firstSeenAt} short /> },
]
