/** Ends a run before its last step: failed, or canceled as begun by mistake (TAB-004). */
import { Button, Modal, Radio, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Enrolment, workflows } from '#shared/contracts/workflows.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { useParams } from '@tanstack/react-router'
import { useTakeEnrolment } from './use-workflows.ts'
import classes from './wizard.module.css'

export function EndDialog({ enrolment, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  const { customerId } = useParams({ from: '/$company/customers/$customerId' })
  const take = useTakeEnrolment(customerId)
  const end = useEndpointMutation(workflows.end)
  const [draft, setDraft] = useState<{ status: 'failed' | 'canceled'; reason: string }>({
    status: 'failed',
    reason: '',
  })
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(workflows.end.body, draft)
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    end.mutate(
      { params: { customerId, enrolmentId: enrolment.id }, body: checked.value },
      {
        onSuccess: (ended) => {
          take(ended)
          toastDone(`“${ended.name}” has ended.`)
          onClose()
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title={`End “${enrolment.name}”`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {end.error && end.error.errors.length === 0 && <Notice tone="bad">{end.error.detail}</Notice>}
          <p className={classes.dim} style={{ margin: 0 }}>
            What was done in its steps stays on the record. It cannot be continued, but it can be started
            again.
          </p>
          <Radio.Group
            label="How it ended"
            value={draft.status}
            error={errors['status']}
            onChange={(status) => setDraft({ ...draft, status: status as typeof draft.status })}
          >
            <Stack gap={8} mt={6}>
              <Radio value="failed" label="Failed" description="It did not reach its goal" />
              <Radio
                value="canceled"
                label="Canceled"
                description="Started by mistake, or no longer needed"
              />
            </Stack>
          </Radio.Group>
          <Textarea
            label="Why"
            withAsterisk
            data-autofocus
            autosize
            minRows={2}
            maxRows={6}
            maxLength={500}
            value={draft.reason}
            error={errors['reason']}
            onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
          />
          <div className={classes.dialog}>
            <Button variant="default" onClick={onClose}>
              Keep it open
            </Button>
            <Button type="submit" color="red" loading={end.isPending}>
              End workflow
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
