/** What was tried to keep a customer, newest first, and a line to note the next attempt. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type Risk, risks } from '#shared/contracts/risks.ts'
import { riskChannels, type RiskChannel } from '#shared/rules/risks.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { Refusal } from './Refusal.tsx'
import classes from './risks.module.css'
import { useCustomerParams, useTakeList } from './use-risks.ts'

const channels = Object.entries(riskChannels).map(([value, label]) => ({ value, label }))

export function Attempts({ risk, mayNote }: { risk: Risk; mayNote: boolean }) {
  if (!mayNote && risk.attempts.length === 0) return null
  return (
    <section className={classes.attempts} aria-label="Attempts">
      <h3 className={classes.partTitle}>Attempts</h3>
      {mayNote && <NoteAttempt risk={risk} />}
      {risk.attempts.length > 0 && (
        <ol className={classes.log} aria-label="Attempts, newest first">
          {risk.attempts.map((attempt) => (
            <li key={attempt.id}>
              <span className={classes.dim}>
                <Time at={attempt.at} /> · {riskChannels[attempt.channel]} · {attempt.by}
              </span>
              <span className={classes.text}>{attempt.outcome}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function NoteAttempt({ risk }: { risk: Risk }) {
  const { customerId } = useCustomerParams()
  const take = useTakeList(customerId)
  const note = useEndpointMutation(risks.attempt)
  const [channel, setChannel] = useState<RiskChannel>('phone')
  const [outcome, setOutcome] = useState('')
  const [followUpOn, setFollowUpOn] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(risks.attempt.body, { channel, outcome, ...(followUpOn && { followUpOn }) })
    setErrors(checked.errors ?? {})
    if (checked.errors) return
    note.mutate(
      { params: { customerId, riskId: risk.id }, body: checked.value },
      {
        onSuccess: (list) => {
          take(list)
          toastDone('Attempt noted.')
          setOutcome('')
          setFollowUpOn('')
        },
        onError: (problem) => setErrors(fieldErrors(problem)),
      },
    )
  }
  return (
    <form noValidate onSubmit={submit} className={classes.attempt}>
      <NativeSelect
        label="By"
        data={channels}
        value={channel}
        onChange={(event) => setChannel(event.currentTarget.value as RiskChannel)}
      />
      <TextInput
        label="What came of it"
        maxLength={2000}
        value={outcome}
        error={errors.outcome}
        onChange={(event) => setOutcome(event.currentTarget.value)}
      />
      <TextInput
        label="Next follow-up"
        type="date"
        value={followUpOn}
        error={errors.followUpOn}
        onChange={(event) => setFollowUpOn(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={note.isPending}>
        Note attempt
      </Button>
      {note.error && (
        <div className={classes.wide}>
          <Refusal problem={note.error} />
        </div>
      )}
    </form>
  )
}
