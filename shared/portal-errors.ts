/** What the Payment Portal answers with; a part of the catalogue in errors.ts. */
export const portalErrors = {
  'portal.no_such_link': [
    404,
    'This link does not work. It may have been cut off on its way: copy all of it, or ask for a new one.',
  ],
  'portal.link_used': [409, 'This link was opened before. Each link opens once: ask for a new one.'],
  'portal.link_expired': [409, 'This link is no longer good. Ask for a new one.'],
  'portal.signed_out': [401, 'For your protection you were signed out. Ask for a new link.'],
  'portal.too_many': [429, 'That was tried too often. Please wait an hour, or call us.'],
  'portal.nothing_open': [409, 'Nothing is open any more. Look at your account again.'],
  'portal.changed': [
    409,
    'What you owe has changed meanwhile: {now} is open of what you chose. Nothing was charged. Look at it again.',
  ],
  'portal.under_way': [
    409,
    'A payment of this is being processed already. Nothing more was charged. Wait for its outcome.',
  ],
  'portal.no_method': [409, 'This way of paying is not available any more. Choose another one.'],
  'portal.method_refused': [409, 'It was not accepted, and nothing was charged: {reason}'],
  'portal.key_reused': [409, 'This payment was sent before. Look at your account again.'],
  'portal.no_payment': [404, 'There is no such payment.'],
  'portal.no_invoice': [404, 'There is no such invoice.'],
  'portal.off': [
    409,
    'The Payment Portal is switched off. Administration, Company settings, Billing switches it on.',
  ],
  'portal.not_here': [409, 'A lead pays nothing. Convert it to a customer first.'],
  'portal.no_address': [
    409,
    'Links cannot be sent yet: Administration, Messaging, E-mail has no address under which Keyholder is reached. Copy the link instead.',
  ],
  'portal.opted_out': [409, 'It was not sent: {reason}.'],
  'portal.link_not_found': [404, 'This record has no such payment link.'],
  'portal.link_over': [409, 'This link is over already.'],
} as const
