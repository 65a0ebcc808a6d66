/** /{company}/administration/users: everybody of the company, found by name, state, place, group and role. */
import { Button } from '@mantine/core'
import { IconPlus, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ListedUser, users } from '#shared/contracts/users.ts'
import { userRoleLabels } from '#shared/rules/users.ts'
import { userRoles } from '#shared/rules/customer-fields.ts'
import { endpointPages, useEndpointQuery } from '#web/api/queries.ts'
import { useMay } from '#web/api/session.ts'
import type { Column } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { FilterChip } from '#web/ui/FilterChip.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { PagedTable } from '#web/ui/PagedTable.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { SearchBox } from '#web/ui/SearchBox.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import type { UsersSearch } from './users-search.ts'
import classes from './users.module.css'

const groupsText = ({ groups }: ListedUser): string =>
  groups.map(({ group, location }) => `${group} (${location ?? 'everywhere'})`).join(', ')

const stateOf = ({ active, canLogIn }: ListedUser) =>
  !active ? (
    <StatusDot tone="neutral" label="Inactive" />
  ) : canLogIn ? (
    <StatusDot tone="good" label="Can sign in" />
  ) : (
    <StatusDot tone="attention" label="Cannot sign in" />
  )

const columns: Column<ListedUser>[] = [
  { key: 'id', head: '#', numeric: true, width: 64, cell: (user) => user.id },
  { key: 'name', head: 'Name', maxWidth: 240, cell: (user) => user.name },
  { key: 'username', head: 'Username', maxWidth: 160, cell: (user) => user.username },
  { key: 'state', head: 'State', cell: stateOf },
  {
    key: 'groups',
    head: 'Groups',
    maxWidth: 300,
    cell: (user) => <span title={groupsText(user)}>{groupsText(user)}</span>,
  },
  {
    key: 'roles',
    head: 'Roles',
    maxWidth: 220,
    cell: (user) => user.roles.map((role) => userRoleLabels[role]).join(', '),
  },
  { key: 'email', head: 'E-mail', maxWidth: 200, cell: (user) => user.email },
  {
    key: 'seen',
    head: 'Last sign-in',
    cell: (user) => user.lastSignInAt && <Time at={user.lastSignInAt} short />,
  },
]

const states = [
  { value: 'inactive', label: 'Inactive' },
  { value: 'all', label: 'All' },
] as const
const logins = [
  { value: 'can', label: 'Can sign in' },
  { value: 'cannot', label: 'Cannot sign in' },
] as const
const roles = userRoles.map((value) => ({ value, label: userRoleLabels[value] }))

export function UsersPage() {
  const { company } = useParams({ from: '/$company' })
  const search = useSearch({ from: '/$company/administration/users' })
  const navigate = useNavigate({ from: '/$company/administration/users' })
  const may = useMay()
  const options = useEndpointQuery(users.options, {}, { staleTime: 60_000 }).data
  const pages = useInfiniteQuery({
    ...endpointPages(users.list, { query: search }, 'after'),
    placeholderData: keepPreviousData,
  })
  const count = pages.data?.pages[0]?.count
  useTitle('Users')
  const change = (next: UsersSearch, replace = false) =>
    void navigate({ search: { ...search, ...next }, replace })
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  const newButton = may('user_accounts.create') && (
    <LinkButton
      to="/$company/administration/users/new"
      params={{ company }}
      leftSection={<IconPlus size={16} />}
    >
      New user
    </LinkButton>
  )
  return (
    <Page>
      <PageHeader title="Users" note={count?.toLocaleString('en-US')} actions={newButton} />
      <div className={classes.filters} role="group" aria-label="Filters">
        <SearchBox
          label="Search users"
          placeholder="Name, username, e-mail"
          value={search.search ?? ''}
          onChange={(text) => change({ search: text || undefined }, true)}
        />
        <FilterChip
          label="State"
          anyLabel="Active"
          choices={states}
          value={search.status === 'active' ? undefined : search.status}
          onChange={(status) => change({ status })}
        />
        <FilterChip
          label="Sign-in"
          choices={logins}
          value={search.login === 'all' ? undefined : search.login}
          onChange={(login) => change({ login })}
        />
        <FilterChip
          label="Location"
          choices={(options?.locations ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={search.locationId}
          onChange={(locationId) => change({ locationId })}
        />
        <FilterChip
          label="Group"
          choices={(options?.groups ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={search.groupId}
          onChange={(groupId) => change({ groupId })}
        />
        <FilterChip label="Role" choices={roles} value={search.role} onChange={(role) => change({ role })} />
        {isFiltered && (
          <Button variant="subtle" size="xs" onClick={() => void navigate({ search: {} })}>
            Clear filters
          </Button>
        )}
      </div>
      <Panel flush>
        <PagedTable
          pages={pages}
          label="Users"
          columns={columns}
          frozen={2}
          rowKey={(user) => user.id}
          rowLink={(user) =>
            linkOptions({
              to: '/$company/administration/users/$userId',
              params: { company, userId: user.id },
            })
          }
          isMuted={(user) => !user.active}
          empty={
            <EmptyState icon={IconUserSearch} title="No user fits these filters">
              Take a filter off, or look among the inactive ones.
            </EmptyState>
          }
        />
      </Panel>
    </Page>
  )
}
