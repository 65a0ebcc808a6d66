/** What is said of a draft, and who signs it. */
import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import { edocs, type EdocList } from '#shared/contracts/edocs.ts'
import { edocMergeFields, type EdocMergeField } from '#shared/rules/edocs.ts'
import { fieldErrors, problemText } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useDraft } from '#web/ui/draft.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel, PanelPart } from '#web/ui/Panel.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/UnsavedGuard.tsx'
import classes from './edocs.module.css'
import { toDraft } from './signer-draft.ts'
import { SignersForm } from './SignersForm.tsx'
import { useCustomerParams, useTake } from './use-edocs.ts'

const fieldsOf = (doc: Edoc) => ({
  name: doc.name,
  providerId: doc.provider.id,
  subject: doc.subject,
  message: doc.message,
  expiresDays: doc.expiresDays,
  reminderDays: doc.reminderDays,
  signers: doc.signers.map(toDraft),
})

type Props = {
  doc: Edoc
  list: EdocList
  /** Told whether anything waits to be saved. */
  onDirty: (dirty: boolean) => void
}

export function DraftForm({ doc, list, onDirty }: Props) {
  const { customerId } = useCustomerParams()
  const take = useTake(customerId)
  const save = useEndpointMutation(edocs.save)
  const draft = useDraft({ version: doc.version, fields: fieldsOf(doc) })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { fields, set } = draft
  const dirty = draft.dirty.length > 0
  useEffect(() => onDirty(dirty), [onDirty, dirty])
  const providers = list.providers.some(({ id }) => id === doc.provider.id)
    ? list.providers
    : [doc.provider, ...list.providers]
  const connector = providers.find(({ id }) => id === fields.providerId)?.connector ?? null
  const used = [...new Set(doc.fields.flatMap(({ source }) => source ?? []))]
  return (
    <Panel title="Signing">
      <form
        noValidate
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault()
          setErrors({})
          save.mutate(
            { params: { customerId, edocId: doc.id }, body: { ...fields, version: doc.version } },
            {
              onSuccess: (next) => {
                take(next)
                draft.settle({ version: next.version, fields: fieldsOf(next) })
                toastDone('The draft is saved.')
              },
              onError: (problem) => setErrors(fieldErrors(problem)),
            },
          )
        }}
      >
        {save.error && Object.keys(errors).length === 0 && (
          <Notice tone="bad">{problemText(save.error)}</Notice>
        )}
        <SignersForm
          signers={fields.signers}
          list={list}
          byProvider={connector !== null}
          errors={errors}
          onChange={(signers) => set({ signers })}
        />
        <TextInput
          label="Name"
          withAsterisk
          maxLength={191}
          value={fields.name}
          error={errors.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="Provider"
          value={String(fields.providerId)}
          data={providers.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={(event) => set({ providerId: Number(event.currentTarget.value) })}
        />
        <TextInput
          label="Subject of the e-mail"
          maxLength={100}
          placeholder={`Please sign “${fields.name}”`}
          value={fields.subject}
          error={errors.subject}
          onChange={(event) => set({ subject: event.currentTarget.value })}
        />
        <Textarea
          label="Message"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2000}
          value={fields.message}
          error={errors.message}
          onChange={(event) => set({ message: event.currentTarget.value })}
        />
        <div className={classes.pair}>
          <NumberInput
            label="Expires after (days)"
            min={1}
            max={365}
            value={fields.expiresDays}
            error={errors.expiresDays}
            onChange={(value) => typeof value === 'number' && set({ expiresDays: value })}
          />
          <NumberInput
            label="Remind every (days)"
            description="0: no reminders"
            min={0}
            max={30}
            value={fields.reminderDays}
            error={errors.reminderDays}
            onChange={(value) => typeof value === 'number' && set({ reminderDays: value })}
          />
        </div>
        <div className={`${classes.buttons} ${classes.end}`}>
          <Button variant="default" disabled={!dirty} onClick={draft.discard}>
            Discard
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!dirty}>
            Save draft
          </Button>
        </div>
        <UnsavedGuard dirty={dirty} />
      </form>
      {used.length > 0 && (
        <PanelPart title="From the record">
          <dl className={classes.merged}>
            {used.map((name) => (
              <Merged key={name} name={name} value={doc.merged[name]} />
            ))}
          </dl>
        </PanelPart>
      )}
    </Panel>
  )
}

const Merged = ({ name, value }: { name: EdocMergeField; value: string | undefined }) => (
  <div>
    <dt>{edocMergeFields[name].label}</dt>
    <dd>{value ?? <span className={classes.missing}>The record has none</span>}</dd>
  </div>
)
