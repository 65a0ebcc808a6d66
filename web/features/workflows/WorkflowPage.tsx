/** /{company}/administration/workflows/{id} and …/new: what a workflow is called, what it is for, and its steps. */
import { Button, Checkbox, NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { type Workflow, workflows } from '#shared/contracts/workflows.ts'
import {
  startingSteps,
  workflowPurposeKeys,
  workflowPurposes,
  workflowType,
  workflowTypeKeys,
  workflowTypes,
} from '#shared/rules/workflows.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import { type Draft, draftOf, keyed, valuesOf } from './workflow-draft.ts'
import classes from './workflows.module.css'
import { WorkflowSteps } from './WorkflowSteps.tsx'

type List = Output<typeof workflows.list>

export function NewWorkflowPage() {
  const { purpose } = useSearch({ from: '/$company/administration/workflows/new' })
  useTitle('New workflow')
  const { data, error, refetch } = useEndpointQuery(workflows.list, {})
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  return data ? <Editor list={data} begin={draftOf(undefined, purpose)} /> : <LinesSkeleton count={10} />
}

export function WorkflowPage() {
  const { company, workflowId } = useParams({ from: '/$company/administration/workflows/$workflowId' })
  const { data, error, refetch } = useEndpointQuery(workflows.list, {})
  const found = data?.workflows.find(({ id }) => id === workflowId)
  useTitle(found?.name ?? 'Workflow')
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={10} />
  if (!found)
    return (
      <EmptyState isPage title="There is no such workflow">
        Somebody may have deleted it.{' '}
        <BackLink to="/$company/administration/workflows" params={{ company }}>
          Workflows
        </BackLink>
      </EmptyState>
    )
  return <Editor key={found.id} list={data} edited={found} begin={draftOf(found)} />
}

type Props = { list: List; edited?: Workflow; begin: Draft }

function Editor({ list, edited, begin }: Props) {
  const { company } = useParams({ from: '/$company' })
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(workflows.create)
  const save = useEndpointMutation(workflows.save)
  const remove = useEndpointMutation(workflows.remove)
  const [before, setBefore] = useState(begin)
  const [draft, setDraft] = useState(before)
  const [version, setVersion] = useState(edited?.version ?? 0)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const readOnly = !list.abilities.modify
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const back = { to: '/$company/administration/workflows', params: { company } } as const
  const refresh = () => {
    void invalidate(workflows.offered)
    void invalidate(workflows.history)
    return invalidate(workflows.list)
  }
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, text]) => [path.replace(/^workflow\./, ''), text])))
    if (problem.code === 'workflows.stale') setVersion((problem.extra['current'] as Workflow).version)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(workflows.create.body, valuesOf(draft))
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    if (edited)
      save.mutate(
        { params: { workflowId: edited.id }, body: { version, workflow: checked.value } },
        {
          onSuccess: (saved) => {
            setVersion(saved.version)
            setBefore(draft)
            toastDone('Workflow saved.')
            void refresh()
          },
          onError: failed,
        },
      )
    else
      create.mutate(
        { body: checked.value },
        {
          onSuccess: async (made) => {
            toastDone(`The workflow “${made.name}” is set up.`)
            await refresh()
            await navigate({ ...back, ignoreBlocker: true })
          },
          onError: failed,
        },
      )
  }
  const choose = (change: Pick<Partial<Draft>, 'type' | 'purpose'>) => {
    const purpose = change.purpose ?? draft.purpose
    const wanted = change.type ?? draft.type
    const type = workflowType(wanted).purposes.includes(purpose) ? wanted : 'standard'
    const asked = draft.steps.find(({ kind }) => kind === 'information')
    // What the first step asks for stays, whichever type it is of.
    const steps = keyed(startingSteps(type, purpose)).map((step) =>
      step.kind === 'information' && asked ? { ...asked, key: step.key } : step,
    )
    setErrors({})
    setDraft({ ...draft, type, purpose, steps })
  }
  const problem = create.error ?? save.error
  return (
    <Page narrow>
      <BackLink {...back}>Workflows</BackLink>
      <PageHeader title={edited ? edited.name : 'New workflow'} />
      <form onSubmit={submit} noValidate className={classes.stack}>
        {readOnly && (
          <Notice tone="neutral" title="Read-only.">
            Changing workflows needs the permission “Workflows: Modify”.
          </Notice>
        )}
        {edited?.hindrance && (
          <Notice tone="attention" title="It is not offered.">
            {edited.hindrance}.
          </Notice>
        )}
        {problem && problem.errors.length === 0 && (
          <Notice tone="bad" title="This was not saved.">
            {problem.detail}
            {problem.code === 'workflows.stale' && ' Saving again puts yours in its place.'}
          </Notice>
        )}
        <Panel title="Workflow">
          <Stack gap="md">
            <TextInput
              label="Name"
              description="What the menus call it"
              withAsterisk
              maxLength={120}
              disabled={readOnly}
              value={draft.name}
              error={errors['name']}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <Textarea
              label="Description"
              autosize
              minRows={1}
              maxRows={4}
              maxLength={500}
              disabled={readOnly}
              value={draft.description}
              error={errors['description']}
              onChange={(event) => set({ description: event.currentTarget.value })}
            />
            <NativeSelect
              label="For"
              disabled={readOnly || edited !== undefined}
              data={workflowPurposeKeys.map((key) => ({ value: key, label: workflowPurposes[key] }))}
              value={draft.purpose}
              error={errors['purpose']}
              onChange={(event) => choose({ purpose: event.currentTarget.value as Draft['purpose'] })}
            />
            <Radio.Group
              label="Type"
              value={draft.type}
              error={errors['type']}
              onChange={(type) => choose({ type: type as Draft['type'] })}
            >
              <div className={classes.types}>
                {workflowTypeKeys
                  .filter((key) => workflowType(key).purposes.includes(draft.purpose))
                  .map((key) => (
                    <Radio
                      key={key}
                      className={classes.type}
                      data-checked={key === draft.type || undefined}
                      value={key}
                      label={workflowTypes[key].label}
                      description={
                        key === 'adt' && !list.adt
                          ? 'Needs an active monitoring company that is ADT'
                          : workflowTypes[key].help
                      }
                      disabled={readOnly || (key === 'adt' && !list.adt && edited?.type !== 'adt')}
                    />
                  ))}
              </div>
            </Radio.Group>
            <Checkbox
              label="Active: offered to be begun"
              description={
                edited && edited.running > 0
                  ? `${edited.running} under way: they go on as they began, whatever is changed here`
                  : undefined
              }
              disabled={readOnly}
              checked={draft.active}
              onChange={(event) => set({ active: event.currentTarget.checked })}
            />
          </Stack>
        </Panel>
        <WorkflowSteps
          draft={draft}
          customFields={list.customFields}
          errors={errors}
          readOnly={readOnly}
          onChange={(steps) => set({ steps })}
        />
        {!readOnly && (
          <div className={classes.buttons}>
            {edited ? (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                disabled={edited.running > 0}
                title={`Delete ${edited.name}?`}
                confirmLabel="Delete workflow"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { workflowId: edited.id } })
                  toastDone(`${edited.name} was deleted.`)
                  await navigate({ ...back, ignoreBlocker: true })
                  await refresh()
                }}
              >
                What was done in it stays on the records.
              </ConfirmButton>
            ) : (
              <span />
            )}
            <Button variant="default" onClick={() => void navigate(back)}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || save.isPending}>
              {edited ? 'Save workflow' : 'Set up workflow'}
            </Button>
          </div>
        )}
        {edited && (
          <details>
            <summary className={classes.summary}>History</summary>
            <EntityHistory
              endpoint={workflows.history}
              input={{ params: { workflowId: edited.id } }}
              empty="Nothing was changed yet"
            />
          </details>
        )}
        <UnsavedGuard dirty={draft !== before} />
      </form>
    </Page>
  )
}
