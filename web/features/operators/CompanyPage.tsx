/** One company: its users, whom the staff may act for with a reason, and its billing integrations. */
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { operators } from '#shared/contracts/operators.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { AddOnsPanel } from './AddOnsPanel.tsx'
import classes from './operators.module.css'

type Company = Output<typeof operators.company>
type User = Company['users'][number]
type Setup = Company['providers'][number]

const setupColumns: Column<Setup>[] = [
  { key: 'provider', head: 'Provider', maxWidth: 220, cell: (row) => row.provider },
  {
    key: 'state',
    head: 'Billing Integration',
    cell: (row) => <StatusDot tone={row.enabled ? 'good' : 'neutral'} label={row.enabled ? 'On' : 'Off'} />,
  },
  {
    key: 'by',
    head: 'Set by',
    maxWidth: 260,
    cell: (row) =>
      row.changedAt && (
        <>
          {row.changedBy}, <Time at={row.changedAt} />
        </>
      ),
  },
  { key: 'call', head: 'Last called', cell: (row) => row.lastCallAt && <Time at={row.lastCallAt} /> },
]

export function CompanyPage() {
  const { companyId } = useParams({ from: '/operator/$companyId' })
  const { data, error, refetch } = useEndpointQuery(operators.company, { params: { companyId } })
  const [user, setUser] = useState<User | null>(null)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={8} />
  const userColumns: Column<User>[] = [
    { key: 'name', head: 'User', maxWidth: 260, cell: (row) => row.name },
    { key: 'username', head: 'Username', maxWidth: 180, cell: (row) => row.username },
    {
      key: 'act',
      head: 'Actions',
      hideHead: true,
      numeric: true,
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Act for ${row.name}`}
          onClick={() => setUser(row)}
        >
          Act for
        </Button>
      ),
    },
  ]
  return (
    <>
      <BackLink to="/operator">Companies</BackLink>
      <PageHeader
        title={data.name}
        note={data.slug}
        actions={
          <Link to="/operator/log" search={{ companyId: data.id }}>
            Log of this company
          </Link>
        }
      />
      <AddOnsPanel company={data} />
      <Panel title="Billing integrations" flush>
        <DataTable
          label="Billing integrations"
          columns={setupColumns}
          rows={data.providers}
          rowKey={(row) => row.serviceProviderId}
          empty={
            <EmptyState icon={IconUsers} title="No provider with a billing integration">
              The company adds an Alarm.com provider under Administration, Interactive services providers.
            </EmptyState>
          }
        />
        {data.providers.length > 0 && (
          <p className={classes.hint}>
            To switch one on or off, act for a user who may change integrations, and open the provider under
            Administration, Interactive services providers.
          </p>
        )}
      </Panel>
      <Panel title="Users" note={data.users.length} flush>
        <DataTable
          label="Users"
          columns={userColumns}
          rows={data.users}
          rowKey={(row) => row.id}
          empty={<EmptyState icon={IconUsers} title="Nobody may sign in" />}
        />
      </Panel>
      {user && <EnterDialog company={data} user={user} onClose={() => setUser(null)} />}
    </>
  )
}

function EnterDialog({ company, user, onClose }: { company: Company; user: User; onClose: () => void }) {
  const enter = useEndpointMutation(operators.enter)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(operators.enter.body, { userId: user.id, reason })
    if (checked.errors) return setError(checked.errors.reason)
    enter.mutate(
      { params: { companyId: company.id }, body: checked.value },
      {
        onSuccess: ({ slug }) => location.assign(`/${encodeURIComponent(slug)}/customers`),
        onError: (problem) => setError(fieldErrors(problem).reason),
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title={`Act for ${user.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {enter.error && <Notice tone="bad">{enter.error.detail}</Notice>}
          <p className={classes.plain}>
            For two hours you see and do what {user.name} may. {company.name} reads your name and the reason
            in its History, beside everything that you do.
          </p>
          <Textarea
            label="Reason"
            withAsterisk
            data-autofocus
            autosize
            minRows={2}
            maxLength={300}
            placeholder="Ticket 4711: switch on the billing integration"
            value={reason}
            error={error}
            onChange={(event) => setReason(event.currentTarget.value.replaceAll('\n', ' '))}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={enter.isPending}>
              Act for {user.name}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
