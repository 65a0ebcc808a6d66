/** The emergency contacts in calling order, moved about by dragging, by Alt and the arrow keys, or by the menu. */
import { VisuallyHidden } from '@mantine/core'
import { IconPhoneCall } from '@tabler/icons-react'
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Contact, ContactList } from '#shared/contracts/contacts.ts'
import { EmptyState } from '#web/ui/EmptyState.tsx'
import { Panel } from '#web/ui/Panel.tsx'
import { ContactRow } from './ContactRow.tsx'
import type { OpenForm } from './ContactsPage.tsx'
import classes from './contacts.module.css'
import { useCustomerParams } from './use-contacts.ts'
import { useReorder } from './use-reorder.ts'

type Props = { list: ContactList; add: ReactNode; open: OpenForm }

export function ContactPanel({ list, add, open }: Props) {
  const count = list.contacts.length
  const note =
    count === 0
      ? undefined
      : list.station
        ? `${count}, in the order in which ${list.station} calls them`
        : `${count}, in calling order`
  return (
    <Panel title="Emergency contacts" note={note} actions={count > 0 && add} flush>
      {count === 0 ? (
        <EmptyState icon={IconPhoneCall} title="Nobody to call yet" action={add}>
          Add the people whom the central station calls after the customer, in the order in which it should
          try them.
        </EmptyState>
      ) : (
        <Ordered list={list} open={open} />
      )}
    </Panel>
  )
}

function Ordered({ list, open }: { list: ContactList; open: OpenForm }) {
  const { customerId } = useCustomerParams()
  const { shown, move, said } = useReorder(customerId, list)
  const [dragged, setDragged] = useState<Contact | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const helpId = useId()
  const mayMove = list.abilities.modify && shown.length > 1

  // A row that moves is taken out of the page and put in elsewhere, which loses the focus; the next key may follow at once.
  const refocus = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    refocus.current?.focus({ preventScroll: true })
    refocus.current = null
  })

  const onKeyDown = (event: KeyboardEvent, contact: Contact, place: number) => {
    if (!mayMove || !event.altKey || event.ctrlKey || event.metaKey) return
    const to = { ArrowUp: place - 1, ArrowDown: place + 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    refocus.current = event.target as HTMLElement
    move(contact, to)
  }
  const dropAt = (event: DragEvent, place: number) => {
    if (!dragged) return
    event.preventDefault()
    setOver(place)
  }
  const end = () => {
    if (dragged && over !== null) move(dragged, over)
    setDragged(null)
    setOver(null)
  }
  return (
    <>
      <ol className={classes.list} aria-label="Emergency contacts, in calling order">
        {shown.map((contact, place) => (
          <li
            key={contact.id}
            className={classes.row}
            data-dragged={dragged?.id === contact.id || undefined}
            data-over={
              dragged && over === place && dragged.id !== contact.id
                ? shown.indexOf(dragged) < place
                  ? 'below'
                  : 'above'
                : undefined
            }
            data-uncalled={!contact.called || undefined}
            onKeyDown={(event) => onKeyDown(event, contact, place)}
            onDragOver={(event) => dropAt(event, place)}
            onDrop={(event) => {
              event.preventDefault()
              end()
            }}
          >
            <ContactRow
              contact={contact}
              place={place}
              count={shown.length}
              list={list}
              open={open}
              move={mayMove ? (to) => move(contact, to) : null}
              helpId={helpId}
              onDragStart={() => setDragged(contact)}
              onDragEnd={() => {
                setDragged(null)
                setOver(null)
              }}
            />
          </li>
        ))}
      </ol>
      {mayMove && (
        <p className={classes.keys} id={helpId}>
          To change who is called first, drag a contact by its handle, press Alt with the up or down arrow
          key, or use its menu.
        </p>
      )}
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </>
  )
}
