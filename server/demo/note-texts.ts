/** What a dealer's people write about customers. `{name}` is the customer's first name; nobody and nothing in it is real. */
export type NoteText = {
  subject: string
  body: string
  /** Names of catalogue values. */
  type: string
  reason?: string
  disposition?: string
}

export const plainNotes: readonly NoteText[] = [
  { subject: 'Courtesy call', body: 'Spoke with {name}. Happy with the system, no questions.', type: 'General', reason: 'Courtesy Call', disposition: 'Resolved' },
  { subject: 'Left a voicemail', body: 'Called about the yearly check of the system. Left a voicemail with our number.', type: 'General', reason: 'Courtesy Call', disposition: 'Left Voicemail' },
  { subject: 'Asked about the app', body: '{name} could not sign in to the app. Walked through the password reset, works now.', type: 'Technician', reason: 'Service Request', disposition: 'Resolved' },
  { subject: 'Wants a quote for a camera', body: 'Interested in a doorbell camera. Sent the price list by e-mail.\nWill decide after the holidays.', type: 'Sales', disposition: 'Call Back Asked For' },
  { subject: 'Moved the payment date', body: 'Asked to pay on the 15th instead of the 1st. Told {name} that it starts with the next month.', type: 'Billing', reason: 'Billing', disposition: 'Resolved' },
  { subject: 'Gate code', body: 'The gate code of the subdivision changed. Technicians: ask {name} on the way.', type: 'Technician' },
  { subject: 'Dog on the premises', body: 'Big dog in the back yard. Call before entering from the alley.', type: 'Technician' },
  { subject: 'Walk test done', body: 'All zones answered. Showed {name} how to bypass the patio door.', type: 'Technician' },
  { subject: 'Neighbor interested', body: '{name} says that the neighbor across the street asked about us. Passed on to sales.', type: 'Sales', disposition: 'Passed On' },
  { subject: 'Asked for a copy of the contract', body: 'Mailed a copy to the address on file.', type: 'General', reason: 'Billing', disposition: 'Resolved' },
  { subject: 'False alarm', body: 'Cooking set off the smoke detector. {name} gave the password, nobody was dispatched.', type: 'General', disposition: 'Resolved' },
  { subject: 'No answer', body: 'Tried twice about the expiring card. No answer, no voicemail.', type: 'Billing', reason: 'Collections', disposition: 'No Answer' },
] // prettier-ignore

export const ticketTexts: readonly NoteText[] = [
  { subject: 'Front door sensor shows open', body: 'Panel says that the front door is open although it is shut. Probably the magnet. {name} is at home after four.', type: 'Service ticket', reason: 'Service Request' },
  { subject: 'Keypad beeps at night', body: 'Low battery at the hall keypad. Bring two CR123 and check the transformer.', type: 'Service ticket', reason: 'Service Request' },
  { subject: 'Smoke detector ten years old', body: 'Both smoke detectors are past their date. Replace under the warranty plan.', type: 'Service ticket' },
  { subject: 'Cell signal weak', body: 'Two communication failures this month. Check the antenna, move the communicator if need be.', type: 'Service ticket', reason: 'Service Request' },
  { subject: 'Call back about the rate', body: '{name} got an offer from a competitor and asks whether we can match it.', type: 'Callback', reason: 'Cancelation', disposition: 'Call Back Asked For' },
  { subject: 'Call back about the bill', body: 'Does not understand the pro-rated first month. Please explain, then send the statement.', type: 'Callback', reason: 'Billing', disposition: 'Call Back Asked For' },
  { subject: 'Reschedule the installation', body: '{name} has to be out of town. Find a day in the week after next.', type: 'Callback', reason: 'Scheduling' },
  { subject: 'Signature missing on page 3', body: 'The schedule of protection is not initialed. Funding waits for it.', type: 'Paperwork' },
  { subject: 'Alarm permit to renew', body: 'The city wants the renewal form with the new phone number.', type: 'Paperwork' },
  { subject: 'Update the emergency contacts', body: 'The second contact moved away. Get a new one, with a passcode.', type: 'Paperwork', disposition: 'Call Back Asked For' },
] // prettier-ignore
