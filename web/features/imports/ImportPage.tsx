/** /{company}/administration/imports/{id}: its columns, a check, the run, and what was refused (TAB-024). */
import { Button, Progress } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ImportDetail, imports } from '#shared/contracts/imports.ts'
import { sizeText } from '#shared/rules/files.ts'
import { importKinds, importStates } from '#shared/rules/imports.ts'
import { addressOf } from '#web/api/call.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusBox } from '#web/ui/Status.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { isBusy, isOver, many, number, stateTones } from './import-words.ts'
import { ImportMapping } from './ImportMapping.tsx'
import { Refusals } from './Refusals.tsx'
import { useImport } from './use-import.ts'
import classes from './imports.module.css'

export function ImportPage() {
  const { company, importId } = useParams({ from: '/$company/administration/imports/$importId' })
  const { mapping } = useSearch({ from: '/$company/administration/imports/$importId' })
  const { data, error, refetch } = useImport(importId, mapping)
  useTitle(data?.fileName ?? 'Import')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page>
      <BackLink to="/$company/administration/imports" params={{ company }}>
        Import
      </BackLink>
      <PageHeader
        title={data.fileName}
        note={<StatusBox tone={stateTones[data.state]} label={importStates[data.state]} />}
        actions={data.mine && !isBusy(data) && <Remove detail={data} company={company} />}
      />
      <Facts detail={data} />
      {data.failure && (
        <Notice tone="bad" title="The work stopped.">
          {data.failure}
        </Notice>
      )}
      <Standing detail={data} />
      {data.missing.length > 0 && <Missing detail={data} />}
      {data.refused > 0 && (
        <Panel
          title={isOver(data) || data.state === 'running' ? 'Refused rows' : 'Rows that would be refused'}
          note={number(data.refused)}
          flush
          actions={
            data.hasFile &&
            !isBusy(data) && (
              <Button
                component="a"
                size="xs"
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
                href={addressOf(imports.errorFile, { params: { importId } })}
                download
              >
                Download refused rows
              </Button>
            )
          }
        >
          <Refusals importId={importId} />
        </Panel>
      )}
      {data.mine && !isOver(data) && !isBusy(data) && data.hasFile && (
        <ImportMapping
          key={`${data.version} ${mapping ?? ''}`}
          detail={data}
          company={company}
          mapping={mapping}
        />
      )}
      <Panel title="History">
        <EntityHistory endpoint={imports.history} input={{ params: { importId } }} empty="Nothing yet" />
      </Panel>
    </Page>
  )
}

const delimiterNames: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

function Facts({ detail }: { detail: ImportDetail }) {
  return (
    <dl className={classes.facts}>
      <div>
        <dt>Contents</dt>
        <dd>{importKinds[detail.kind]}</dd>
      </div>
      <div>
        <dt>Rows</dt>
        <dd className="tabular">{number(detail.total)}</dd>
      </div>
      <div>
        <dt>File</dt>
        <dd>
          {sizeText(detail.sizeBytes)}, {detail.encoding.toUpperCase()}, parted by{' '}
          {delimiterNames[detail.delimiter] ?? detail.delimiter}
        </dd>
      </div>
      <div>
        <dt>Uploaded</dt>
        <dd>
          by {detail.by}, <Time at={detail.createdAt} />
        </dd>
      </div>
    </dl>
  )
}

const counts = [
  ['created', 'Created', 'To be created'],
  ['updated', 'Updated', 'To be updated'],
  ['skipped', 'Skipped', 'To be skipped'],
  ['refused', 'Refused', 'To be refused'],
] as const

/** How far the work is, or what it came to; and what can be done about it. */
function Standing({ detail }: { detail: ImportDetail }) {
  const { invalidate } = useInvalidate()
  const importId = detail.id
  const settled = {
    onSuccess: () => void invalidate(imports.get, { importId }),
    onError: (problem: { detail: string }) => toastFailed(problem.detail),
  }
  const cancel = useEndpointMutation(imports.cancel, settled)
  const run = useEndpointMutation(imports.run, settled)
  if (detail.state === 'new') return null
  const dry = detail.state === 'checking' || detail.state === 'checked'
  const busy = isBusy(detail)
  const part = detail.total ? (100 * detail.position) / detail.total : 0
  const body = { params: { importId }, body: { version: detail.version } }
  const title = { checking: 'Check', checked: 'Check', running: 'Import' }[detail.state as string] ?? 'Result'
  return (
    <Panel
      title={title}
      note={dry ? 'Nothing is written by it' : undefined}
      actions={
        !detail.mine ? null : busy ? (
          <ConfirmButton
            label="Stop"
            size="xs"
            title={dry ? 'Stop the check?' : 'Stop the import?'}
            confirmLabel="Stop"
            onConfirm={() => cancel.mutateAsync({ params: { importId } })}
          >
            {dry
              ? 'Nothing has been written.'
              : 'What has been written stays, and is not undone. The import can go on later where it stopped.'}
          </ConfirmButton>
        ) : detail.state === 'checked' ? (
          <ConfirmButton
            label={`Import ${many(detail.created + detail.updated, 'row')}`}
            size="xs"
            variant="filled"
            disabled={detail.created + detail.updated === 0}
            title="Import now?"
            confirmLabel="Import"
            onConfirm={() => run.mutateAsync(body)}
          >
            {many(detail.created, 'row')} will be created and {number(detail.updated)} updated;{' '}
            {number(detail.refused)} will be refused and can be downloaded. There is no way to undo an import
            at once.
          </ConfirmButton>
        ) : detail.state === 'canceled' || detail.state === 'failed' ? (
          detail.hasFile && (
            <Button size="xs" loading={run.isPending} onClick={() => run.mutate(body)}>
              Go on
            </Button>
          )
        ) : null
      }
    >
      {busy && (
        <Progress
          value={part}
          animated
          aria-label={`${number(detail.position)} of ${number(detail.total)} rows`}
        />
      )}
      <div className={classes.counts} role={busy ? undefined : 'status'}>
        {counts.map(([key, done, planned]) => (
          <span key={key} className={classes.count}>
            <strong className="tabular">{number(detail[key])}</strong>
            {dry ? planned : done}
          </span>
        ))}
        {detail.position < detail.total && (
          <span className={classes.count}>
            <strong className="tabular">{number(detail.total - detail.position)}</strong>
            Left
          </span>
        )}
      </div>
    </Panel>
  )
}

const shownMissing = 20

function Missing({ detail }: { detail: ImportDetail }) {
  const labels = new Map(detail.targets.map(({ key, label }) => [key, label]))
  const more = detail.missing.length - shownMissing
  return (
    <Panel title="Values that the company does not have" note={String(detail.missing.length)}>
      <ul className={classes.missing}>
        {detail.missing.slice(0, shownMissing).map(({ target, value, count }) => (
          <li key={`${target} ${value}`}>
            {labels.get(target) ?? target}: <strong>{value}</strong> in {many(count, 'row')}
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
    </Panel>
  )
}

function Remove({ detail, company }: { detail: ImportDetail; company: string }) {
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const remove = useEndpointMutation(imports.remove)
  return (
    <ConfirmButton
      label="Delete"
      size="sm"
      danger
      title="Delete this import?"
      onConfirm={async () => {
        await remove.mutateAsync({ params: { importId: detail.id } })
        void invalidate(imports.list)
        toastDone('The import was deleted.')
        void navigate({ to: '/$company/administration/imports', params: { company } })
      }}
    >
      The file and what is known of its rows are deleted. Records that it brought in stay.
    </ConfirmButton>
  )
}
