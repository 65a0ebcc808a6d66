/** A record's contacts within another page: the Contacts step of guided flows. */
import { useState } from 'react'
import type { z } from 'zod'
import { ErrorState } from '#web/ui/ErrorState.tsx'
import { LinesSkeleton } from '#web/ui/Skeletons.tsx'
import type { contactsSearch } from './contacts-search.ts'
import { Contacts } from './ContactsPage.tsx'
import { useContacts } from './use-contacts.ts'

export function ContactsPicker({ customerId }: { customerId: number }) {
  const { data, error, refetch } = useContacts(customerId)
  const [over, setOver] = useState<z.output<typeof contactsSearch>>({})
  if (data) return <Contacts list={data} search={over} open={setOver} />
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  return <LinesSkeleton count={6} />
}
