/** News that providers send by themselves, signed with a secret that both sides know (docs/connectors/alarmnet.md). */
import { z } from 'zod'
import { endpoint, id, instant } from '../contract.ts'
import type { ProviderKind } from '../rules/providers.ts'

const news = z.object({
  /** The same for every try of the same news. */
  eventId: z.string().regex(/^[\w-]{8,64}$/),
  kind: z.enum(['account.changed']),
  /** City-CS-Sub at the monitoring side, the account's id at Total Connect. */
  accountNumber: z.string().min(1).max(32),
})
const taken = z.object({
  /** Whether an account that is linked here is looked at; else nobody here has it. */
  looking: z.boolean(),
  /** Whether this news had come before. */
  repeated: z.boolean(),
})

/** Where each kind of provider sends its news; a bureau answers at once. */
const callbackNames = {
  monitoring: 'alarmnet',
  interactive: 'total-connect',
  payment: 'payments',
  edoc: 'docusign',
} as const satisfies Partial<Record<ProviderKind, string>>

/** The address behind the server's own; the page shows the whole of it. */
export const callbackPath = (
  kind: keyof typeof callbackNames,
  companyId: number,
  providerId: number,
): string => `/api/v1/callbacks/${callbackNames[kind]}/${companyId}/${providerId}`

/** As Twilio sends it; more members come with time, and are part of what is signed. */
const twilioForm = z
  .object({ MessageSid: z.string().max(64).optional(), From: z.string().max(64).optional() })
  .catchall(z.string().max(20_000).optional())
const messageToken = z.string().regex(/^[\w-]{20,64}$/)

export const callbacks = {
  alarmnet: endpoint({
    method: 'POST',
    path: '/callbacks/alarmnet/:companyId/:monitoringCompanyId',
    access: 'public',
    signed: true,
    summary:
      'AlarmNet’s side says that an account was changed there; signed by X-AlarmNet-Signature over X-AlarmNet-Timestamp and the body',
    params: z.object({ companyId: id, monitoringCompanyId: id }),
    body: news,
    response: taken,
    history: { none: 'Has the account looked at; the look notes what it finds' },
  }),
  totalConnect: endpoint({
    method: 'POST',
    path: '/callbacks/total-connect/:companyId/:serviceProviderId',
    access: 'public',
    signed: true,
    summary: 'Total Connect’s side says that an account was changed there; signed as AlarmNet’s news are',
    params: z.object({ companyId: id, serviceProviderId: id }),
    body: news,
    response: taken,
    history: { none: 'Has the account looked at; the look notes what it finds' },
  }),
  docusign: endpoint({
    method: 'POST',
    path: '/callbacks/docusign/:companyId/:edocProviderId',
    access: 'public',
    signed: true,
    summary:
      'DocuSign’s Connect says that an envelope has changed; signed by X-DocuSign-Signature-1 over the body',
    params: z.object({ companyId: id, edocProviderId: id }),
    body: z.looseObject({
      event: z.string().max(100),
      data: z.looseObject({ envelopeId: z.string().min(1).max(100) }),
    }),
    response: z.object({
      /** Whether the envelope is one of ours, and is asked for now. */
      looking: z.boolean(),
    }),
    history: { none: 'Has the envelope asked for; what is found writes history by itself' },
  }),
  standing: endpoint({
    method: 'GET',
    path: '/providers/:providerKind/:providerId/callback',
    access: 'administration_page.view',
    scope: 'company',
    summary: 'Where a provider sends its news, and whether any of changed accounts came',
    params: z.object({ providerKind: z.enum(['monitoring', 'interactive', 'edoc']), providerId: id }),
    response: z.object({
      /** null: this provider sends none. */
      path: z.string().nullable(),
      /** Without a secret nothing is taken. */
      secretSaved: z.boolean(),
      /** The newest of the last day. */
      last: z.object({ at: instant, accountNumber: z.string() }).nullable(),
      /** How many came within the last day; null where news of accounts are not what is sent. */
      count: z.number().int().nullable(),
    }),
  }),
  twilioInbound: endpoint({
    method: 'POST',
    path: '/callbacks/twilio/:companyId/inbound',
    access: 'public',
    signed: true,
    form: true,
    plain: 'text/xml',
    summary: 'Twilio brings a text message that came in; signed by X-Twilio-Signature',
    params: z.object({ companyId: id }),
    body: twilioForm,
    response: z.string(),
    history: { none: 'The message itself is the record of it' },
  }),
  twilioStatus: endpoint({
    method: 'POST',
    path: '/callbacks/twilio/:companyId/status/:token',
    access: 'public',
    signed: true,
    form: true,
    plain: 'text/xml',
    summary: 'Twilio says what has become of a text message of ours; signed by X-Twilio-Signature',
    params: z.object({ companyId: id, token: messageToken }),
    body: twilioForm,
    response: z.string(),
    history: { none: 'The message keeps its state; a failure writes history by itself' },
  }),
  email: endpoint({
    method: 'POST',
    path: '/callbacks/email/:companyId',
    access: 'public',
    signed: true,
    summary:
      'A mail route brings a reply or a bounce; signed by X-Keyholder-Signature over X-Keyholder-Timestamp and the body',
    params: z.object({ companyId: id }),
    body: z.object({
      kind: z.enum(['reply', 'bounce']),
      /** `reply+TOKEN@…`: what the mail was addressed to; of a bounce, the reply address of the mail that came back. */
      to: z.string().min(3).max(300),
      from: z.string().min(3).max(300),
      subject: z.string().max(998).default(''),
      text: z.string().max(200_000).default(''),
      /** The mail's Message-ID: the same for every try of the same mail. */
      messageId: z.string().min(3).max(300),
    }),
    response: z.object({
      /** Whether it belongs to a message of ours. */
      known: z.boolean(),
      repeated: z.boolean(),
    }),
    history: { none: 'The message itself is the record of it' },
  }),
  unsubscription: endpoint({
    method: 'GET',
    path: '/unsubscribe/:companyId/:token',
    access: 'public',
    summary: 'Whose mail the link to unsubscribe stands in; changes nothing',
    params: z.object({ companyId: id, token: messageToken }),
    response: z.object({ company: z.string(), unsubscribed: z.boolean() }),
  }),
  unsubscribe: endpoint({
    method: 'POST',
    path: '/unsubscribe/:companyId/:token',
    access: 'public',
    form: true,
    summary:
      'Take the address of a mail off the list for marketing; also by one click of a mail program (RFC 8058)',
    params: z.object({ companyId: id, token: messageToken }),
    response: z.object({ company: z.string(), unsubscribed: z.boolean() }),
    history: { none: 'The opt-out keeps when and how; it writes history on the record' },
  }),
}
