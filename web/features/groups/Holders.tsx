/** Who may do it here: everybody who can sign in, with the groups that let them. */
import { Link, useParams } from '@tanstack/react-router'
import { groups } from '#shared/contracts/groups.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { Groups } from './AnalyzerAnswer.tsx'
import classes from './groups.module.css'

type Props = { locationId: number; query: { question: string; customerId?: number } }

export function Holders({ locationId, query }: Props) {
  const { company } = useParams({ from: '/$company' })
  const { data, error, refetch } = useEndpointQuery(groups.holders, { params: { locationId }, query })
  return (
    <Panel
      title="Who may do this here?"
      note={data && `${data.items.length} of ${data.items.length + data.others} users`}
      flush
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LinesSkeleton />
      ) : data.items.length === 0 ? (
        <EmptyState title="Nobody">Nobody who can sign in may do this here.</EmptyState>
      ) : (
        <ul className={classes.members} aria-label="Who may do this here">
          {data.items.map(({ id, name, via }) => (
            <li key={id}>
              <Link to="/$company/administration/users/$userId" params={{ company, userId: id }}>
                {name}
              </Link>
              <span className={classes.dim}>
                <Groups via={via} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
