/**
 * The calling order while one moves contacts about: shown at once, saved one change after another, so that quick
 * presses never overtake each other. What cannot be saved goes back to the list as it stands.
 */
import { useEffect, useState } from 'react'
import { type Contact, type ContactList, contacts } from '#shared/contracts/contacts.ts'
import { moved } from '#shared/moved.ts'
import { ordinal } from '#shared/rules/contacts.ts'
import { useEndpointMutation, useInvalidate } from '#web/api/queries.ts'
import { toastFailed } from '#web/ui/toast.tsx'
import { nameOf } from './contact-words.ts'
import { useTakeList } from './use-contacts.ts'

export function useReorder(customerId: number, list: ContactList) {
  const take = useTakeList(customerId)
  const { invalidate } = useInvalidate()
  const save = useEndpointMutation(contacts.reorder)
  const [wanted, setWanted] = useState<number[] | null>(null)
  const [said, setSaid] = useState('')
  const byId = new Map(list.contacts.map((contact) => [contact.id, contact]))
  const stands = wanted?.length === byId.size && wanted.every((id) => byId.has(id))
  const shown = stands ? wanted.map((id) => byId.get(id)!) : list.contacts

  const { mutate, isPending } = save
  const differs = stands && list.contacts.some(({ id }, i) => wanted[i] !== id)
  useEffect(() => {
    if (!wanted || isPending) return
    if (!differs) {
      setWanted(null)
      return
    }
    mutate(
      { params: { customerId }, body: { version: list.version, ids: wanted } },
      {
        onSuccess: take,
        onError: (error) => {
          setWanted(null)
          setSaid('The order was not saved.')
          toastFailed(error)
          void invalidate(contacts.list, { customerId })
        },
      },
    )
    // `take` and `invalidate` are made anew each time and are the same in effect.
  }, [wanted, differs, isPending, list.version])

  /** Moves a contact to a place counted from 0; beyond the ends it stays. */
  const move = (contact: Contact, to: number) => {
    const from = shown.indexOf(contact)
    if (to < 0 || to >= shown.length || to === from) return
    setWanted(moved(shown, from, to).map(({ id }) => id))
    setSaid(`${nameOf(contact)} is now ${ordinal(to + 1)} of ${shown.length} to call.`)
  }
  return { shown, move, said }
}
