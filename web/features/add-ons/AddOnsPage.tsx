/** /{company}/administration/add-ons: which parts of the product the company has, and what each opens (ADM-007). */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { companyAddOns } from '#shared/contracts/add-ons.ts'
import { customers } from '#shared/contracts/customers.ts'
import { sessions } from '#shared/contracts/sessions.ts'
import { type AddOn, addOnOf } from '#shared/rules/add-ons.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { Page, PageHeader } from '#web/ui/PageHeader.tsx'
import { PageSkeleton } from '#web/ui/Skeletons.tsx'
import { SwitchList } from '#web/ui/SwitchList.tsx'
import { Time } from '#web/ui/Time.tsx'
import { useTitle } from '#web/ui/title.ts'
import { toastDone } from '#web/ui/toast.tsx'
import classes from './add-ons.module.css'

type Change = { addOn: AddOn; on: boolean }

export function AddOnsPage() {
  const { data, error, refetch } = useEndpointQuery(companyAddOns.list, {})
  const [change, setChange] = useState<Change | null>(null)
  useTitle('Add-ons')
  if (error && !data) return <ErrorState isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <Page>
      <PageHeader
        title="Add-ons"
        note={`${data.items.filter(({ on }) => on).length} of ${data.items.length} on`}
      />
      <SwitchList
        label="Add-ons"
        heading="h2"
        items={data.items.map(({ key, on, switchedAt, switchedBy }) => ({
          ...{ key, on },
          ...addOnOf(key),
          since: switchedAt && (
            <>
              Switched {on ? 'on' : 'off'} by {switchedBy}, <Time at={switchedAt} />
            </>
          ),
        }))}
        onSwitch={data.abilities.switch ? (key, on) => setChange({ addOn: key as AddOn, on }) : undefined}
      />
      {change && <SwitchDialog {...change} onClose={() => setChange(null)} />}
    </Page>
  )
}

function SwitchDialog({ addOn, on, onClose }: Change & { onClose: () => void }) {
  const { invalidate, put } = useInvalidate()
  const flip = useEndpointMutation(companyAddOns.switch)
  const { label, opens, whenOff } = addOnOf(addOn)
  const submit = () =>
    flip.mutate(
      { params: { addOn }, body: { on } },
      {
        onSuccess: (list) => {
          put(companyAddOns.list, {}, list)
          // Tabs, sections and actions come and go by the company's switches.
          void invalidate(sessions.me)
          void invalidate(customers.open)
          toastDone(`${label} is ${on ? 'on' : 'off'}, for everybody.`)
          onClose()
        },
      },
    )
  return (
    <Modal opened onClose={onClose} title={`Switch ${label} ${on ? 'on' : 'off'}?`}>
      <Stack gap="md">
        {flip.error && <Notice tone="bad">{flip.error.detail}</Notice>}
        {on ? (
          <div>
            <p className={classes.plain}>The company then has:</p>
            <ul className={classes.lines}>
              {opens.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <p className={classes.plain}>What your plan says of {label} is billed from now on.</p>
          </div>
        ) : (
          <div>
            <p className={classes.plain}>These are gone at once, for everybody at the company:</p>
            <ul className={classes.lines}>
              {opens.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <p className={classes.plain}>{whenOff}</p>
          </div>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={flip.isPending} onClick={submit} data-autofocus>
            Switch {label} {on ? 'on' : 'off'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
