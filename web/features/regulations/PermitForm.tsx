/** Enters an alarm permit, or changes one. Without a day of its own it expires with its jurisdiction's cycle. */
import { Button, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type CustomerRegulations, regulations } from '#shared/contracts/regulations.ts'
import { addMonths } from '#shared/time.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { type Permit, useTake } from './RegulationsDialog.tsx'

type Props = {
  customerId: number
  data: CustomerRegulations
  /** null: a new one. */
  permit: Permit | null
  onDone: () => void
}

export function PermitForm({ customerId, data, permit, onDone }: Props) {
  const take = useTake(customerId)
  const { invalidate } = useInvalidate()
  const offered = data.jurisdictions.filter(({ id, applies }) => applies || id === permit?.jurisdictionId)
  const [draft, setDraft] = useState({
    jurisdictionId: permit?.jurisdictionId ?? offered[0]?.id ?? 0,
    number: permit?.number ?? '',
    issuedOn: permit?.issuedOn ?? '',
    expiresOn: permit?.expiresOn ?? '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const add = useEndpointMutation(regulations.addPermit)
  const save = useEndpointMutation(regulations.savePermit)
  const months = offered.find(({ id }) => id === draft.jurisdictionId)?.permitMonths ?? null
  const issue = (issuedOn: string) => {
    // The day that follows from the cycle stands there until one enters another.
    const followed = draft.issuedOn && months ? addMonths(draft.issuedOn, months) : ''
    const follows = draft.expiresOn === '' || draft.expiresOn === followed
    const expiresOn = follows && issuedOn && months ? addMonths(issuedOn, months) : draft.expiresOn
    setDraft({ ...draft, issuedOn, expiresOn })
  }
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^permit\./, ''), message])))
    if (problem.code === 'regulations.stale') void invalidate(regulations.ofCustomer, { customerId })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(regulations.addPermit.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    const onSuccess = (next: CustomerRegulations) => {
      take(next, 'Permit saved.')
      onDone()
    }
    if (permit)
      save.mutate(
        {
          params: { customerId, permitId: permit.id },
          body: { version: permit.version, permit: checked.value },
        },
        { onSuccess, onError: failed },
      )
    else add.mutate({ params: { customerId }, body: checked.value }, { onSuccess, onError: failed })
  }
  const problem = add.error ?? save.error
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {problem && problem.errors.length === 0 && (
          <Notice tone="bad" title="This was not saved.">
            {problem.detail}
          </Notice>
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
          <Select
            label="Jurisdiction"
            withAsterisk
            allowDeselect={false}
            data={offered.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(draft.jurisdictionId)}
            error={errors.jurisdictionId}
            onChange={(id) => id && setDraft({ ...draft, jurisdictionId: Number(id) })}
          />
          <TextInput
            label="Permit number"
            withAsterisk
            data-autofocus
            maxLength={60}
            value={draft.number}
            error={errors.number}
            onChange={(event) => setDraft({ ...draft, number: event.currentTarget.value })}
          />
          <TextInput
            label="Issued"
            type="date"
            value={draft.issuedOn}
            error={errors.issuedOn}
            onChange={(event) => issue(event.currentTarget.value)}
          />
          <TextInput
            label="Expires"
            type="date"
            description="Empty: it holds for good"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={draft.expiresOn}
            error={errors.expiresOn}
            onChange={(event) => setDraft({ ...draft, expiresOn: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Back
          </Button>
          <Button type="submit" loading={add.isPending || save.isPending}>
            {permit ? 'Save permit' : 'Add permit'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
