/** Makes a message template, or changes one, with a preview against a chosen record. */
import { Button, Checkbox, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useRef, useState } from 'react'
import { messageSetup, type MessageTemplate } from '#shared/contracts/message-setup.ts'
import { merge, mergeFields, type MergeName } from '#shared/rules/message-text.ts'
import { messageCategories, messageChannels, templateKinds } from '#shared/rules/messages.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { CustomerSearch } from './CustomerSearch.tsx'
import classes from './messages.module.css'
import { Preview, SegmentCount } from './Preview.tsx'

const begin = (row: MessageTemplate | undefined) => ({
  name: row?.name ?? '',
  channel: row?.channel ?? ('sms' as const),
  category: row?.category ?? ('transactional' as const),
  kind: row?.kind ?? ('both' as const),
  active: row?.active ?? true,
  subject: row?.subject ?? '',
  body: row?.body ?? '',
})
const examples = Object.fromEntries(Object.entries(mergeFields).map(([name, { example }]) => [name, example]))
const data = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

type Props = {
  template: MessageTemplate | undefined
  mayModify: boolean
  mayDelete: boolean
  onClose: () => void
}

export function TemplateDialog({ template: edited, mayModify, mayDelete, onClose }: Props) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(messageSetup.createTemplate)
  const save = useEndpointMutation(messageSetup.saveTemplate)
  const remove = useEndpointMutation(messageSetup.removeTemplate)
  const [before] = useState(() => begin(edited))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [version, setVersion] = useState(edited?.version ?? 0)
  const [chosen, setChosen] = useState<{ id: number; name: string } | null>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const { data: real } = useEndpointQuery(
    messageSetup.previewValues,
    { params: { customerId: chosen?.id ?? 0 } },
    { enabled: chosen !== null },
  )
  const values = (chosen && real?.values) || examples
  const readOnly = edited !== undefined && !mayModify
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change })
  const insert = (name: MergeName) => {
    const at = area.current?.selectionStart ?? draft.body.length
    const field = `{{${name}}}`
    set({ body: draft.body.slice(0, at) + field + draft.body.slice(at) })
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(at + field.length, at + field.length)
    })
  }
  const finish = async (message: string) => {
    onClose()
    toastDone(message)
    void invalidate(messageSetup.templateHistory)
    await invalidate(messageSetup.templates)
  }
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^template\./, ''), message])))
    if (problem.code === 'messages.setup_stale')
      setVersion((problem.extra.current as MessageTemplate).version)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(messageSetup.createTemplate.body, {
      ...draft,
      subject: draft.channel === 'sms' ? '' : draft.subject,
    })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const { value } = checked
    if (edited)
      save.mutate(
        { params: { templateId: edited.id }, body: { version, template: value } },
        { onSuccess: () => finish('Template saved.'), onError: failed },
      )
    else
      create.mutate(
        { body: value },
        { onSuccess: () => finish(`The template “${value.name}” was made.`), onError: failed },
      )
  }
  const problem = create.error ?? save.error
  const text = merge(draft.body, values)
  return (
    <Modal
      opened
      onClose={onClose}
      size={760}
      title={edited ? edited.name : 'New template'}
      closeOnClickOutside={draft === before}
    >
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
              {problem.code === 'messages.setup_stale' && ' Saving again puts yours in its place.'}
            </Notice>
          )}
          <TextInput
            label="Name"
            withAsterisk
            data-autofocus
            maxLength={120}
            disabled={readOnly}
            value={draft.name}
            error={errors.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <div className={classes.pair} data-three>
            <NativeSelect
              label="Channel"
              disabled={readOnly}
              data={data(messageChannels)}
              value={draft.channel}
              error={errors.channel}
              onChange={(event) => set({ channel: event.currentTarget.value as typeof draft.channel })}
            />
            <NativeSelect
              label="Category"
              description={
                draft.category === 'marketing'
                  ? 'Held back by opt-outs and quiet hours'
                  : 'Belongs to the service'
              }
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              disabled={readOnly}
              data={data(messageCategories)}
              value={draft.category}
              onChange={(event) => set({ category: event.currentTarget.value as typeof draft.category })}
            />
            <NativeSelect
              label="For"
              disabled={readOnly}
              data={data(templateKinds)}
              value={draft.kind}
              onChange={(event) => set({ kind: event.currentTarget.value as typeof draft.kind })}
            />
          </div>
          {draft.channel === 'email' && (
            <TextInput
              label="Subject"
              withAsterisk
              maxLength={200}
              disabled={readOnly}
              value={draft.subject}
              error={errors.subject}
              onChange={(event) => set({ subject: event.currentTarget.value })}
            />
          )}
          <Textarea
            ref={area}
            label="Message"
            withAsterisk
            autosize
            minRows={5}
            maxRows={14}
            disabled={readOnly}
            value={draft.body}
            error={errors.body}
            description={draft.channel === 'sms' && <SegmentCount text={text} />}
            inputWrapperOrder={['label', 'input', 'error', 'description']}
            onChange={(event) => set({ body: event.currentTarget.value })}
          />
          {!readOnly && (
            <div className={classes.fields} role="group" aria-label="Insert a merge field">
              {(Object.keys(mergeFields) as MergeName[]).map((name) => (
                <Button key={name} size="compact-xs" variant="default" onClick={() => insert(name)}>
                  {mergeFields[name].label}
                </Button>
              ))}
            </div>
          )}
          <CustomerSearch label="Preview with" chosen={chosen} onChoose={setChosen} />
          <Preview
            channel={draft.channel}
            subject={merge(draft.subject, values)}
            text={text}
            raw={`${draft.subject}${draft.body}`}
            values={values}
          />
          <Checkbox
            label="Active: offered when one writes a message"
            description={edited?.active && mayDelete && 'Only a template that is inactive can be deleted'}
            disabled={readOnly}
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <div className={classes.buttons}>
            {edited && mayDelete && (
              <span data-first>
                <ConfirmButton
                  label="Delete"
                  danger
                  variant="subtle"
                  disabled={edited.active}
                  title={`Delete ${edited.name}?`}
                  confirmLabel="Delete template"
                  onConfirm={async () => {
                    await remove.mutateAsync({ params: { templateId: edited.id } })
                    await finish(`${edited.name} was deleted.`)
                  }}
                >
                  What was sent with it stays.
                </ConfirmButton>
              </span>
            )}
            <Button variant="default" onClick={onClose}>
              {readOnly ? 'Close' : 'Cancel'}
            </Button>
            {!readOnly && (
              <Button type="submit" loading={create.isPending || save.isPending}>
                {edited ? 'Save template' : 'Make template'}
              </Button>
            )}
          </div>
          {edited && (
            <details>
              <summary>History</summary>
              <EntityHistory
                endpoint={messageSetup.templateHistory}
                input={{ params: { templateId: edited.id } }}
                empty="Nothing was changed yet"
              />
            </details>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
