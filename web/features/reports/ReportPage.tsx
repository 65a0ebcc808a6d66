/** /{company}/reports/{id}: a saved report with what it finds, when it is sent, and what happened to it. */
import { Anchor, Button } from '@mantine/core'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type ReportDefinition, reports, type SavedReport } from '#shared/contracts/reports.ts'
import { download } from '#web/api/download.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { ResultPanel } from './ResultPanel.tsx'
import { SchedulePanel } from './SchedulePanel.tsx'
import classes from './reports.module.css'

const from = '/$company/reports/$reportId'

export function ReportPage() {
  const { reportId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(reports.get, { params: { reportId } })
  useTitle(data?.name ?? 'Report')
  if (!data)
    return error ? (
      <ErrorState error={error} isPage onRetry={() => void refetch()} />
    ) : (
      <Page>
        <div role="status" aria-label="Loading the report">
          <LinesSkeleton count={12} />
        </div>
      </Page>
    )
  return <Report key={data.id} report={data} />
}

function Report({ report }: { report: SavedReport }) {
  const { company } = useParams({ from: '/$company' })
  const { tab = 'report' } = useSearch({ from })
  const navigate = useNavigate({ from })
  const { invalidate } = useInvalidate()
  const remove = useEndpointMutation(reports.remove)
  const [sort, setSort] = useState<ReportDefinition['sort'] | undefined>()
  const definition = sort === undefined ? report.definition : { ...report.definition, sort }
  const { modify, remove: mayRemove, copy } = report.abilities
  const params = { company, reportId: report.id }
  return (
    <Page>
      <Anchor
        component={Link}
        to="/$company/reports"
        params={{ company } as never}
        size="xs"
        className="no-print"
      >
        Reports
      </Anchor>
      <PageHeader
        title={report.name}
        note={report.mine ? (report.shared ? 'Shared' : 'Mine') : report.owner.name}
        actions={
          <>
            {modify && (
              <LinkButton variant="default" to="/$company/reports/$reportId/edit" params={params}>
                Edit
              </LinkButton>
            )}
            {copy && (
              <LinkButton
                variant="default"
                to="/$company/reports/new"
                params={{ company }}
                search={{ from: report.id }}
              >
                Copy
              </LinkButton>
            )}
            {mayRemove && (
              <ConfirmButton
                label="Delete"
                title={`Delete “${report.name}”?`}
                danger
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { reportId: report.id } })
                  void invalidate(reports.list)
                  toastDone('Report deleted.')
                  await navigate({ to: '/$company/reports', params: { company } })
                }}
              >
                {report.shared ? 'It is gone for everybody it is shared with.' : 'It cannot be brought back.'}
                {report.schedule && ' It is sent no more.'}
              </ConfirmButton>
            )}
            <Button
              onClick={() =>
                void download(reports.exportCsv, { body: { definition, name: report.name } }).then(
                  () => toastDone('The report is downloaded'),
                  toastFailed,
                )
              }
            >
              Download CSV
            </Button>
          </>
        }
      />
      <div className={classes.page}>
        {report.description && <p className={classes.dim}>{report.description}</p>}
        {report.stoppedReason && (
          <Notice tone="bad" title="It is sent no more.">
            {report.stoppedReason}
          </Notice>
        )}
        <PageTabs
          value={tab}
          onChange={(next) =>
            void navigate({ search: next === 'report' ? {} : { tab: next }, replace: true })
          }
          tabs={[
            {
              value: 'report',
              label: 'Report',
              content: () => <ResultPanel definition={definition} onSort={setSort} />,
            },
            { value: 'schedule', label: 'Schedule', content: () => <SchedulePanel report={report} /> },
            {
              value: 'history',
              label: 'History',
              content: () => (
                <Panel title="History" flush>
                  <EntityHistory
                    endpoint={reports.history}
                    input={{ params: { reportId: report.id } }}
                    empty="Nothing has happened yet"
                  />
                </Panel>
              ),
            },
          ]}
        />
      </div>
    </Page>
  )
}
