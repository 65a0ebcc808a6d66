/** What a message tells: whose panel sent it, and its events. */
import { readContactId } from './contact-id.ts'
import { NotUnderstood, type Message } from './dc09.ts'
import { readSiaEvents } from './sia-dcs.ts'
import type { Event, Signal } from './signal.ts'

export type Told = { account: string; protocol: Signal['protocol']; events: Event[] }

/** The events of a message; null for a NULL message, which only says that the panel is there. @throws NotUnderstood */
export function eventsIn(message: Message): Told | null {
  if (message.id === 'NULL') return null
  if (message.id !== 'ADM-CID' && message.id !== 'SIA-DCS')
    throw new NotUnderstood(`${message.id} is no message that this receiver takes`, message)
  const [, named, block] = /^(?:#([\dA-F]{3,16}))?\|?(.*)$/is.exec(message.data)!
  const account = (named ?? message.account)?.toUpperCase()
  if (account === undefined) throw new NotUnderstood('names no account', message)
  // The key is chosen by the account outside the encryption: it may not speak for another one inside.
  if (message.account !== null && message.account !== account)
    throw new NotUnderstood(`is of account ${message.account} outside and ${account} inside`, message)
  if (message.id === 'SIA-DCS') {
    const events = readSiaEvents(block!)
    if (events.length === 0) throw new NotUnderstood('tells no event of SIA', message)
    return { account, protocol: 'SIA-DCS', events }
  }
  const event = readContactId(block!)
  if (!event) throw new NotUnderstood('tells no event of Contact ID', message)
  return { account, protocol: 'ADM-CID', events: [event] }
}
