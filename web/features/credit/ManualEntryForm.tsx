/** Enters a score or a tracking number that one has from elsewhere. */
import { Button, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { credit } from '#shared/contracts/credit.ts'
import { creditGrade } from '#shared/credit-grade.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import type { Bureau } from './credit-draft.ts'
import classes from './credit.module.css'
import { useTakePage } from './use-credit.ts'

type Props = { customerId: number; bureaus: readonly Bureau[]; onDone: () => void; onCancel: () => void }

export function ManualEntryForm({ customerId, bureaus, onDone, onCancel }: Props) {
  const take = useTakePage(customerId)
  const enter = useEndpointMutation(credit.enter)
  const [draft, setDraft] = useState({
    bureauId: String(bureaus[0]?.id ?? ''),
    score: '',
    trackingNumber: '',
    note: '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = draft.score.trim()
    const checked = check(credit.enter.body, { ...draft, score: typed === '' ? null : Number(typed) })
    if (checked.errors) return setErrors(checked.errors)
    enter.mutate(
      { params: { customerId }, body: checked.value },
      {
        onSuccess: (page) => (take(page), toastDone('Credit check entered.'), onDone()),
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    error: errors[name],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const grade = creditGrade(Number(draft.score))
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {bureaus.length > 1 && (
          <NativeSelect
            label="Credit bureau"
            data={bureaus.map(({ id, name }) => ({ value: String(id), label: name }))}
            {...field('bureauId')}
          />
        )}
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
          <TextInput
            label="Credit score"
            data-autofocus
            inputMode="numeric"
            maxLength={3}
            placeholder="300 to 850"
            rightSection={
              grade && (
                <span className={classes.grade} data-grade={grade} title={`Credit grade ${grade}`}>
                  {grade}
                </span>
              )
            }
            {...field('score')}
          />
          <TextInput label="Tracking number" maxLength={60} {...field('trackingNumber')} />
        </SimpleGrid>
        <Textarea
          label="Note"
          placeholder="Where it comes from"
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          {...field('note')}
        />
        {enter.error && enter.error.errors.length === 0 && (
          <Notice tone="bad" title="This was not saved.">
            {enter.error.detail}
          </Notice>
        )}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={enter.isPending}>
            Enter check
          </Button>
        </div>
      </Stack>
    </form>
  )
}
