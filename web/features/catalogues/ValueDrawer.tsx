/** Makes or changes one value of a catalogue, in a drawer drawn from the catalogue’s description. */
import { Button, Drawer, Group, Stack, Switch, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { catalogues } from '#shared/contracts/catalogues.ts'
import { isThere } from '#shared/rules/catalogue-fields.ts'
import { proposedName } from '#shared/rules/catalogue-data.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './catalogues.module.css'
import { ConflictNotice } from './ConflictNotice.tsx'
import { type Catalogue, useCatalogueChanged, type Value } from './use-catalogue.ts'
import { useValueForm, type ValueForm } from './use-value-form.ts'
import { ValueField } from './ValueField.tsx'

type Props = {
  catalogue: Catalogue
  /** null: a new one. */
  value: Value | null
  onClose: () => void
}

export function ValueDrawer({ catalogue, value, onClose }: Props) {
  const { definition, abilities } = catalogue
  const form = useValueForm(catalogue, value)
  const [asked, setAsked] = useState(false)
  const mayWrite = value ? abilities.modify : abilities.create
  const close = () => (form.isDirty && !asked ? setAsked(true) : onClose())
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const submitter = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null
    const andNext = submitter?.value === 'next'
    const saved = await form.save()
    if (!saved) return focusFirstError(event.target as HTMLFormElement)
    toastDone(value ? `“${saved.name}” saved.` : `“${saved.name}” added.`)
    if (!andNext) return onClose()
    form.begin()
    setAsked(false)
    ;(event.target as HTMLFormElement).querySelector<HTMLInputElement>('input[name=name]')?.focus()
  }
  return (
    <Drawer opened onClose={close} title={value ? value.name : `New ${definition.one}`} size={480}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          {asked && form.isDirty && (
            <Notice
              tone="attention"
              action={
                <Group gap="xs" wrap="nowrap">
                  <Button size="xs" variant="default" onClick={() => setAsked(false)}>
                    Keep editing
                  </Button>
                  <Button size="xs" color="red" onClick={onClose}>
                    Discard
                  </Button>
                </Group>
              }
            >
              Your changes are not saved.
            </Notice>
          )}
          {form.conflict && <ConflictNotice catalogue={catalogue} form={form} conflict={form.conflict} />}
          {form.problem && <Notice tone="bad">{form.problem}</Notice>}
          {value && <Uses value={value} />}
          <Fields catalogue={catalogue} form={form} disabled={!mayWrite} />
          <Group justify="space-between" className={classes.deeds}>
            {value && abilities.delete ? (
              <Delete catalogue={catalogue} value={value} onDone={onClose} />
            ) : (
              <span />
            )}
            <Group gap="xs">
              <Button variant="default" onClick={close}>
                {mayWrite ? 'Cancel' : 'Close'}
              </Button>
              {mayWrite && (
                // Before the other one, so that it is what Enter presses.
                <Button type="submit" loading={form.isSaving} className={classes.main}>
                  {value ? 'Save' : 'Add'}
                </Button>
              )}
              {!value && (
                <Button type="submit" value="next" variant="default" disabled={form.isSaving}>
                  Add and next
                </Button>
              )}
            </Group>
          </Group>
        </Stack>
      </form>
    </Drawer>
  )
}

const focusFirstError = (form: HTMLFormElement) =>
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())

function Uses({ value }: { value: Value }) {
  if (!value.usage.length) return null
  const uses = value.usage.map(({ label, count }) => `${count.toLocaleString('en-US')} ${label}`)
  return (
    <p className={classes.usesNote}>
      Used by {new Intl.ListFormat('en-US').format(uses)}. What you change here shows there too.
    </p>
  )
}

type FieldsProps = { catalogue: Catalogue; form: ValueForm; disabled: boolean }

function Fields({ catalogue, form, disabled }: FieldsProps) {
  const { key, definition, texts } = catalogue
  const { draft, errors, setName, setActive } = form
  const proposed = proposedName(key, draft.data, texts.currency)
  return (
    <>
      <TextInput
        name="name"
        label={definition.nameLabel ?? 'Name'}
        required={!definition.namedBy}
        withAsterisk={!definition.namedBy}
        placeholder={proposed || undefined}
        description={
          definition.namedBy &&
          `Left empty, its ${definition.fields[definition.namedBy]!.label.toLowerCase()} is its name`
        }
        maxLength={definition.nameMax ?? 255}
        value={draft.name}
        error={errors.name}
        disabled={disabled}
        data-autofocus
        autoComplete="off"
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {Object.entries(definition.fields)
        .filter(([, f]) => isThere(f, draft.data))
        .map(([name, f]) => (
          <ValueField
            key={name}
            catalogue={catalogue}
            name={name}
            field={f}
            form={form}
            disabled={disabled}
          />
        ))}
      <Switch
        label="Active"
        description="Only active ones are offered; records keep what they have"
        checked={draft.active}
        disabled={disabled}
        onChange={(event) => setActive(event.currentTarget.checked)}
      />
    </>
  )
}

function Delete({ catalogue, value, onDone }: { catalogue: Catalogue; value: Value; onDone: () => void }) {
  const { key, definition } = catalogue
  const remove = useEndpointMutation(catalogues.remove)
  const changed = useCatalogueChanged()
  if (value.usage.length > 0) {
    return (
      <Button variant="default" disabled title="It is in use. Switch Active off instead.">
        Delete
      </Button>
    )
  }
  return (
    <ConfirmButton
      label="Delete"
      title={`Delete “${value.name}”?`}
      danger
      onConfirm={async () => {
        await remove.mutateAsync({ params: { catalogue: key, valueId: value.id } })
        onDone()
        await changed()
        toastDone(`“${value.name}” deleted.`)
      }}
    >
      Nothing uses this {definition.one}. Deleting it cannot be undone.
    </ConfirmButton>
  )
}
