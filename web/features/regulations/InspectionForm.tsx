/** Notes an inspection that was done. */
import { Button, Checkbox, Group, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type CustomerRegulations, regulations } from '#shared/contracts/regulations.ts'
import { todayIn } from '#shared/time.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { useTake } from './RegulationsDialog.tsx'

type Props = { customerId: number; data: CustomerRegulations; onDone: () => void }

export function InspectionForm({ customerId, data, onDone }: Props) {
  const { company } = useMe()
  const take = useTake(customerId)
  const offered = data.jurisdictions.filter(({ applies }) => applies)
  const today = todayIn(company.timeZone, new Date())
  const demanding = data.items.find(({ what }) => what === 'inspection')?.jurisdictionId
  const [draft, setDraft] = useState({
    jurisdictionId: demanding ?? offered[0]?.id ?? 0,
    doneOn: today,
    passed: true,
    note: '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const add = useEndpointMutation(regulations.addInspection, {
    onSuccess: (next) => {
      take(next, 'Inspection noted.')
      onDone()
    },
    onError: (problem) => setErrors(fieldErrors(problem)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(regulations.addInspection.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.value) add.mutate({ params: { customerId }, body: checked.value })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {add.error && add.error.errors.length === 0 && (
          <Notice tone="bad" title="This was not saved.">
            {add.error.detail}
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
            label="Done on"
            type="date"
            withAsterisk
            data-autofocus
            max={today}
            value={draft.doneOn}
            error={errors.doneOn}
            onChange={(event) => setDraft({ ...draft, doneOn: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Checkbox
          label="Passed: the next one is due a cycle later"
          checked={draft.passed}
          onChange={(event) => setDraft({ ...draft, passed: event.currentTarget.checked })}
        />
        <TextInput
          label="Note"
          maxLength={300}
          value={draft.note}
          error={errors.note}
          onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Back
          </Button>
          <Button type="submit" loading={add.isPending}>
            Note inspection
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
