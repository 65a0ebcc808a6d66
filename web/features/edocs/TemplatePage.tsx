/** …/e-doc-templates/{id}: the fields on its document, what is said with it, and what was changed. */
import { Button, FileButton, NumberInput, Switch, Textarea, TextInput } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type EdocTemplate, edocTemplates } from '#shared/contracts/edoc-templates.ts'
import { addressOf } from '#web/api/call.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { useDraft } from '#web/ui/draft.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { BackLink, SaveBar } from '#web/ui/FormPage.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageTabs } from '#web/ui/PageTabs.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import classes from './edocs.module.css'
import type { TemplateSearch } from './edocs-search.ts'
import { FieldDesigner } from './FieldDesigner.tsx'
import { sendTemplatePdf } from './template-upload.ts'

const from = '/$company/administration/e-doc-templates/$edocTemplateId'

export function TemplatePage() {
  const { company, edocTemplateId } = useParams({ from })
  const { data, error, refetch } = useEndpointQuery(edocTemplates.get, { params: { edocTemplateId } })
  useTitle(data?.name)
  return (
    <Page>
      <BackLink to="/$company/administration/e-doc-templates" params={{ company }}>
        E-doc templates
      </BackLink>
      {data ? (
        <Template key={edocTemplateId} template={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <LinesSkeleton count={8} />
      )}
    </Page>
  )
}

function useTake() {
  const { put, invalidate } = useInvalidate()
  return (template: EdocTemplate) => {
    put(edocTemplates.get, { params: { edocTemplateId: template.id } }, template)
    void invalidate(edocTemplates.list)
    void invalidate(edocTemplates.history)
  }
}

function Template({ template }: { template: EdocTemplate }) {
  const { company } = useParams({ from })
  const { tab = 'fields' }: TemplateSearch = useSearch({ from })
  const navigate = useNavigate()
  const { invalidate } = useInvalidate()
  const remove = useEndpointMutation(edocTemplates.remove)
  return (
    <>
      <PageHeader
        title={template.name}
        note={
          <StatusDot
            tone={template.active ? 'good' : 'neutral'}
            label={template.active ? 'Active' : 'Inactive'}
          />
        }
        actions={
          <ConfirmButton
            label="Delete"
            danger
            title="Delete the template?"
            onConfirm={async () => {
              await remove.mutateAsync({ params: { edocTemplateId: template.id } })
              void invalidate(edocTemplates.list)
              toastDone(`“${template.name}” was deleted.`)
              await navigate({ to: '/$company/administration/e-doc-templates', params: { company } })
            }}
          >
            {template.documents
              ? `It is not offered any more. The ${template.documents} documents that were made from it stay as they are.`
              : 'It is gone with its document and its fields.'}
          </ConfirmButton>
        }
      />
      <PageTabs
        value={tab}
        onChange={(next) =>
          void navigate({
            to: from,
            params: { company, edocTemplateId: template.id },
            search: { tab: next === 'fields' ? undefined : next },
            replace: true,
          })
        }
        tabs={[
          { value: 'fields', label: 'Document and fields', content: () => <Fields template={template} /> },
          { value: 'details', label: 'Details', content: () => <Details template={template} /> },
          {
            value: 'history',
            label: 'History',
            content: () => (
              <Panel flush>
                <EntityHistory
                  endpoint={edocTemplates.history}
                  input={{ params: { edocTemplateId: template.id } } as never}
                  empty="Nothing was changed yet"
                />
              </Panel>
            ),
          },
        ]}
      />
    </>
  )
}

function Fields({ template }: { template: EdocTemplate }) {
  const take = useTake()
  const save = useEndpointMutation(edocTemplates.saveFields)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const params = { edocTemplateId: template.id }
  const choose = async (file: File | null) => {
    if (!file) return
    setBusy(true)
    setError(null)
    try {
      const next = await sendTemplatePdf(template, file)
      take(next)
      const lost = template.fields.length - next.fields.length
      toastDone(
        lost > 0
          ? `The document is in place. ${lost} fields had no place on it.`
          : 'The document is in place.',
      )
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  const button = (label: string) => (
    <FileButton accept="application/pdf,.pdf" onChange={(file) => void choose(file)}>
      {(props) => (
        <Button
          {...props}
          size="xs"
          variant="default"
          loading={busy}
          leftSection={<IconFileUpload size={14} aria-hidden />}
        >
          {label}
        </Button>
      )}
    </FileButton>
  )
  const { sha256, fileName } = template
  return (
    <Panel
      title={fileName ?? 'Document'}
      note={sha256 && `${template.pageCount} ${template.pageCount === 1 ? 'page' : 'pages'}`}
      actions={sha256 && button('New document')}
    >
      {error !== null && <Notice tone="bad">{problemText(error)}</Notice>}
      {sha256 ? (
        <FieldDesigner
          key={sha256}
          source={`${addressOf(edocTemplates.document, { params, query: { inline: 'true' } })}&v=${sha256.slice(0, 12)}`}
          pages={template.pages}
          fields={template.fields}
          saving={save.isPending}
          problem={save.error && problemText(save.error)}
          onSave={(fields) =>
            save.mutate(
              { params, body: { version: template.version, fields } },
              {
                onSuccess: (next) => {
                  take(next)
                  toastDone('The fields are saved.')
                },
              },
            )
          }
        />
      ) : (
        <EmptyState icon={IconFileUpload} title="No document yet" action={button('Upload PDF')}>
          A PDF of at most 10 MB. Fields are placed on it afterwards.
        </EmptyState>
      )}
    </Panel>
  )
}

const fieldsOf = (template: EdocTemplate) => ({
  name: template.name,
  description: template.description,
  active: template.active,
  subject: template.subject,
  message: template.message,
  expiresDays: template.expiresDays,
  reminderDays: template.reminderDays,
})

function Details({ template }: { template: EdocTemplate }) {
  const take = useTake()
  const save = useEndpointMutation(edocTemplates.save)
  const draft = useDraft({ version: template.version, fields: fieldsOf(template) })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { fields, set } = draft
  const submit = () => {
    setErrors({})
    save.mutate(
      { params: { edocTemplateId: template.id }, body: { version: draft.version, template: fields } },
      {
        onSuccess: (next) => {
          take(next)
          draft.settle({ version: next.version, fields: fieldsOf(next) })
          toastDone('The template is saved.')
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Panel title="Details">
        <div className={classes.details}>
          {save.error && Object.keys(errors).length === 0 && (
            <Notice tone="bad">{problemText(save.error)}</Notice>
          )}
          <TextInput
            label="Name"
            withAsterisk
            maxLength={191}
            value={fields.name}
            error={errors['template.name']}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxLength={500}
            value={fields.description}
            error={errors['template.description']}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
          <Switch
            label="Active"
            description="An inactive one is not offered for new documents"
            checked={fields.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <TextInput
            label="Subject of the e-mail"
            maxLength={100}
            value={fields.subject}
            error={errors['template.subject']}
            onChange={(event) => set({ subject: event.currentTarget.value })}
          />
          <Textarea
            label="Message"
            autosize
            minRows={3}
            maxLength={2000}
            value={fields.message}
            error={errors['template.message']}
            onChange={(event) => set({ message: event.currentTarget.value })}
          />
          <div className={classes.pair}>
            <NumberInput
              label="Expires after (days)"
              min={1}
              max={365}
              value={fields.expiresDays}
              error={errors['template.expiresDays']}
              onChange={(value) => typeof value === 'number' && set({ expiresDays: value })}
            />
            <NumberInput
              label="Remind every (days)"
              description="0: no reminders"
              min={0}
              max={30}
              value={fields.reminderDays}
              error={errors['template.reminderDays']}
              onChange={(value) => typeof value === 'number' && set({ reminderDays: value })}
            />
          </div>
        </div>
      </Panel>
      <SaveBar dirty={draft.dirty.length} saving={save.isPending} onSave={submit} onDiscard={draft.discard} />
      <UnsavedGuard dirty={draft.dirty.length > 0} />
    </form>
  )
}
