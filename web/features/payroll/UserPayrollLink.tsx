/** By what levels a user is paid: a tab of the user’s page. */
import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Output } from '#shared/contract.ts'
import { payroll } from '#shared/contracts/payroll.ts'
import { users } from '#shared/contracts/users.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './payroll.module.css'

export function UserPayroll({ userId }: { userId: number }) {
  const { data, error, refetch } = useEndpointQuery(payroll.ofUser, { params: { userId } })
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <LinesSkeleton count={5} />
  return <Form key={data.version} userId={userId} data={data} />
}

function Form({ userId, data }: { userId: number; data: Output<typeof payroll.ofUser> }) {
  const { invalidate } = useInvalidate()
  const save = useEndpointMutation(payroll.setUser)
  const [identifier, setIdentifier] = useState(data.identifier)
  const [chosen, setChosen] = useState(
    () => new Map(data.roles.flatMap(({ functions }) => functions.map((one) => [one.id, one.levelId]))),
  )
  const readOnly = !data.abilities.modify
  const submit = () =>
    save.mutate(
      {
        params: { userId },
        body: {
          version: data.version,
          identifier,
          levelIds: [...chosen.values()].filter((id) => id !== null),
        },
      },
      {
        onSuccess: () => {
          toastDone('Saved.')
          void invalidate(payroll.ofUser)
          void invalidate(payroll.overview)
          void invalidate(payroll.openFunction)
          void invalidate(users.history)
        },
      },
    )
  return (
    <Panel title="Payroll">
      {save.error && <Notice tone="bad">{problemText(save.error)}</Notice>}
      <div className={classes.grid}>
        <TextInput
          label="Payroll identifier"
          description="What your payroll service knows the user by; stands in the export of pay runs"
          maxLength={40}
          disabled={readOnly}
          value={identifier}
          onChange={(event) => setIdentifier(event.currentTarget.value)}
        />
      </div>
      {data.roles.length === 0 && (
        <p className={classes.dim}>There is no payroll role yet: Administration, Payroll makes them.</p>
      )}
      {data.roles.map((role) => (
        <section key={role.id} aria-label={role.name}>
          <p className={classes.line}>
            <span className={classes.name}>{role.name}</span>
            {!role.active && <StatusDot tone="neutral" label="Inactive" />}
          </p>
          {role.functions.length === 0 && <p className={classes.dim}>It has no function yet.</p>}
          <div className={classes.grid}>
            {role.functions.map((one) => {
              const fallback = one.levels.find(({ isDefault, active }) => isDefault && active)
              return (
                <NativeSelect
                  key={one.id}
                  label={one.active ? one.name : `${one.name} (inactive)`}
                  disabled={readOnly}
                  data={[
                    { value: '', label: fallback ? `Default: ${fallback.name}` : 'Not paid by it' },
                    ...one.levels
                      .filter(({ id, active }) => active || id === one.levelId)
                      .map(({ id, name }) => ({ value: String(id), label: name })),
                  ]}
                  value={chosen.get(one.id) ? String(chosen.get(one.id)) : ''}
                  onChange={(event) => {
                    const id = event.currentTarget.value
                    setChosen(new Map(chosen).set(one.id, id ? Number(id) : null))
                  }}
                />
              )
            })}
          </div>
        </section>
      ))}
      {!readOnly && (
        <div className={`${classes.buttons} ${classes.spaced}`}>
          <Button loading={save.isPending} onClick={submit}>
            Save payroll
          </Button>
        </div>
      )}
    </Panel>
  )
}
