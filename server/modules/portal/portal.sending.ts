/** Makes links and sends them. What is kept of a link is a digest: its words leave once, in a message that no thread keeps. */
import { linkWays, type LinkWay, staffLinkDays, askedLinkMinutes } from '#shared/rules/portal.ts'
import { dayMs } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import type { CompanyTx } from '#server/jobs/company-work.ts'
import { sendPrivately, type Surroundings } from '../messages/messages.service.ts'
import * as queries from './portal.queries.ts'
import { digestOf, newSecret } from './portal.session.ts'

export type NewLink = {
  customerId: number
  way: LinkWay
  askedBy: 'staff' | 'customer'
  /** As it is kept: an e-mail address, or ten digits; '' for one that is copied. */
  to: string
  invoiceId: number | null
  by: number | null
  now: Date
}

/** Notes a new link, with its history. @returns its number, and where it leads, which is told this once */
export async function makeLink(
  db: Db,
  history: HistoryDraft,
  companyId: number,
  link: NewLink,
): Promise<{ id: number; path: string }> {
  const token = newSecret()
  const lastsMs = link.askedBy === 'staff' ? staffLinkDays * dayMs : askedLinkMinutes * 60_000
  if (link.askedBy === 'customer') await queries.dropAsked(db, link.customerId, link.now)
  const id = await queries.insertLink(db, {
    customer_id: link.customerId,
    way: link.way,
    asked_by: link.askedBy,
    sent_to: link.to,
    invoice_id: link.invoiceId,
    token_hash: digestOf(token),
    created_at: link.now,
    created_by: link.by,
    expires_at: new Date(link.now.getTime() + lastsMs),
  })
  history.add({
    event: link.askedBy === 'staff' ? 'portal.link_made' : 'portal.link_asked',
    entity: 'portal_link',
    entityId: id,
    customerId: link.customerId,
    detail: { way: linkWays[link.way].toLowerCase() },
  })
  return { id, path: `/pay/${companyId}/${token}` }
}

export type Letter = {
  way: 'email' | 'sms'
  to: string
  name: string
  locationId: number
  company: string
  url: string
  /** `Invoice #104`; null: the account. */
  about: string | null
  /** Which place, where several records have the address. */
  place: string | null
  askedBy: 'staff' | 'customer'
}

/** Sends the link, outside of any transaction, and notes whether it left. */
export async function sendLink(
  tx: CompanyTx,
  surroundings: Surroundings,
  companyId: number,
  linkId: number,
  letter: Letter,
): Promise<boolean> {
  const lasts = letter.askedBy === 'staff' ? `${staffLinkDays} days` : `${askedLinkMinutes} minutes`
  const what = [letter.about ?? 'your account', letter.place && `at ${letter.place}`]
    .filter(Boolean)
    .join(' ')
  const text =
    letter.way === 'sms'
      ? `${letter.company}: see and pay ${what} at ${letter.url} The link opens once, within ${lasts}.`
      : [
          `Hello ${letter.name},`,
          letter.askedBy === 'staff'
            ? `${letter.company} has sent you a link to see and pay ${what} online:`
            : `Here is the link to see and pay ${what} that you asked for:`,
          letter.url,
          `It is meant for you alone, opens once, and is good for ${lasts}. You can pay by card or bank account; the numbers go to our payment processor and not to us.`,
          letter.askedBy === 'customer' ? 'If you did not ask for it, nothing happens: you can delete this message.' : '',
        ]
          .filter(Boolean)
          .join('\n\n') // prettier-ignore
  const left = await sendPrivately((work) => tx((db) => work(db)), surroundings, companyId, {
    channel: letter.way,
    locationId: letter.locationId,
    to: letter.to,
    name: letter.name,
    subject: letter.about ? `${letter.company}: ${letter.about}` : `${letter.company}: your payment link`,
    text,
  })
  await tx((db) => queries.updateLink(db, linkId, { delivered: left }))
  return left
}
