/** Whether the station acts on the account's signals, and Activate or Deactivate. */
import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { stationAccounts, type StationAccount } from '#shared/contracts/station-accounts.ts'
import { fieldErrors } from '#web/api/problem.ts'
import { useInvalidate } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { StatusDot } from '#web/ui/Status.tsx'
import { useCustomerParams } from '../customer-params.ts'
import { FactList } from '../FactList.tsx'
import { CallFailed, StationPanel } from './StationPanel.tsx'
import { optionsOf, useChoices, useStation, useStationChange } from './use-station.ts'

export function ServicePanel({ account, actions }: { account: StationAccount; actions: ReactNode }) {
  const params = { customerId: useCustomerParams().customerId }
  const asked = useStation(stationAccounts.state, { params })
  const [opened, setOpened] = useState(false)
  const maySet = account.mayChange && account.capabilities.includes('service')
  const inService = asked.data?.inService ?? false
  return (
    <StationPanel
      title="Account"
      asked={asked}
      actions={
        <Group gap={8}>
          {maySet && asked.data && (
            <Button size="xs" variant="default" onClick={() => setOpened(true)}>
              {inService ? 'Deactivate' : 'Activate'}
            </Button>
          )}
          {actions}
        </Group>
      }
    >
      {(state) => (
        <>
          <FactList
            facts={[
              [
                'Service',
                state.inService ? (
                  <StatusDot tone="good" label="In service: alarms are acted upon" />
                ) : (
                  <StatusDot tone="attention" label="Not in service: alarms are logged, nobody is sent" />
                ),
              ],
              // Where orders are submitted they have a panel of their own.
              ...(state.orderState && !account.capabilities.includes('order')
                ? [['Order', state.orderState] as const]
                : []),
              ...state.identifiers.map(({ label, value }) => [label, value] as const),
            ]}
          />
          <Modal
            opened={opened}
            onClose={() => setOpened(false)}
            title={`${inService ? 'Deactivate' : 'Activate'} account ${account.accountNumber ?? ''}?`}
          >
            <ServiceForm account={account} inService={!inService} onClose={() => setOpened(false)} />
          </Modal>
        </>
      )}
    </StationPanel>
  )
}

type FormProps = { account: StationAccount; inService: boolean; onClose: () => void }

function ServiceForm({ account, inService, onClose }: FormProps) {
  const params = { customerId: useCustomerParams().customerId }
  const { invalidate } = useInvalidate()
  const categories = useChoices('service')
  const [category, setCategory] = useState('')
  const [comment, setComment] = useState('')
  const set = useStationChange(stationAccounts.setService, {
    done: inService ? 'The account is in service' : 'The account is out of service',
  })
  const errors = fieldErrors(set.error)
  const asks = !inService && categories.choices !== undefined && categories.choices.length > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate(
      { params, body: { inService, category: asks ? category : '', comment } },
      { onSuccess: onClose, onSettled: () => void invalidate(stationAccounts.state, params) },
    )
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <div>
          {inService
            ? `${account.company} begins to act on the account’s alarms.`
            : `${account.company} logs the account’s signals and sends nobody, until it is activated again.`}
        </div>
        {set.error && Object.keys(errors).length === 0 && (
          <Notice tone="bad" title="Not confirmed.">
            {set.error.detail}
          </Notice>
        )}
        {!inService && categories.error && (
          <CallFailed
            error={categories.error}
            busy={categories.isFetching}
            onRetry={() => void categories.refetch()}
          />
        )}
        {asks && (
          <NativeSelect
            label="Why"
            withAsterisk
            data={optionsOf(categories.choices, '').map((o) => (o.value ? o : { ...o, label: 'Choose…' }))}
            value={category}
            error={errors['category'] ?? errors['fields.category']}
            onChange={(event) => setCategory(event.currentTarget.value)}
          />
        )}
        <TextInput
          label="Comment"
          maxLength={200}
          value={comment}
          error={errors['comment'] ?? errors['fields.comment']}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={inService ? undefined : 'red'}
            loading={set.isPending}
            disabled={!inService && categories.isPending}
          >
            {inService ? 'Activate' : 'Deactivate'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
