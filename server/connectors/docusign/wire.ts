/** DocuSign's answers as far as they are read, and our fields as its tabs. What stands beside is left alone. */
import { z } from 'zod'
import type { EdocField } from '#shared/rules/edocs.ts'
import type { EnvelopeOrder, EnvelopeState } from '../esign.ts'

export const tokenReply = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.coerce.number(),
})
export const userReply = z.object({
  accounts: z.array(z.object({ account_id: z.string(), account_name: z.string().optional(), base_uri: z.string().optional() })),
}) // prettier-ignore
/** Sign-in refuses by OAuth's own words, everything else by DocuSign's. */
export const refusalReply = z
  .object({
    errorCode: z.string().optional(),
    message: z.string().optional(),
    error: z.string().optional(),
    error_description: z.string().optional(),
  })
  .refine(({ errorCode, error }) => errorCode !== undefined || error !== undefined)
export const sentReply = z.object({ envelopeId: z.string().min(1).max(100), status: z.string() })
export const foundReply = z.object({
  envelopes: z.array(z.object({ envelopeId: z.string().min(1).max(100) })).optional(),
})
export const urlReply = z.object({ url: z.url({ protocol: /^https?$/ }).max(4000) })

const at = z.string().max(60).optional()
export const envelopeReply = z.object({
  envelopeId: z.string().min(1).max(100),
  status: z.string(),
  voidedReason: z.string().optional(),
  recipients: z
    .object({
      signers: z
        .array(
          z.object({
            recipientId: z.string(),
            status: z.string().optional(),
            sentDateTime: at,
            deliveredDateTime: at,
            signedDateTime: at,
            declinedReason: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
})

const ofRecipient: Record<string, EnvelopeState['signers'][number]['status']> = {
  created: 'waiting',
  sent: 'sent',
  delivered: 'viewed',
  signed: 'signed',
  completed: 'signed',
  declined: 'declined',
}

export function readEnvelope(reply: z.output<typeof envelopeReply>): EnvelopeState {
  const signers = reply.recipients?.signers ?? []
  const status = reply.status.toLowerCase()
  const declined = signers.find((signer) => signer.declinedReason)?.declinedReason
  return {
    envelopeId: reply.envelopeId,
    status:
      status === 'completed' || status === 'declined' || status === 'voided'
        ? status
        : status === 'timedout' || status === 'deleted'
          ? 'voided'
          : 'sent',
    reason: (declined ?? reply.voidedReason ?? '').slice(0, 500),
    signers: signers.map((signer) => ({
      recipientId: signer.recipientId,
      status: ofRecipient[signer.status?.toLowerCase() ?? ''] ?? 'waiting',
      sentAt: signer.sentDateTime ?? null,
      viewedAt: signer.deliveredDateTime ?? null,
      signedAt: signer.signedDateTime ?? null,
    })),
  }
}

const kinds = {
  signature: 'signHereTabs',
  initials: 'initialHereTabs',
  date_signed: 'dateSignedTabs',
  text: 'textTabs',
  checkbox: 'checkboxTabs',
} as const

/** Positions are points from the upper left corner, as ours are (72 to the inch); every value is a text. */
function tabOf(field: EdocField): Record<string, string> {
  const tab = {
    documentId: '1',
    pageNumber: String(field.page + 1),
    xPosition: String(Math.round(field.x)),
    yPosition: String(Math.round(field.y)),
    tabLabel: field.key,
  }
  const optional = { optional: String(!field.required) }
  const size = { width: String(Math.round(field.width)), height: String(Math.round(field.height)) }
  switch (field.type) {
    case 'signature':
    case 'initials':
      return { ...tab, ...optional }
    case 'text':
      return { ...tab, ...size, required: String(field.required), maxLength: '300', name: field.label }
    case 'checkbox':
      return { ...tab, required: String(field.required), selected: 'false', name: field.label }
    default:
      return tab
  }
}

/** The envelope as DocuSign takes it (Envelopes: create). */
export function envelopeBody(order: EnvelopeOrder): object {
  const days = (count: number) => String(count)
  return {
    status: 'sent',
    emailSubject: order.subject,
    ...(order.message && { emailBlurb: order.message }),
    transactionId: order.key,
    customFields: { textCustomFields: [{ name: 'keyholder', value: order.key, show: 'false', required: 'false' }] },
    documents: [
      {
        documentId: '1',
        name: order.name,
        fileExtension: 'pdf',
        documentBase64: Buffer.from(order.pdf).toString('base64'),
      },
    ],
    recipients: {
      signers: order.signers.map((signer) => ({
        recipientId: signer.recipientId,
        routingOrder: String(signer.turn),
        name: signer.name,
        email: signer.email,
        // Who signs in our page gets no mail from DocuSign; the id makes the recipient view possible.
        ...(signer.delivery === 'in_person' && { clientUserId: signer.recipientId }),
        tabs: Object.fromEntries(
          Object.entries(kinds).flatMap(([type, name]) => {
            const tabs = order.fields.filter((field) => field.role === signer.role && field.type === type)
            return tabs.length ? [[name, tabs.map(tabOf)]] : []
          }),
        ),
      })),
    },
    notification: {
      useAccountDefaults: 'false',
      reminders: {
        reminderEnabled: String(order.reminderDays > 0),
        reminderDelay: days(order.reminderDays),
        reminderFrequency: days(order.reminderDays),
      },
      expirations: { expireEnabled: 'true', expireAfter: days(order.expiresDays), expireWarn: '0' },
    },
  }
} // prettier-ignore
