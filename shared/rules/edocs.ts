/** What electronic documents follow on both sides: states, who signs, fields on the page, and what makes a signature count. */

export const edocStatuses = {
  draft: 'Draft',
  sent: 'Sent',
  completed: 'Completed',
  declined: 'Declined',
  voided: 'Voided',
  expired: 'Expired',
} as const
export type EdocStatus = keyof typeof edocStatuses
/** Nothing more happens to one that ended so. */
export const isFinal = (status: EdocStatus): boolean => status !== 'draft' && status !== 'sent'

export const signerRoles = {
  customer: 'Customer',
  cosigner: 'Co-signer',
  dealer: 'Dealer representative',
} as const
export type SignerRole = keyof typeof signerRoles
export const signerRoleKeys = Object.keys(signerRoles) as SignerRole[]

export const signerStatuses = {
  waiting: 'Waiting',
  sent: 'Sent',
  viewed: 'Viewed',
  signed: 'Signed',
  declined: 'Declined',
} as const
export type SignerStatus = keyof typeof signerStatuses

export const deliveries = { email: 'By e-mail', in_person: 'In person' } as const
export type Delivery = keyof typeof deliveries
export const codeChannels = { email: 'E-mail', sms: 'Text message' } as const
export type CodeChannel = keyof typeof codeChannels

/** What may stand on a page; width and height are those of a new one, in points. */
export const edocFieldTypes = {
  signature: { label: 'Signature', width: 170, height: 36, ofSigner: true },
  initials: { label: 'Initials', width: 56, height: 28, ofSigner: true },
  date_signed: { label: 'Date signed', width: 84, height: 18, ofSigner: true },
  text: { label: 'Text', width: 150, height: 18, ofSigner: true },
  checkbox: { label: 'Checkbox', width: 14, height: 14, ofSigner: true },
  merge: { label: 'From the record', width: 150, height: 18, ofSigner: false },
} as const
export type EdocFieldType = keyof typeof edocFieldTypes

/** What of the record fills itself in, as it is when the document is sent. */
export const edocMergeFields = {
  full_name: { label: 'Full name', example: 'Dana Whitlock' },
  first_name: { label: 'First name', example: 'Dana' },
  last_name: { label: 'Last name', example: 'Whitlock' },
  business_name: { label: 'Business name', example: 'Whitlock Dental' },
  spouse: { label: 'Spouse', example: 'Robin Whitlock' },
  address: { label: 'Street address', example: '412 N Alder St' },
  city: { label: 'City', example: 'Provo' },
  state: { label: 'State', example: 'UT' },
  zip: { label: 'ZIP', example: '84601' },
  full_address: { label: 'Whole address', example: '412 N Alder St, Provo, UT 84601' },
  primary_phone: { label: 'Primary phone', example: '(801) 555-0123' },
  cell_phone: { label: 'Cell phone', example: '(801) 555-0124' },
  email: { label: 'Email', example: 'dana@whitlock.test' },
  customer_number: { label: 'Customer number', example: '10482' },
  account_number: { label: 'Account number', example: 'A1-20417' },
  monthly_rate: { label: 'Monthly rate (MMR)', example: '$49.99' },
  contract_term: { label: 'Contract term', example: '36 months' },
  sale_date: { label: 'Sale date', example: 'Mar 2, 2026' },
  install_date: { label: 'Install date', example: 'Mar 9, 2026' },
  sales_rep: { label: 'Sold by', example: 'Riley Tran' },
  technician: { label: 'Technician', example: 'Sam Ortiz' },
  company_name: { label: 'Our company', example: 'Acme Alarm' },
  location_name: { label: 'Our location', example: 'Provo' },
  today: { label: 'Date sent', example: 'Mar 3, 2026' },
} as const
export type EdocMergeField = keyof typeof edocMergeFields

/** Points from the upper left corner of the page as it is shown. */
export type EdocPage = { width: number; height: number }
export type EdocField = {
  key: string
  type: EdocFieldType
  /** From 0. */
  page: number
  x: number
  y: number
  width: number
  height: number
  /** Who fills it in; null of a merge field. */
  role: SignerRole | null
  required: boolean
  label: string
  source: EdocMergeField | null
}

export const maxEdocBytes = 10 * 1_048_576
export const maxEdocPages = 80
export const maxEdocFields = 300
export const maxEdocs = 500
export const maxEdocTemplates = 300
export const maxEntryLength = 300
/** A code is good for so long, is asked for so often in an hour, and may be mistyped so often. */
export const codeMinutes = 10
export const codesPerHour = 6
export const codeTries = 5
export const codeWaitSeconds = 30
/** How long what a right code has opened stays open. */
export const signingMinutes = 120
export const codeLength = 6

/** What is wrong with fields on these pages, by the field's place in the list; a form shows it there. */
export function fieldFlaws(
  fields: readonly EdocField[],
  pages: readonly EdocPage[],
): { at: number; flaw: string }[] {
  const seen = new Set<string>()
  return fields.flatMap((field, at) => {
    const flaws: string[] = []
    const page = pages[field.page]
    if (seen.has(field.key)) flaws.push('Two fields have the same key')
    seen.add(field.key)
    if (!page) flaws.push(`There is no page ${field.page + 1}`)
    else if (field.x + field.width > page.width + 1 || field.y + field.height > page.height + 1)
      flaws.push('It stands beyond the edge of the page')
    if (edocFieldTypes[field.type].ofSigner !== (field.role !== null))
      flaws.push(
        field.role === null ? 'Choose who fills it in' : 'Nobody fills in what comes from the record',
      )
    if ((field.type === 'merge') !== (field.source !== null)) flaws.push('Choose what of the record it shows')
    return flaws.map((flaw) => ({ at, flaw }))
  })
}

/** The roles that have something to sign or to fill in, in the order in which they are named. */
export const rolesIn = (fields: readonly EdocField[]): SignerRole[] =>
  signerRoleKeys.filter((role) => fields.some((field) => field.role === role))

/** Whoever signs must have a place for it; a field of a role that nobody has would stay empty for ever. */
export function sendFlaws(
  fields: readonly EdocField[],
  signers: readonly { role: SignerRole; name: string; email: string | null; phone: string | null; delivery: Delivery; codeChannel: CodeChannel }[],
): string[] {
  const flaws: string[] = []
  if (!signers.length) flaws.push('Add who signs.')
  for (const role of rolesIn(fields))
    if (!signers.some((signer) => signer.role === role))
      flaws.push(`The document has fields for the ${signerRoles[role].toLowerCase()}, and nobody signs as that.`)
  for (const signer of signers) {
    if (!fields.some(({ role, type }) => role === signer.role && type === 'signature'))
      flaws.push(`There is no place for ${signer.name} to sign (${signerRoles[signer.role].toLowerCase()}).`)
    if (signer.delivery === 'email' && !signer.email) flaws.push(`${signer.name} has no e-mail address.`)
    if (signer.delivery === 'email' && signer.codeChannel === 'sms' && !signer.phone)
      flaws.push(`${signer.name} has no phone number for the code.`)
  }
  return flaws
} // prettier-ignore

export type Entries = Record<string, string | boolean>

const isEmpty = (entry: string | boolean | undefined) =>
  typeof entry === 'string' ? entry.trim() === '' : !entry

/** The required fields of a role that these entries leave open. Pictures stand as true. */
export const openFields = (fields: readonly EdocField[], role: SignerRole, entries: Entries): EdocField[] =>
  fields.filter(
    (field) =>
      field.role === role && field.required && field.type !== 'date_signed' && isEmpty(entries[field.key]),
  )

/** In the order in which one reads: page by page, from the top, from the left. A line begins at its topmost field. */
export function inReadingOrder<F extends Pick<EdocField, 'page' | 'x' | 'y'>>(fields: readonly F[]): F[] {
  const lines: F[][] = []
  for (const field of fields.toSorted((a, b) => a.page - b.page || a.y - b.y || a.x - b.x)) {
    const first = lines.at(-1)?.[0]
    if (first && first.page === field.page && field.y - first.y <= 6) lines.at(-1)!.push(field)
    else lines.push([field])
  }
  return lines.flatMap((line) => line.toSorted((a, b) => a.x - b.x))
}

/** `d••••@whitlock.test`, `(•••) •••-0123`: enough to know it again, and no more. */
export const maskedEmail = (email: string): string =>
  email.replace(/^(.)[^@]*/, (_all, first: string) => `${first}••••`)
export const maskedPhone = (phone: string): string => `(•••) •••-${phone.slice(-4)}`

/** `DW` of Dana Whitlock. */
export const initialsOf = (name: string): string =>
  name
    .split(/[\s-]+/)
    .filter(Boolean)
    .map((part) => part[0]!.toUpperCase())
    .slice(0, 3)
    .join('')

/** Which wording somebody has agreed to; a new wording is a new number. */
export const consentVersion = '2026-1'
/** ESIGN (15 U.S.C. 7001(c)) and UETA: what one must be told before one agrees to sign electronically. */
export const consentText = (company: string): string[] => [
  `${company} asks you to review and sign this document electronically. By choosing “I agree” you consent to use electronic records and signatures for it, and you agree that your electronic signature has the same effect as one on paper.`,
  `You do not have to. You may ask ${company} for the document on paper and sign it by hand, at no charge, and you may withdraw this consent at any time before you finish by closing this page or choosing Decline. Withdrawing has no effect on what was signed before.`,
  `This consent is for this document only. You need a device with a current browser, an e-mail address, and a program that shows PDF files; you can keep or print the document. Tell ${company} if your e-mail address changes.`,
  'When everybody has signed, a sealed copy is sent to your e-mail address.',
]

/** The labels of what History tells of a document and of a template. */
export const edocLabels = {
  name: 'Name',
  provider: 'Provider',
  template: 'Template',
  subject: 'Subject',
  message: 'Message',
  expires: 'Expires after',
  reminders: 'Reminders',
  signers: 'Signers',
  fields: 'Fields',
  status: 'Status',
  reason: 'Reason',
  document: 'Document',
  sealed: 'Sealed document',
} as const

/** What the timeline and the certificate say of each event. */
export const edocEventKinds = {
  created: 'Created',
  sent: 'Sent',
  invited: 'Invitation sent',
  resent: 'Invitation sent again',
  reminded: 'Reminder sent',
  opened: 'Link opened',
  code_sent: 'Code sent',
  code_wrong: 'Wrong code entered',
  code_verified: 'Code verified',
  in_person: 'Opened in person',
  consented: 'Agreed to electronic records and signatures',
  viewed: 'Document viewed',
  signed: 'Signed',
  declined: 'Declined',
  voided: 'Voided',
  expired: 'Expired',
  completed: 'Completed',
  sealed: 'Sealed',
  copy_sent: 'Copy sent',
  failed: 'Failed',
  tampered: 'Found changed since it was sealed',
} as const
export type EdocEventKind = keyof typeof edocEventKinds
