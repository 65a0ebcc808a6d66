/** /{company}/reports/new and …/edit: building a report beside what it finds (TAB-022). */
import { Button } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type ReportDefinition, reports, type SavedReport } from '#shared/contracts/reports.ts'
import { filterFlaw } from '#shared/rules/reports.ts'
import { download } from '#web/api/download.ts'
import { useEndpointQuery } from '#web/api/queries.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinkButton } from '#web/ui/LinkButton.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { ResultPanel } from './ResultPanel.tsx'
import { SaveDialog } from './SaveDialog.tsx'
import { Settings } from './Settings.tsx'
import classes from './reports.module.css'
import { emptyDefinition, fieldOf, useCatalogue } from './use-report.ts'

/** A new one, or a copy of a saved one. */
export function BuilderPage() {
  useTitle('New report')
  const { from, object } = useSearch({ from: '/$company/reports/new' })
  const source = useEndpointQuery(
    reports.get,
    { params: { reportId: from ?? 0 } },
    { enabled: from !== undefined },
  )
  if (from !== undefined && !source.data)
    return source.error ? <ErrorState error={source.error} isPage /> : <Loading />
  return <Builder key={from ?? 0} source={source.data} object={object} editing={false} />
}

export function EditReportPage() {
  useTitle('Edit report')
  const { reportId } = useParams({ from: '/$company/reports/$reportId/edit' })
  const source = useEndpointQuery(reports.get, { params: { reportId } })
  if (!source.data) return source.error ? <ErrorState error={source.error} isPage /> : <Loading />
  return <Builder key={reportId} source={source.data} editing />
}

const Loading = () => (
  <Page>
    <div role="status" aria-label="Loading the report">
      <LinesSkeleton count={12} />
    </div>
  </Page>
)

type Props = { source: SavedReport | undefined; object?: string | undefined; editing: boolean }

function Builder({ source, object, editing }: Props) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const catalogue = useCatalogue()
  const [edited, setEdited] = useState<ReportDefinition | null>(source?.definition ?? null)
  const [saving, setSaving] = useState(false)
  const [saved, setSaved] = useState(false)
  if (!catalogue.data) return catalogue.error ? <ErrorState error={catalogue.error} isPage /> : <Loading />
  const { objects } = catalogue.data
  const first = objects.find(({ key }) => key === object) ?? objects[0]
  const definition = edited ?? (first ? emptyDefinition(first) : null)
  if (!definition)
    return (
      <EmptyState isPage title="There is nothing to report on">
        You may see reports, but none of what they are made of.
      </EmptyState>
    )
  const changed = edited !== null && JSON.stringify(edited) !== JSON.stringify(source?.definition)
  const chosen = objects.find(({ key }) => key === definition.object)
  const asked = askable(definition, (key) => fieldOf(chosen, key))
  return (
    <Page>
      <UnsavedGuard dirty={changed && !saving && !saved} />
      <PageHeader
        title={editing ? `Edit “${source!.name}”` : source ? `Copy of “${source.name}”` : 'New report'}
        actions={
          <>
            <LinkButton
              variant="default"
              {...(editing
                ? { to: '/$company/reports/$reportId', params: { company, reportId: source!.id } }
                : { to: '/$company/reports', params: { company } })}
            >
              Cancel
            </LinkButton>
            <Button
              variant="default"
              disabled={!asked}
              onClick={() =>
                void download(reports.exportCsv, {
                  body: { definition: asked!, name: source?.name ?? '' },
                }).then(() => toastDone('The report is downloaded'), toastFailed)
              }
            >
              Download CSV
            </Button>
            {(editing || catalogue.data.mayCreate) && (
              <Button
                disabled={!asked || asked.filters.length < definition.filters.length}
                onClick={() => setSaving(true)}
              >
                {editing ? 'Save' : 'Save report'}
              </Button>
            )}
          </>
        }
      />
      <div className={classes.builder}>
        <Settings
          catalogue={catalogue.data}
          definition={definition}
          onChange={setEdited}
          fixedObject={editing}
        />
        <div className={classes.result}>
          <ResultPanel
            title="Preview"
            definition={asked}
            onSort={(sort) => setEdited({ ...definition, sort })}
          />
        </div>
      </div>
      {saving && (
        <SaveDialog
          definition={definition}
          source={source}
          editing={editing}
          onClose={() => setSaving(false)}
          onSaved={(report) => {
            setSaved(true)
            void navigate({
              to: '/$company/reports/$reportId',
              params: { company, reportId: report.id },
              ignoreBlocker: true,
            })
          }}
        />
      )}
    </Page>
  )
}

/** What can be asked already: without filters that wait for their answer; null without anything to show. */
function askable(
  definition: ReportDefinition,
  field: (key: string) => Parameters<typeof filterFlaw>[1] | undefined,
): ReportDefinition | null {
  const grouped = definition.groups.length > 0 || definition.measures.length > 0
  if (!grouped && definition.columns.length === 0) return null
  const filters = definition.filters.filter((filter) => {
    const of = field(filter.field)
    return of !== undefined && filterFlaw(filter, of) === null
  })
  return { ...definition, filters }
}
