/** API tokens: programs that act as this user. A token's text is shown once, when it is made. */
import { Button } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { type Session, sessions } from '#shared/contracts/sessions.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { type Column, DataTable } from '#web/ui/DataTable.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useEndSession } from './BrowserSessions.tsx'
import { NewTokenDialog } from './NewTokenDialog.tsx'

const noTokens = (
  <EmptyState icon={IconKey} title="No API tokens">
    A token lets a program of yours act with your permissions, until you revoke it.
  </EmptyState>
)

const columns = (revoke: (id: number) => void, endingId: unknown): Column<Session>[] => [
  { key: 'name', head: 'Name', maxWidth: 260, cell: (token) => token.name },
  { key: 'created', head: 'Made', cell: (token) => <Time at={token.createdAt} /> },
  { key: 'used', head: 'Last used', cell: (token) => <Time at={token.lastUsedAt} /> },
  { key: 'expires', head: 'Expires', cell: (token) => <Time at={token.expiresAt} /> },
  {
    key: 'revoke',
    head: 'Actions',
    hideHead: true,
    numeric: true,
    cell: (token) => (
      <Button
        size="compact-sm"
        variant="default"
        loading={endingId === token.id}
        aria-label={`Revoke ${token.name}`}
        onClick={() => revoke(token.id)}
      >
        Revoke
      </Button>
    ),
  },
]

export function ApiTokens() {
  const [making, setMaking] = useState(false)
  const { data, error, refetch } = useEndpointQuery(sessions.list, {})
  const { end, endingId } = useEndSession('Token revoked. Whatever used it is shut out now.')
  return (
    <Panel
      title="API tokens"
      flush
      actions={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setMaking(true)}
        >
          New token
        </Button>
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label="API tokens"
          columns={columns(end, endingId)}
          rows={data?.items.filter(({ kind }) => kind === 'api')}
          rowKey={(token) => token.id}
          empty={noTokens}
          skeletons={2}
        />
      )}
      {making && <NewTokenDialog onClose={() => setMaking(false)} />}
    </Panel>
  )
}
