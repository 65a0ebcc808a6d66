/** Notes what the bureau said on the telephone of an inquiry whose answer was lost. */
import { Button, Modal, Radio, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { credit, type CreditCheck } from '#shared/contracts/credit.ts'
import { check as judge, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './credit.module.css'
import { useTakePage } from './use-credit.ts'

type Props = { customerId: number; check: CreditCheck; onClose: () => void }

export function SettleDialog({ customerId, check, onClose }: Props) {
  const take = useTakePage(customerId)
  const settle = useEndpointMutation(credit.settle)
  const [draft, setDraft] = useState({ made: '', score: '', trackingNumber: '', note: '' })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const made = draft.made === '' ? undefined : draft.made === 'yes'
    const result = made
      ? {
          score: draft.score.trim() === '' ? null : Number(draft.score),
          trackingNumber: draft.trackingNumber,
        }
      : {}
    const checked = judge(credit.settle.body, { made, note: draft.note, ...result })
    if (checked.errors) return setErrors(checked.errors)
    settle.mutate(
      { params: { customerId, creditCheckId: check.id }, body: checked.value },
      {
        onSuccess: (page) => (take(page), toastDone('Credit inquiry settled.'), onClose()),
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  const field = (name: 'score' | 'trackingNumber' | 'note') => ({
    value: draft[name],
    error: errors[name],
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  return (
    <Modal opened onClose={onClose} title={`Settle the inquiry at ${check.bureau.name}`}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <p className={classes.asking}>
            The answer was lost. Ask {check.bureau.name} whether it has an inquiry about this consumer of{' '}
            {check.requested.by}, and note what it says. Until then no other credit can be run.
          </p>
          <Radio.Group
            label="Was the inquiry made?"
            withAsterisk
            value={draft.made}
            error={errors.made}
            onChange={(made) => setDraft({ ...draft, made })}
          >
            <Stack gap={6} mt={6}>
              <Radio value="yes" label="Yes, and this is its result" />
              <Radio value="no" label="No: credit may be run again" />
            </Stack>
          </Radio.Group>
          {draft.made === 'yes' && (
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
              <TextInput label="Credit score" inputMode="numeric" maxLength={3} {...field('score')} />
              <TextInput label="Tracking number" maxLength={60} {...field('trackingNumber')} />
            </SimpleGrid>
          )}
          <TextInput
            label="Who told you"
            placeholder="Name at the bureau, time of the call"
            withAsterisk
            maxLength={500}
            {...field('note')}
          />
          {settle.error && settle.error.errors.length === 0 && (
            <Notice tone="bad" title="This was not saved.">
              {settle.error.detail}
            </Notice>
          )}
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={settle.isPending}>
              Settle
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
