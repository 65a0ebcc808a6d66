/**
 * The page behind a signer's link, open to whoever has the link. Before the code it tells no more than whose document it
 * is; a right code opens a session, whose key every further call brings along. It tells nothing of the company's rest.
 */
import { z } from 'zod'
import { endpoint, id, instant, longText, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { codeLength, maxEdocFields, maxEntryLength } from '../rules/edocs.ts'
import { maxSignatureBytes } from '../rules/work-orders.ts'
import { edocField, page as docPage, role as docRole } from './edoc-values.ts'

const params = z.object({ companyId: id, token: z.string().regex(/^[\w-]{20,64}$/) })
const key = z.string().regex(/^[\w-]{20,64}$/)
const access = 'public'

const door = z
  .object({
    company: z.string(),
    document: z.string(),
    signer: z.string(),
    state: z.enum(['open', 'waiting', 'signed', 'declined', 'completed', 'voided', 'expired']),
    /** Where the code goes, masked. */
    code: z.object({ to: z.string(), channel: z.enum(['email', 'sms']) }).nullable(),
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'SigningDoor' })
export type SigningDoor = z.output<typeof door>

const room = z
  .object({
    company: z.string(),
    document: z.string(),
    message: z.string(),
    from: z.string(),
    signer: z.object({ name: z.string(), role: docRole }),
    consented: z.boolean(),
    inPerson: z.boolean(),
    timeZone: z.string(),
    pages: z.array(docPage),
    /** One’s own fields; what others filled in stands in the document. */
    fields: z.array(edocField),
    entries: z.record(z.string(), z.union([z.string(), z.boolean()])),
    /** The PDF as base64, with what is filled in so far. */
    pdf: z.string(),
  })
  .meta({ id: 'SigningRoom' })
export type SigningRoom = z.output<typeof room>

const png = z.base64('Draw or type it').max(Math.ceil(maxSignatureBytes / 3) * 4)

export const signing = {
  door: endpoint({
    method: 'GET',
    path: '/sign/:companyId/:token',
    access,
    summary: 'Whose document a signer’s link leads to, and where the code goes; changes nothing',
    params,
    response: door,
  }),
  code: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/code',
    access,
    summary: 'Send the signer a one-time code; the one before ends',
    params,
    response: z.object({ to: z.string(), channel: z.enum(['email', 'sms']), minutes: z.number().int() }),
    history: { none: 'Stands in the document’s own log, which becomes its certificate' },
  }),
  verify: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/verify',
    access,
    summary: 'Enter the code; a right one opens the document',
    params,
    body: z.strictObject({
      code: z
        .string()
        .max(20)
        .transform((s) => s.replace(/\s/g, ''))
        .pipe(z.string().regex(new RegExp(`^\\d{${codeLength}}$`), `Enter the ${codeLength} digits`)),
    }),
    response: z.object({ key: z.string() }),
    history: { none: 'Stands in the document’s own log, which becomes its certificate' },
  }),
  open: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/open',
    access,
    summary: 'Read the document',
    params,
    body: z.strictObject({ key }),
    response: room,
    history: { none: 'Stands in the document’s own log, which becomes its certificate' },
  }),
  consent: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/consent',
    access,
    summary: 'Agree to electronic records and signatures',
    params,
    body: z.strictObject({ key }),
    response: z.object({ at: instant }),
    history: { none: 'Stands in the document’s own log, which becomes its certificate' },
  }),
  sign: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/sign',
    access,
    summary: 'Sign: what was entered, and pictures of signature and initials',
    params,
    body: z.strictObject({
      key,
      name: withoutCard(text(120)).refine((s) => s !== '', 'Enter your name'),
      signature: png,
      initials: png.nullable().default(null),
      entries: z
        .record(z.string().max(40), z.union([withoutCard(text(maxEntryLength)), z.boolean()]))
        .refine((given) => Object.keys(given).length <= maxEdocFields, 'Too many entries')
        .default({}),
    }),
    response: z.object({ state: z.enum(['signed', 'completed']) }),
    history: { event: 'edocs.signed' },
  }),
  decline: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/decline',
    access,
    summary: 'Decline to sign: the document ends for everybody',
    params,
    body: z.strictObject({
      key,
      reason: withoutCard(longText(500)).refine((s) => s !== '', 'Say why'),
    }),
    response: z.object({ state: z.literal('declined') }),
    history: { event: 'edocs.declined' },
  }),
  copy: endpoint({
    method: 'POST',
    path: '/sign/:companyId/:token/copy',
    access,
    summary: 'The sealed document, for who has signed it, as base64',
    params,
    body: z.strictObject({ key }),
    response: z.object({ name: z.string(), pdf: z.string().nullable() }),
    history: { none: 'Hands out what was signed; changes nothing' },
  }),
}
