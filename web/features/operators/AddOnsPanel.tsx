/** A company's add-ons, switched by the platform's staff with a reason that the company reads (ADM-012). */
import { Button, Group, Modal, Stack, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { operatorAddOns } from '#shared/contracts/add-ons.ts'
import { operatorLog } from '#shared/contracts/operator-log.ts'
import { operators } from '#shared/contracts/operators.ts'
import { type AddOn, addOnOf } from '#shared/rules/add-ons.ts'
import { check, fieldErrors } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { SwitchList } from '#web/ui/SwitchList.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './operators.module.css'

type Company = { id: number; name: string }
type Change = { addOn: AddOn; on: boolean }

export function AddOnsPanel({ company }: { company: Company }) {
  const { data, error, refetch } = useEndpointQuery(operatorAddOns.list, {
    params: { companyId: company.id },
  })
  const [change, setChange] = useState<Change | null>(null)
  return (
    <Panel
      title="Add-ons"
      note={data && `${data.items.filter(({ on }) => on).length} of ${data.items.length} on`}
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <LinesSkeleton count={6} />
      ) : (
        <SwitchList
          label="Add-ons"
          heading="h3"
          items={data.items.map(({ key, on, switchedAt, switchedBy }) => ({
            ...{ key, on },
            ...addOnOf(key),
            since: switchedAt && (
              <>
                Switched {on ? 'on' : 'off'} by {switchedBy}, <Time at={switchedAt} />
              </>
            ),
          }))}
          onSwitch={(key, on) => setChange({ addOn: key as AddOn, on })}
        />
      )}
      {change && <SwitchDialog {...change} company={company} onClose={() => setChange(null)} />}
    </Panel>
  )
}

function SwitchDialog({ addOn, on, company, onClose }: Change & { company: Company; onClose: () => void }) {
  const { invalidate, put } = useInvalidate()
  const flip = useEndpointMutation(operatorAddOns.switch)
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string>()
  const { label, opens, whenOff } = addOnOf(addOn)
  const params = { companyId: company.id }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const checked = check(operatorAddOns.switch.body, { on, reason })
    if (checked.errors) return setError(checked.errors.reason)
    flip.mutate(
      { params: { ...params, addOn }, body: checked.value },
      {
        onSuccess: (list) => {
          put(operatorAddOns.list, { params }, list)
          void invalidate(operators.acts)
          void invalidate(operatorLog.list)
          toastDone(`${label} is ${on ? 'on' : 'off'} for ${company.name}.`)
          onClose()
        },
        onError: (problem) => setError(fieldErrors(problem).reason),
      },
    )
  }
  return (
    <Modal opened onClose={onClose} title={`Switch ${label} ${on ? 'on' : 'off'} for ${company.name}`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {flip.error && flip.error.errors.length === 0 && <Notice tone="bad">{flip.error.detail}</Notice>}
          <div>
            <p className={classes.plain}>
              {on ? 'The company then has:' : 'These are gone at once, for everybody there:'}
            </p>
            <ul className={classes.lines}>
              {opens.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {!on && <p className={classes.plain}>{whenOff}</p>}
          </div>
          <Textarea
            label="Reason"
            description="The company reads it in its History, with your name."
            withAsterisk
            data-autofocus
            autosize
            minRows={2}
            maxLength={300}
            placeholder="Contract 12, annex B"
            value={reason}
            error={error}
            onChange={(event) => setReason(event.currentTarget.value.replaceAll('\n', ' '))}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={flip.isPending}>
              Switch {label} {on ? 'on' : 'off'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
