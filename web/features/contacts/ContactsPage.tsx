/** Who is called in an emergency, in which order, and who is sent: the record's Contacts tab (TAB-015). */
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { z } from 'zod'
import type { ContactList } from '#shared/contracts/contacts.ts'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { Notice } from '#web/ui/Notice.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import { AgencyCards } from './AgencyCards.tsx'
import { AgencyDialog } from './AgencyDialog.tsx'
import { ContactDialog } from './ContactDialog.tsx'
import { ContactPanel } from './ContactPanel.tsx'
import type { contactsSearch } from './contacts-search.ts'
import { useContacts, useCustomerParams } from './use-contacts.ts'

/** What lies over the page stands in its address. */
export type OpenForm = (search: z.output<typeof contactsSearch>) => void

export function ContactsPage() {
  const { customerId } = useCustomerParams()
  const { data, error, refetch } = useContacts(customerId)
  if (data) return <Addressed list={data} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return (
    <div role="status" aria-label="Loading the contacts">
      <LinesSkeleton count={8} />
    </div>
  )
}

function Addressed({ list }: { list: ContactList }) {
  const params = useCustomerParams()
  const search = useSearch({ from: '/$company/customers/$customerId/contacts' })
  const navigate = useNavigate()
  const open: OpenForm = (next) =>
    void navigate({ to: '/$company/customers/$customerId/contacts', params, search: next, replace: true })
  return <Contacts list={list} search={search} open={open} />
}

type Props = { list: ContactList; search: z.output<typeof contactsSearch>; open: OpenForm }

export function Contacts({ list, search, open }: Props) {
  const close = () => open({})
  const { abilities } = list
  const add = abilities.create && (
    <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => open({ new: true })}>
      New contact
    </Button>
  )
  const edited = list.contacts.find(({ id }) => id === search.contact)
  return (
    <>
      {list.readOnlyReason === 'archived' && (
        <Notice tone="attention" title="Archived.">
          This customer is archived and its contacts cannot be changed.
        </Notice>
      )}
      {list.attention.map((message) => (
        <Notice tone="attention" key={message}>
          {message}
        </Notice>
      ))}
      <ContactPanel list={list} add={add} open={open} />
      <AgencyCards list={list} open={open} />
      {search.new && abilities.create && <ContactDialog list={list} onClose={close} />}
      {edited && abilities.modify && (
        <ContactDialog list={list} contact={edited} onClose={close} key={edited.id} />
      )}
      {search.agency && (abilities.create || abilities.modify) && (
        <AgencyDialog list={list} kind={search.agency} onClose={close} key={search.agency} />
      )}
    </>
  )
}
