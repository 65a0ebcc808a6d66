/** A new company: its name and address, its first office, and the first user, whose one-time password is shown once. */
import { Button, Group, Modal, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { operators } from '#shared/contracts/operators.ts'
import { currencies } from '#shared/rules/currencies.ts'
import { timeZones } from '#shared/rules/time-zones.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Copyable } from '#web/ui/CopyButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import classes from './operators.module.css'

const empty = {
  name: '',
  slug: '',
  timeZone: 'America/Denver',
  currency: 'USD',
  location: 'Main office',
  firstName: '',
  lastName: '',
  username: 'owner',
  reason: '',
}
type Draft = typeof empty

export function NewCompanyDialog({ onClose }: { onClose: () => void }) {
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(operators.createCompany)
  const [draft, setDraft] = useState<Draft>(empty)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [made, setMade] = useState<Output<typeof operators.createCompany> | null>(null)
  const field = (name: keyof Draft, label: string, maxLength: number) => ({
    label,
    withAsterisk: true,
    autoComplete: 'off',
    maxLength,
    value: draft[name],
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(operators.createCompany.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    create.mutate(
      { body: checked.value },
      {
        onSuccess: (answer) => {
          void invalidate(operators.companies)
          void invalidate(operators.acts)
          setMade(answer)
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  if (made)
    return (
      <Modal opened onClose={onClose} title={`${draft.name} was created`}>
        <Stack gap="md">
          <p className={classes.plain}>
            Give these to {draft.firstName} {draft.lastName}. The password is good once, and is not shown
            again.
          </p>
          <dl className={classes.facts}>
            <dt>Address</dt>
            <dd>
              <Copyable value={`${location.origin}/${made.slug}`} label="address">
                {location.host}/{made.slug}
              </Copyable>
            </dd>
            <dt>Username</dt>
            <dd>{made.username}</dd>
            <dt>One-time password</dt>
            <dd>
              <Copyable value={made.password} label="password">
                <code>{made.password}</code>
              </Copyable>
            </dd>
          </dl>
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      </Modal>
    )
  return (
    <Modal opened onClose={onClose} title="New company" size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {create.error && create.error.errors.length === 0 && (
            <Notice tone="bad">{create.error.detail}</Notice>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
            <TextInput {...field('name', 'Company', 120)} data-autofocus />
            <TextInput
              {...field('slug', 'Address', 40)}
              description={`${location.host}/${draft.slug.trim().toLowerCase() || '…'}`}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
            />
            <NativeSelect
              {...field('timeZone', 'Time zone', 60)}
              data={timeZones.map(({ value, label }) => ({ value, label }))}
            />
            <NativeSelect
              {...field('currency', 'Currency', 3)}
              data={currencies.map(({ value, label }) => ({ value, label }))}
            />
            <TextInput {...field('location', 'First office', 255)} />
            <TextInput {...field('username', 'Username of the first user', 39)} />
            <TextInput {...field('firstName', 'First name', 60)} />
            <TextInput {...field('lastName', 'Last name', 60)} />
          </SimpleGrid>
          <Textarea {...field('reason', 'Reason', 300)} autosize minRows={2} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create the company
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
