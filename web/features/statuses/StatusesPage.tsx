/** /{company}/administration/statuses: what the coloured boxes beside a customer's name say, and when (TAB-020). */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { statuses } from '#shared/contracts/statuses.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { StatusEditor } from './StatusEditor.tsx'

export function StatusesPage() {
  const { tab = 'boxes' } = useSearch({ from: '/$company/administration/statuses' })
  const navigate = useNavigate({ from: '/$company/administration/statuses' })
  const { data, error, refetch } = useEndpointQuery(statuses.open, {})
  useTitle('Status boxes')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page narrow>
      <PageHeader title="Status boxes" note="Beside a customer’s name, in the record and in lists" />
      <PageTabs
        value={tab}
        onChange={(next) => void navigate({ search: (now) => ({ ...now, tab: next }), replace: true })}
        tabs={[
          { value: 'boxes', label: 'Boxes', content: () => <StatusEditor setup={data} /> },
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel title="Changes" flush>
                <EntityHistory endpoint={statuses.history} input={{}} empty="Nothing was changed yet" />
              </Panel>
            ),
          },
        ]}
      />
    </Page>
  )
}
