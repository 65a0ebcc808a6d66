/** What the pages of notes read, and what a change makes them read again. */
import { customers } from '#shared/contracts/customers.ts'
import { type Note, notes } from '#shared/contracts/notes.ts'
import { notifications } from '#shared/contracts/notifications.ts'
import { useEndpointMutation, useEndpointQuery, useInvalidate } from '#web/api/queries.ts'
import { toastDone, toastFailed } from '#web/ui/toast.tsx'

export type Option = { id: number; name: string; active: boolean; data: Record<string, unknown> }
const none: readonly Option[] = []

/** The catalogues that notes are sorted by. */
export function useNoteCatalogues() {
  const { data } = useEndpointQuery(customers.options, {}, { staleTime: 5 * 60_000 })
  const values = (name: string): readonly Option[] => data?.catalogues[name] ?? none
  return {
    types: values('note_type'),
    reasons: values('communication_reason'),
    dispositions: values('communication_disposition'),
  }
}

/** Inactive values are offered only where one of them is chosen already. */
export const choicesOf = (options: readonly Option[], chosen: number | null | undefined) =>
  options
    .filter(({ active, id }) => active || id === chosen)
    .map(({ id, name, active }) => ({ value: id, label: active ? name : `${name} (inactive)` }))

/** Who can be assigned tickets of a record, and named in its notes. */
export function usePeople(customerId: number) {
  const { data } = useEndpointQuery(notes.people, { params: { customerId } }, { staleTime: 60_000 })
  return data?.items ?? []
}

/** After a change of a record's notes: its tab, its lists, the queue and the bell. */
export function useRefresh() {
  const { invalidate, invalidateParams } = useInvalidate()
  return async (customerId: number) => {
    void invalidate(notes.tickets)
    void invalidate(notes.countTickets)
    void invalidate(notifications.list)
    void invalidate(notifications.unread)
    await invalidateParams({ customerId })
  }
}

/** Closes and reopens a ticket; either can be taken back from the message that tells of it. */
export function useClosing() {
  const refresh = useRefresh()
  const close = useEndpointMutation(notes.close)
  const reopen = useEndpointMutation(notes.reopen)
  const turn = async (note: Pick<Note, 'id' | 'customerId'>, closed: boolean, undo = true): Promise<void> => {
    const params = { customerId: note.customerId, noteId: note.id }
    try {
      await (closed ? close : reopen).mutateAsync({ params })
      await refresh(note.customerId)
      const text = `Ticket #${note.id} ${closed ? 'closed' : 'reopened'}`
      toastDone(text, undo ? { undo: () => void turn(note, !closed, false) } : {})
    } catch (error) {
      toastFailed(error)
    }
  }
  return { turn, isTurning: close.isPending || reopen.isPending }
}
