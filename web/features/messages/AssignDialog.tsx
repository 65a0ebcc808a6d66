/** Puts a message that belongs to nobody yet on a record. */
import { Button, Modal, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { type MessageRow, messages } from '#shared/contracts/messages.ts'
import { problemText } from '#web/api/problem.ts'
import { useEndpointMutation, useEndpointQuery } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { CustomerSearch } from './CustomerSearch.tsx'
import { shownAddress } from './MessageFacts.tsx'
import classes from './messages.module.css'
import { useRefresh } from './use-messages.ts'

type Props = { message: MessageRow; onClose: () => void }

export function AssignDialog({ message, onClose }: Props) {
  const refresh = useRefresh()
  const params = { incomingId: message.id }
  const { data, error } = useEndpointQuery(messages.candidates, { params })
  const assign = useEndpointMutation(messages.assign)
  const dismiss = useEndpointMutation(messages.dismiss)
  const [chosen, setChosen] = useState<{ id: number; name: string } | null>(null)
  const done = (words: string) => {
    refresh(chosen?.id)
    toastDone(words)
    onClose()
  }
  const trouble = assign.error ?? dismiss.error ?? error
  return (
    <Modal opened onClose={onClose} size={560} title={`Who is ${shownAddress(message.theirAddress)}?`}>
      <Stack gap="md">
        {trouble && <Notice tone="bad">{problemText(trouble)}</Notice>}
        <p className={classes.body}>{message.body}</p>
        {data && data.items.length > 0 && (
          <Radio.Group
            label="Records that have it"
            value={chosen ? String(chosen.id) : ''}
            onChange={(value) => setChosen(data.items.find(({ id }) => String(id) === value) ?? null)}
          >
            <Stack gap="xs" mt={6}>
              {data.items.map(({ id, name, city, why, kind }) => (
                <Radio
                  key={id}
                  value={String(id)}
                  label={`${name}${city ? `, ${city}` : ''}`}
                  description={`#${id} · ${kind} · by ${why}`}
                />
              ))}
            </Stack>
          </Radio.Group>
        )}
        <CustomerSearch
          label={data?.items.length ? 'Or another' : 'Customer or lead'}
          chosen={chosen}
          onChoose={setChosen}
        />
        <div className={classes.buttons}>
          <Button
            data-first
            variant="subtle"
            loading={dismiss.isPending}
            onClick={() => dismiss.mutate({ params }, { onSuccess: () => done('Marked as seen.') })}
          >
            Nobody: mark as seen
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={!chosen}
            loading={assign.isPending}
            onClick={() =>
              assign.mutate(
                { params, body: { customerId: chosen!.id } },
                { onSuccess: () => done(`Put on the record of ${chosen!.name}.`) },
              )
            }
          >
            {chosen ? `Put on ${chosen.name}` : 'Choose a record'}
          </Button>
        </div>
      </Stack>
    </Modal>
  )
}
