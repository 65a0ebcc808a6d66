/** /{company}/administration/payroll/functions/{id}/levels/{id}: who gets how much, row by row, and trying it on a customer. */
import { Button, Checkbox, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { payroll, type PayrollFunction, type PayrollLevel } from '#shared/contracts/payroll.ts'
import { maxRows } from '#shared/rules/payroll.ts'
import { check, fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, SaveBar } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useTitle } from '#web/ui/title.ts'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { draftOf, type LevelDraft, newRow, rowsOf } from './level-draft.ts'
import { RowEditor } from './RowEditor.tsx'
import { TryPanel } from './TryPanel.tsx'
import { usePayrollOptions, useRefreshPayroll } from './use-payroll.ts'
import classes from './payroll.module.css'

const from = '/$company/administration/payroll/functions/$functionId/levels/$levelId'

export function LevelPage() {
  const { company, functionId, levelId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(payroll.openFunction, { params: { functionId } })
  const level = data?.levels.find(({ id }) => id === levelId)
  useTitle(level?.name ?? 'Level')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page>
      <BackLink to="/$company/administration/payroll/functions/$functionId" params={{ company, functionId }}>
        {data.name}
      </BackLink>
      {level ? (
        <Editor key={level.id} of={data} level={level} />
      ) : (
        <Notice tone="attention">There is no such level any more.</Notice>
      )}
    </Page>
  )
}

const sameDraft = (a: LevelDraft, b: LevelDraft) => {
  const bare = (draft: LevelDraft) =>
    JSON.stringify({ ...draft, rows: draft.rows.map(({ key: _, ...row }) => row) })
  return bare(a) === bare(b)
}

function Editor({ of, level }: { of: PayrollFunction; level: PayrollLevel }) {
  const { company } = useParams({ from })
  const navigate = useNavigate()
  const options = usePayrollOptions()
  const save = useEndpointMutation(payroll.saveLevel)
  const remove = useEndpointMutation(payroll.removeLevel)
  const refresh = useRefreshPayroll()
  const [base, setBase] = useState(() => ({ version: level.version, draft: draftOf(level) }))
  const [draft, setDraft] = useState(base.draft)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const dirty = !sameDraft(base.draft, draft)
  const server = Object.fromEntries(
    Object.entries(fieldErrors(save.error)).map(([path, text]) => [path.replace(/^level\./, ''), text]),
  )
  const found: Record<string, string> = { ...server, ...errors }
  const set = (change: Partial<LevelDraft>) => setDraft({ ...draft, ...change })
  const readOnly = !of.abilities.modify
  const values = () => ({ ...draft, rows: rowsOf(draft.rows) })
  const submit = () => {
    const checked = check(payroll.createLevel.body, values())
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    save.mutate(
      { params: { levelId: level.id }, body: { version: base.version, level: checked.value } },
      {
        onSuccess: (saved) => {
          const mine = saved.levels.find(({ id }) => id === level.id)!
          const next = { version: mine.version, draft: draftOf(mine) }
          setBase(next)
          setDraft(next.draft)
          refresh(saved)
          toastDone('The level was saved. It holds for what is made from now on.')
        },
      },
    )
  }
  const move = (at: number, by: number) => {
    const rows = [...draft.rows]
    const [row] = rows.splice(at, 1)
    rows.splice(at + by, 0, row!)
    set({ rows })
  }
  return (
    <>
      <PageHeader
        title={level.name}
        note={`Level of ${of.name}`}
        actions={
          of.abilities.delete && (
            <ConfirmButton
              label="Delete"
              danger
              variant="subtle"
              size="xs"
              disabled={level.users.length > 0}
              title={`Delete ${level.name}?`}
              confirmLabel="Delete level"
              onConfirm={async () => {
                const saved = await remove.mutateAsync({ params: { levelId: level.id } })
                setDraft(base.draft)
                await navigate({
                  to: '/$company/administration/payroll/functions/$functionId',
                  params: { company, functionId: of.id },
                })
                refresh(saved)
                toastDone('The level was deleted.')
              }}
            >
              Nobody has it. What it made stays.
            </ConfirmButton>
          )
        }
      />
      {save.error && save.error.errors.length === 0 && <Notice tone="bad">{problemText(save.error)}</Notice>}
      {Object.keys(found).length > 0 && (
        <Notice tone="bad">This was not saved. Please look at the marked fields.</Notice>
      )}
      <fieldset disabled={readOnly} style={{ display: 'contents' }}>
        <Panel
          title="Level"
          note={level.users.length > 0 && `Of ${level.users.map(({ name }) => name).join(', ')}`}
        >
          <div className={classes.grid}>
            <TextInput
              label="Name"
              withAsterisk
              maxLength={255}
              value={draft.name}
              error={found['name']}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <TextInput
              label="Description"
              maxLength={255}
              value={draft.description}
              error={found['description']}
              onChange={(event) => set({ description: event.currentTarget.value })}
            />
            <div>
              <Checkbox
                mt={6}
                label="Default: for whom no level is set"
                checked={draft.isDefault}
                onChange={(event) => set({ isDefault: event.currentTarget.checked })}
              />
              <Checkbox
                mt={8}
                label="Active"
                checked={draft.active}
                onChange={(event) => set({ active: event.currentTarget.checked })}
              />
            </div>
          </div>
        </Panel>
        <Panel
          title="Who gets how much"
          note={draft.rows.length === 1 ? '1 row' : `${draft.rows.length} rows`}
        >
          <ol className={classes.cards} aria-label="Rows">
            {draft.rows.map((row, i) => (
              <RowEditor
                key={row.key}
                row={row}
                at={i}
                count={draft.rows.length}
                options={options}
                errors={found}
                onChange={(change) =>
                  set({ rows: draft.rows.map((one) => (one.key === row.key ? { ...one, ...change } : one)) })
                }
                onMove={(by) => move(i, by)}
                onRemove={() => set({ rows: draft.rows.filter(({ key }) => key !== row.key) })}
              />
            ))}
          </ol>
          {!readOnly && draft.rows.length < maxRows && (
            <Button
              mt={draft.rows.length ? 12 : 0}
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => set({ rows: [...draft.rows, newRow()] })}
            >
              Add row
            </Button>
          )}
        </Panel>
      </fieldset>
      <TryPanel
        levelId={level.id}
        chooses={of.payeeBy === 'chosen'}
        options={options}
        rows={() => rowsOf(draft.rows)}
        onErrors={setErrors}
      />
      {!readOnly && (
        <SaveBar
          dirty={dirty ? 1 : 0}
          saving={save.isPending}
          onSave={submit}
          onDiscard={() => {
            setDraft(base.draft)
            setErrors({})
            save.reset()
          }}
        />
      )}
      <UnsavedGuard dirty={dirty} />
    </>
  )
}
