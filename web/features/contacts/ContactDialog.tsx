/** Adds a contact, last in the calling order unless one says where, or changes one. */
import {
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Contact, type ContactList, contacts } from '#shared/contracts/contacts.ts'
import { formatPhone } from '#shared/phone.ts'
import { type Authority, authorities, type PhoneType, ordinal, relations } from '#shared/rules/contacts.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { nameOf } from './contact-words.ts'
import { PhoneFields, type TypedPhone } from './PhoneFields.tsx'
import { useCustomerParams, useTakeList } from './use-contacts.ts'

type Draft = {
  firstName: string
  lastName: string
  phones: TypedPhone[]
  email: string
  languageId: string
  relation: string
  passcode: string
  hasKey: boolean
  enhancedVerification: boolean
  authority: Authority
  startsOn: string
  expiresOn: string
  order: string
}

const draftOf = (contact: Contact | undefined, last: number): Draft => ({
  firstName: contact?.firstName ?? '',
  lastName: contact?.lastName ?? '',
  phones: contact?.phones.length
    ? contact.phones.map(({ number, type }) => ({ number: formatPhone(number), type: type ?? '' }))
    : [{ number: '', type: 'cell' }],
  email: contact?.email ?? '',
  languageId: contact?.language ? String(contact.language.id) : '',
  relation: contact?.relation ?? '',
  passcode: contact?.passcode ?? '',
  hasKey: contact?.hasKey ?? false,
  enhancedVerification: contact?.enhancedVerification ?? false,
  authority: contact?.authority ?? 'contact',
  startsOn: contact?.startsOn ?? '',
  expiresOn: contact?.expiresOn ?? '',
  order: String(contact?.order ?? last),
})

/** What is sent. A place that one did not choose is left to the server: somebody may have added a contact meanwhile. */
const bodyOf = (draft: Draft, before: Draft) => ({
  ...draft,
  phones: draft.phones.map(({ number, type }) => ({ number, type: type as PhoneType })),
  languageId: draft.languageId === '' ? null : Number(draft.languageId),
  order: draft.order === before.order ? undefined : Number(draft.order),
})

type Props = { list: ContactList; contact?: Contact; onClose: () => void }

export function ContactDialog({ list, contact, onClose }: Props) {
  const { customerId } = useCustomerParams()
  const take = useTakeList(customerId)
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(contacts.create)
  const update = useEndpointMutation(contacts.update)
  const [before] = useState(() => draftOf(contact, list.contacts.length + 1))
  const [draft, setDraft] = useState(before)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const set = (values: Partial<Draft>) => setDraft({ ...draft, ...values })
  const places = list.contacts.length + (contact ? 0 : 1)

  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^contact\./, ''), message])))
    if (problem.code === 'contacts.stale' || problem.code === 'contacts.not_found')
      void invalidate(contacts.list, { customerId })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(contacts.create.body, bodyOf(draft, before))
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const done = (next: ContactList) => {
      toastDone(contact ? 'Contact saved.' : `${nameOf(checked.value)} was added.`)
      onClose()
      take(next)
    }
    if (contact)
      update.mutate(
        {
          params: { customerId, contactId: contact.id },
          body: { version: contact.version, contact: checked.value },
        },
        { onSuccess: done, onError: failed },
      )
    else create.mutate({ params: { customerId }, body: checked.value }, { onSuccess: done, onError: failed })
  }
  const problem = create.error ?? update.error
  const text = (name: 'firstName' | 'lastName' | 'email' | 'passcode' | 'startsOn' | 'expiresOn') => ({
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => set({ [name]: event.currentTarget.value }),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size={620}
      title={contact ? `Edit ${nameOf(contact)}` : 'New contact'}
      closeOnClickOutside={draft === before}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem && problem.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {problem.detail}
            </Notice>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <TextInput label="First Name" withAsterisk data-autofocus maxLength={60} {...text('firstName')} />
            <TextInput label="Last Name" maxLength={60} {...text('lastName')} />
          </SimpleGrid>
          <PhoneFields phones={draft.phones} errors={errors} onChange={(phones) => set({ phones })} />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <Autocomplete
              label="Relation"
              data={[...relations]}
              maxLength={40}
              value={draft.relation}
              error={errors.relation}
              onChange={(relation) => set({ relation })}
            />
            <TextInput label="Email" type="email" maxLength={254} {...text('email')} />
            <NativeSelect
              label="Language"
              data={[
                { value: '', label: 'Not said' },
                ...list.languages.map(({ id, name }) => ({ value: String(id), label: name })),
              ]}
              value={draft.languageId}
              error={errors.languageId}
              onChange={(event) => set({ languageId: event.currentTarget.value })}
            />
            <TextInput
              label="Passcode"
              description="What this person says when the station asks who speaks"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autoComplete="off"
              maxLength={40}
              {...text('passcode')}
            />
            <NativeSelect
              label="Authority"
              data={Object.entries(authorities).map(([value, label]) => ({ value, label }))}
              value={draft.authority}
              error={errors.authority}
              onChange={(event) => set({ authority: event.currentTarget.value as Authority })}
            />
            <NativeSelect
              label="Priority"
              data={Array.from({ length: places }, (_, i) => ({
                value: String(i + 1),
                label: `${ordinal(i + 1)} to call`,
              }))}
              value={draft.order}
              error={errors.order}
              onChange={(event) => set({ order: event.currentTarget.value })}
            />
            <TextInput label="Call from" type="date" {...text('startsOn')} />
            <TextInput label="Call until" type="date" {...text('expiresOn')} />
          </SimpleGrid>
          <Group gap="lg">
            <Checkbox
              label="Has a key"
              checked={draft.hasKey}
              onChange={(event) => set({ hasKey: event.currentTarget.checked })}
            />
            <Checkbox
              label="Enhanced verification: called before anybody is sent"
              checked={draft.enhancedVerification}
              onChange={(event) => set({ enhancedVerification: event.currentTarget.checked })}
            />
          </Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {contact ? 'Save contact' : 'Add contact'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
