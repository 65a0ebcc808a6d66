/** Who wants no messages: what the customer said, and what a user noted, by channel. */
import { Button, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { type MessageOptOut, messages } from '#shared/contracts/messages.ts'
import {
  type MessageChannel,
  messageChannels,
  type OptOutScope,
  optOutScopes,
  optOutSources,
} from '#shared/rules/messages.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { Time } from '#web/ui/Time.tsx'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'
import { shownAddress } from './MessageFacts.tsx'
import classes from './messages.module.css'
import { useCustomerParams, useRefresh } from './use-messages.ts'

type Props = { optOuts: readonly MessageOptOut[]; mayChange: boolean }
const channels = Object.keys(messageChannels) as MessageChannel[]

export function OptOuts({ optOuts, mayChange }: Props) {
  const [edited, setEdited] = useState<MessageChannel | null>(null)
  return (
    <Panel title="Do not contact">
      <ul className={classes.optOuts}>
        {channels.map((channel) => {
          const found = optOuts.filter((row) => row.channel === channel)
          return (
            <li key={channel}>
              <strong>{messageChannels[channel]}</strong>
              <div>
                {found.length === 0 && <span className={classes.dim}>May be written to</span>}
                {found.map((row) => (
                  <OptOutLine key={row.id} row={row} mayChange={mayChange} />
                ))}
              </div>
              {mayChange && (
                <Button size="compact-xs" variant="default" onClick={() => setEdited(channel)}>
                  Change<span className={classes.hidden}> {messageChannels[channel]}</span>
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {edited && (
        <OptOutDialog
          channel={edited}
          stands={optOuts.find((row) => row.channel === edited && row.source === 'user')}
          onClose={() => setEdited(null)}
        />
      )}
    </Panel>
  )
}

function OptOutLine({ row, mayChange }: { row: MessageOptOut; mayChange: boolean }) {
  const { customerId } = useCustomerParams()
  const refresh = useRefresh()
  const lift = useEndpointMutation(messages.liftOptOut)
  return (
    <p className={classes.optOut}>
      {optOutScopes[row.scope]}
      {row.address && ` to ${shownAddress(row.address)}`}
      <span className={classes.dim}>
        {' '}
        {optOutSources[row.source]} {row.by} <Time at={row.at} short />
        {row.note && `: ${row.note}`}
      </span>{' '}
      {mayChange && row.source === 'link' && (
        <Button
          size="compact-xs"
          variant="subtle"
          loading={lift.isPending}
          onClick={() =>
            lift.mutate(
              { params: { customerId, optOutId: row.id } },
              { onSuccess: () => (refresh(customerId), toastDone('Taken back.')), onError: toastFailed },
            )
          }
        >
          Customer wants them again
        </Button>
      )}
      {!row.liftable && <span className={classes.dim}> · taken back by texting START</span>}
    </p>
  )
}

function OptOutDialog({
  channel,
  stands,
  onClose,
}: {
  channel: MessageChannel
  stands: MessageOptOut | undefined
  onClose: () => void
}) {
  const { customerId } = useCustomerParams()
  const refresh = useRefresh()
  const save = useEndpointMutation(messages.setOptOut)
  const [scope, setScope] = useState<OptOutScope | ''>(stands?.scope ?? '')
  const [note, setNote] = useState(stands?.note ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(
      { params: { customerId, channel }, body: { scope: scope || null, note: scope ? note : '' } },
      { onSuccess: () => (refresh(customerId), toastDone('Saved.'), onClose()) },
    )
  }
  return (
    <Modal opened onClose={onClose} title={`Do not contact by ${messageChannels[channel]}`}>
      <form noValidate onSubmit={submit}>
        <Stack gap="md">
          {save.error && <Notice tone="bad">{save.error.errors[0]?.message ?? save.error.detail}</Notice>}
          <NativeSelect
            label="The customer wants"
            data-autofocus
            value={scope}
            onChange={(event) => setScope(event.currentTarget.value as OptOutScope | '')}
            data={[
              { value: '', label: 'All messages' },
              { value: 'marketing', label: 'No marketing: only what belongs to the service' },
              { value: 'all', label: 'No messages at all' },
            ]}
          />
          {scope !== '' && (
            <TextInput
              label="Note"
              placeholder="Asked on the phone"
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          )}
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
