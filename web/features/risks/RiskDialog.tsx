/** Reports a customer at risk, or changes an entry. */
import { Button, Modal, NativeSelect, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Risk, type RiskConflict, risks } from '#shared/contracts/risks.ts'
import { todayIn } from '#shared/time.ts'
import { check, fieldErrors, type Problem } from '#web/api/problem.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { useMe } from '#web/api/session.ts'
import { EntityHistory } from '#web/frame/EntityHistory.tsx'
import { ConfirmButton } from '#web/ui/ConfirmButton.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { MoneyFields } from './MoneyFields.tsx'
import { Refusal } from './Refusal.tsx'
import {
  bodyOf,
  type Draft,
  dollars,
  draftOf,
  moneyBody,
  moneyOf,
  optionalData,
  selectData,
} from './risk-draft.ts'
import classes from './risks.module.css'
import { useChoices, useCustomerParams, useTakeList } from './use-risks.ts'

/** A name that the server has for a missing choice says nothing to people. */
const missing: Record<string, string> = { reasonId: 'Choose a reason', levelId: 'Choose a risk level' }

export function RiskDialog({ risk, onClose }: { risk?: Risk; onClose: () => void }) {
  const { customerId } = useCustomerParams()
  const { company, user } = useMe()
  const choices = useChoices(customerId)
  const take = useTakeList(customerId)
  const { invalidate } = useInvalidate()
  const create = useEndpointMutation(risks.create)
  const update = useEndpointMutation(risks.save)
  const remove = useEndpointMutation(risks.remove)
  const [before] = useState(() =>
    draftOf(risk, { ownerId: user.id, today: todayIn(company.timeZone, new Date()) }),
  )
  const [draft, setDraft] = useState(before)
  const [money, setMoney] = useState(() => risk && moneyOf(risk))
  const [errors, setErrors] = useState<Record<string, string>>({})
  // As it was when one began, or was told what somebody else had made of it.
  const [version, setVersion] = useState(risk?.version ?? 1)
  const failed = (problem: Problem) => {
    const found = Object.entries(fieldErrors(problem))
    setErrors(Object.fromEntries(found.map(([path, message]) => [path.replace(/^fields\./, ''), message])))
    if (problem.code === 'risks.stale') setVersion((problem.extra as RiskConflict).current.version)
    if (problem.errors.length === 0) void invalidate(risks.ofCustomer, { customerId })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const given = { ...bodyOf(draft), ...(money && moneyBody(money)) }
    const wrong = (found: Record<string, string>) =>
      setErrors(
        Object.fromEntries(
          Object.entries(found).map(([name, text]) => [
            name,
            given[name as keyof typeof given] === undefined ? (missing[name] ?? text) : text,
          ]),
        ),
      )
    if (risk) {
      const checked = check(risks.save.body.shape.fields, given)
      // A choice that was emptied is missing, not left as it was.
      const gone = Object.fromEntries(
        Object.entries(missing).filter(([name]) => given[name as 'reasonId'] === undefined),
      )
      if (checked.errors || Object.keys(gone).length) return wrong({ ...checked.errors, ...gone })
      update.mutate(
        { params: { customerId, riskId: risk.id }, body: { version, fields: checked.value } },
        { onSuccess: (list) => (take(list), toastDone('At-risk entry saved.'), onClose()), onError: failed },
      )
      return
    }
    const checked = check(risks.create.body, given)
    if (checked.errors) return wrong(checked.errors)
    create.mutate(
      { params: { customerId }, body: checked.value },
      { onSuccess: (list) => (take(list), toastDone('Reported at risk.'), onClose()), onError: failed },
    )
  }
  const field = (name: keyof Draft, error: string | undefined = errors[name]) => ({
    value: draft[name],
    error,
    onChange: (event: { currentTarget: { value: string } }) =>
      setDraft({ ...draft, [name]: event.currentTarget.value }),
  })
  const select = (name: 'reasonId' | 'levelId', rows: Parameters<typeof selectData>[0]) => ({
    data: [{ value: '', label: 'Choose' }, ...selectData(rows, draft[name])],
    ...field(name),
  })
  const empty =
    choices && (!choices.reasons.some(({ active }) => active) || !choices.levels.some(({ active }) => active))
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title={risk ? 'Edit at-risk entry' : 'Report at risk'}
      closeOnClickOutside={draft === before}
    >
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          <Refusal problem={create.error ?? update.error} />
          {empty && !risk && (
            <Notice tone="attention" title="There is nothing to choose from yet.">
              Reasons and levels are kept in administration, under At-Risk Reasons and At-Risk Levels.
            </Notice>
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
            <NativeSelect
              label="Reason"
              withAsterisk
              data-autofocus
              {...select('reasonId', choices?.reasons)}
            />
            <NativeSelect label="Risk level" withAsterisk {...select('levelId', choices?.levels)} />
            <NativeSelect
              label="Cause"
              data={optionalData(choices?.causes, draft.causeId)}
              {...field('causeId')}
            />
            <NativeSelect
              label="Assigned to"
              data={selectData(
                risk && !choices?.people.some(({ id }) => id === risk.owner.id)
                  ? [...(choices?.people ?? []), risk.owner]
                  : choices?.people,
              )}
              {...field('ownerId')}
            />
            <TextInput label="Follow-up date" type="date" {...field('followUpOn')} />
            <TextInput label="Follow-up time" type="time" {...field('followUpTime')} />
            <TextInput label="Date reported" type="date" {...field('reportedOn')} />
            <TextInput
              label="Amount at risk"
              description="Each month; the customer’s rate, unless you say otherwise"
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              inputMode="decimal"
              maxLength={20}
              placeholder={dollars(choices?.amountAtRiskCents)}
              {...field('amountAtRisk', errors.amountAtRiskCents)}
            />
          </SimpleGrid>
          <Textarea label="Notes" autosize minRows={2} maxRows={10} maxLength={10_000} {...field('notes')} />
          {money && (
            <MoneyFields
              draft={money}
              onChange={(change) => setMoney({ ...money, ...change })}
              errors={errors}
              choices={choices}
            />
          )}
          <div className={classes.buttons}>
            {risk ? (
              <ConfirmButton
                label="Delete"
                danger
                variant="subtle"
                title="Delete this at-risk entry?"
                confirmLabel="Delete entry"
                onConfirm={async () => {
                  await remove.mutateAsync({ params: { customerId, riskId: risk.id } })
                  take()
                  toastDone('At-risk entry deleted.')
                  onClose()
                }}
              >
                Delete what was entered by mistake, with its attempts. What is over is ended rather than
                deleted, so that one can see later what had been done.
              </ConfirmButton>
            ) : (
              <span />
            )}
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending} disabled={!choices}>
              {risk ? 'Save entry' : 'Report at risk'}
            </Button>
          </div>
          {risk && (
            <details>
              <summary className={classes.summary}>History</summary>
              <EntityHistory
                endpoint={risks.history}
                input={{ params: { customerId, riskId: risk.id } }}
                empty="Nothing has been changed since it was brought over"
              />
            </details>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
