/** Asks before a contact is deleted: the station stops calling that person within seconds. */
import { Button, Group, Modal, Stack } from '@mantine/core'
import { type Contact, contacts } from '#shared/contracts/contacts.ts'
import { useEndpointMutation } from '#web/api/queries.ts'
import { Notice } from '#web/ui/Notice.tsx'
import { toastDone } from '#web/ui/toast.tsx'
import { nameOf } from './contact-words.ts'
import { useCustomerParams, useTakeList } from './use-contacts.ts'

type Props = { contact: Contact; station: string | null; onClose: () => void }

export function RemoveContact({ contact, station, onClose }: Props) {
  const { customerId } = useCustomerParams()
  const take = useTakeList(customerId)
  const name = nameOf(contact)
  const remove = useEndpointMutation(contacts.remove, {
    onSuccess: (list) => {
      onClose()
      toastDone(`${name} was deleted.`)
      take(list)
    },
  })
  return (
    <Modal opened onClose={onClose} title={`Delete ${name}?`}>
      <Stack gap="md">
        <div>
          {station
            ? `${station} will no longer call ${name}; it learns of this within seconds.`
            : `${name} is taken off the list of people to call.`}{' '}
          Those after them move up.
        </div>
        {remove.error && <Notice tone="bad">{remove.error.detail}</Notice>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            data-autofocus
            onClick={() => remove.mutate({ params: { customerId, contactId: contact.id } })}
          >
            Delete contact
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
