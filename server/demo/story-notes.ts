/** Notes and tickets of the written customers. */
import { demoUsers } from './acme.ts'
import type { DemoNote } from './notes.ts'
import { daysBefore, type Setting } from './record.ts'
import { story } from './story.ts'

const hourMs = 3_600_000
const { owner, manager, sales, tech, billing } = demoUsers

export function storyNotes({ now }: Setting): DemoNote[] {
  /** In the working hours of that day, UTC 16 to 24, once that day is over. */
  const hoursAgo = (hours: number) => {
    const at = new Date(now.getTime() - hours * hourMs)
    if (hours > 24) at.setUTCHours(16 + (hours % 7), (hours * 7) % 60)
    return at
  }
  const note = (
    customerId: number,
    hours: number,
    createdBy: number,
    text: Pick<DemoNote, 'subject' | 'body' | 'type' | 'reason' | 'disposition'>,
    ticket?: {
      for: number
      dueIn: number | null
      priority?: 'high' | 'medium' | 'low'
      closedHoursAgo?: number
    },
  ): DemoNote => ({
    ...text,
    customerId,
    createdAt: hoursAgo(hours),
    createdBy,
    ...(ticket && {
      ticket: {
        assigneeId: ticket.for,
        dueOn: ticket.dueIn === null ? null : daysBefore(now, -ticket.dueIn),
        priority: ticket.priority ?? null,
        closedAt: ticket.closedHoursAgo === undefined ? null : hoursAgo(ticket.closedHoursAgo),
      },
    }),
  })
  return [
    note(story.differs, 700, sales, { subject: 'Married name', body: 'Dana goes by Whitfield now. The station still has Hargrove.', type: 'General' }),
    note(story.differs, 320, tech, { subject: 'Walk test done', body: 'All zones answered. The garage motion was aimed too low, moved it up a hand.', type: 'Technician' }),
    note(story.differs, 52, manager, { subject: 'Link to Dynamark', body: 'Compare name, phone, ZIP and contacts with the station before linking. Ask Dana about the old phone number.', type: 'Paperwork' }, { for: owner, dueIn: 5, priority: 'medium' }),
    note(story.equal, 400, sales, { subject: 'Courtesy call', body: 'Samuel is happy with the system.', type: 'General', reason: 'Courtesy Call', disposition: 'Resolved' }),
    note(story.unknownAtStation, 90, manager, { subject: 'Station has no account DM1003', body: 'Dynamark says that the number was never set up. A shell account may be made.', type: 'Service ticket' }, { for: tech, dueIn: 2 }),
    note(story.linkedElsewhere, 200, billing, { subject: 'Came over from another dealer', body: 'The old dealer has to release the account at the station first. Sent them the form.', type: 'Paperwork' }, { for: manager, dueIn: 9, priority: 'low' }),
    note(story.linked, 620, tech, { subject: 'Keypad beeps at night', body: 'Low battery at the hall keypad. Replaced, and checked the transformer.', type: 'Service ticket', reason: 'Service Request', disposition: 'Resolved' }, { for: tech, dueIn: -20, closedHoursAgo: 590 }),
    note(story.linked, 300, billing, { subject: 'Moved the payment date', body: 'Henry asked to pay on the 15th instead of the 1st. Starts with the next month.', type: 'Billing', reason: 'Billing', disposition: 'Resolved' }),
    note(story.linked, 26, sales, { subject: 'Wants a quote for two cameras', body: 'Driveway and back door. Henry is at home after four.\nCompetitor asked for 39.99 a month.', type: 'Callback', reason: 'Service Request', disposition: 'Call Back Asked For' }, { for: sales, dueIn: 1 }),
    note(story.refused, 150, tech, { subject: 'Station refuses changes', body: 'Every change comes back with an error. Call Dynamark about the account’s status.', type: 'Service ticket' }, { for: owner, dueIn: -2, priority: 'high' }),
    note(story.unmonitored, 40, sales, { subject: 'Wants monitoring after all', body: 'Joan asks what monitoring would cost with the equipment she has.', type: 'Callback', reason: 'Courtesy Call', disposition: 'Call Back Asked For' }, { for: sales, dueIn: 3, priority: 'medium' }),
    note(story.canceled, 900, billing, { subject: 'Final bill sent', body: 'Account canceled, last invoice paid. Equipment stays with the customer.', type: 'Billing', reason: 'Cancelation', disposition: 'Resolved' }),
    note(story.headOffice, 130, manager, { subject: 'One bill for all stores', body: 'Orem and Lehi bill through the head office. Contact is the bookkeeper, mornings only.', type: 'Billing', reason: 'Billing' }),
    note(story.atMesa, 75, tech, { subject: 'Gate code', body: 'The gate code of the subdivision changed. Ask Paloma on the way.', type: 'Technician' }),
    note(story.lead, 30, sales, { subject: 'Asked for a home visit', body: 'Warren wants somebody to look at the basement windows before he decides.', type: 'Callback', disposition: 'Call Back Asked For' }, { for: sales, dueIn: 2 }),
  ] // prettier-ignore
}
