/** One contact: whom, by which numbers, and what one should know when one calls. */
import { ActionIcon, Menu } from '@mantine/core'
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconArrowDown,
  IconArrowUp,
  IconDots,
  IconGripVertical,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { Contact, ContactList } from '#shared/contracts/contacts.ts'
import { ordinal, phoneTypes } from '#shared/rules/contacts.ts'
import { Chip } from '#web/ui/Chip.tsx'
import { Phone } from '#web/ui/Phone.tsx'
import type { OpenForm } from './ContactsPage.tsx'
import classes from './contacts.module.css'
import { datesOf, nameOf } from './contact-words.ts'
import { RemoveContact } from './RemoveContact.tsx'

type Props = {
  contact: Contact
  /** Counted from 0. */
  place: number
  count: number
  list: ContactList
  open: OpenForm
  /** Null if one may not change the order. */
  move: ((to: number) => void) | null
  helpId: string
  onDragStart: () => void
  onDragEnd: () => void
}

export function ContactRow(props: Props) {
  const { contact, place, list, open, move, helpId } = props
  const { modify } = list.abilities
  const name = nameOf(contact)
  const dates = datesOf(contact)
  return (
    <>
      {move ? (
        <button
          type="button"
          className={classes.grip}
          draggable
          aria-label={`${name}, ${ordinal(place + 1)} to call: move`}
          aria-describedby={helpId}
          onDragStart={(event) => {
            event.dataTransfer.effectAllowed = 'move'
            event.dataTransfer.setData('text/plain', name)
            const row = event.currentTarget.closest('li')
            if (row) event.dataTransfer.setDragImage(row, 8, 8)
            props.onDragStart()
          }}
          onDragEnd={props.onDragEnd}
        >
          <IconGripVertical size={15} aria-hidden />
        </button>
      ) : (
        <span className={classes.noGrip} />
      )}
      <span className={`${classes.order} tabular`}>{ordinal(place + 1)}</span>
      <div className={classes.who}>
        <div className={classes.name}>
          {modify ? (
            <button
              type="button"
              className={classes.nameButton}
              onClick={() => open({ contact: contact.id })}
            >
              {name}
            </button>
          ) : (
            name
          )}
          {contact.relation && <span className={classes.dim}>{contact.relation}</span>}
        </div>
        <div className={classes.marks}>
          {contact.hasKey && <Chip>Has a key</Chip>}
          {contact.enhancedVerification && (
            <span title="Enhanced verification: called before the station sends anybody">
              <Chip>EV</Chip>
            </span>
          )}
          {contact.authority === 'full' && <Chip>Full authority</Chip>}
          {contact.language && <Chip>{contact.language.name}</Chip>}
          {dates && <Chip>{contact.called ? dates : `Not called today · ${dates}`}</Chip>}
        </div>
      </div>
      <ul className={classes.phones} aria-label={`Phone numbers of ${name}`}>
        {contact.phones.map(({ number, type }) => (
          <li key={number}>
            <Phone value={number} /> {type && <span className={classes.dim}>{phoneTypes[type]}</span>}
          </li>
        ))}
        {contact.phones.length === 0 && <li className={classes.missing}>No phone number</li>}
        {contact.email && (
          <li>
            <a href={`mailto:${contact.email}`} className={classes.email}>
              {contact.email}
            </a>
          </li>
        )}
      </ul>
      <div className={classes.passcode}>
        {contact.passcode && (
          <>
            <span className={classes.dim}>Passcode</span> <b>{contact.passcode}</b>
          </>
        )}
      </div>
      <RowMenu {...props} name={name} />
    </>
  )
}

function RowMenu({ contact, place, count, list, open, move, name }: Props & { name: string }) {
  const { modify, delete: mayDelete } = list.abilities
  const [removing, setRemoving] = useState(false)
  if (!modify && !mayDelete) return <span />
  return (
    <>
      <Menu position="bottom-end" width={210}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={28}
            aria-label={`Actions for ${name}`}
            className="no-print"
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {modify && (
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => open({ contact: contact.id })}>
              Edit
            </Menu.Item>
          )}
          {move && (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconArrowBarToUp size={15} />}
                disabled={place === 0}
                onClick={() => move(0)}
              >
                Call first
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowUp size={15} />}
                disabled={place === 0}
                onClick={() => move(place - 1)}
              >
                Move up
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowDown size={15} />}
                disabled={place === count - 1}
                onClick={() => move(place + 1)}
              >
                Move down
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowBarToDown size={15} />}
                disabled={place === count - 1}
                onClick={() => move(count - 1)}
              >
                Call last
              </Menu.Item>
            </>
          )}
          {mayDelete && (
            <>
              {modify && <Menu.Divider />}
              <Menu.Item
                c="var(--kh-bad)"
                leftSection={<IconTrash size={15} />}
                onClick={() => setRemoving(true)}
              >
                Delete
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {removing && (
        <RemoveContact contact={contact} station={list.station} onClose={() => setRemoving(false)} />
      )}
    </>
  )
}
