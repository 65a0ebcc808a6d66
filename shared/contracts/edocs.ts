/** Electronic documents of a record: drafted, sent for signature, signed, sealed (TAB-012). */
import { z } from 'zod'
import { endpoint, id, longText, nothing } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  edoc,
  edocProvider,
  edocRow,
  expiresDays,
  fields as docFields,
  message as docMessage,
  name as docName,
  reminderDays,
  role as docRole,
  signers as docSigners,
  subject as docSubject,
  version as docVersion,
} from './edoc-values.ts'
import { historyEntry } from './history.ts'

const params = z.object({ customerId: id })
const ofEdoc = params.extend({ edocId: id })
const ofSigner = ofEdoc.extend({ signerId: id })

const list = z
  .object({
    /** The latest first. */
    items: z.array(edocRow),
    providers: z.array(edocProvider),
    templates: z.array(
      z.object({
        id,
        name: z.string(),
        description: z.string(),
        roles: z.array(docRole),
        subject: z.string(),
        message: z.string(),
        expiresDays: z.number().int(),
        reminderDays: z.number().int(),
      }),
    ),
    /** Who may be asked to sign: the record itself, its contacts, and the caller. */
    people: z.array(
      z.object({
        role: docRole,
        label: z.string(),
        name: z.string(),
        email: z.string(),
        phone: z.string(),
      }),
    ),
    /** Whether links can be e-mailed, and codes texted. */
    reach: z.object({ email: z.boolean(), sms: z.boolean() }),
    abilities: z.object({ create: z.boolean(), modify: z.boolean(), delete: z.boolean() }),
    readOnlyReason: z.enum(['archived']).nullable(),
  })
  .meta({ id: 'EdocList' })
export type EdocList = z.output<typeof list>

const draft = {
  name: docName,
  subject: docSubject,
  message: docMessage,
  expiresDays: expiresDays,
  reminderDays: reminderDays,
  signers: docSigners.default([]),
}

export const edocs = {
  list: endpoint({
    method: 'GET',
    path: '/customers/:customerId/e-docs',
    access: 'docusign.view',
    addOn: 'edocs',
    summary: 'The documents of a record, and what a new one can be made from',
    params,
    response: list,
  }),
  create: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs',
    access: 'docusign.create',
    addOn: 'edocs',
    summary: 'Draft a document from a template',
    params,
    body: z.strictObject({ ...draft, providerId: id, templateId: id }),
    response: edoc,
    history: { event: 'edocs.created' },
  }),
  upload: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs/upload',
    access: 'docusign.create',
    addOn: 'edocs',
    summary: 'Draft a document from a PDF: its bytes are the body; fields are placed on it afterwards',
    io: true,
    upload: true,
    params,
    query: z.object({ name: docName, providerId: id }),
    response: edoc,
    history: { event: 'edocs.created' },
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:customerId/e-docs/:edocId',
    access: 'docusign.view',
    addOn: 'edocs',
    summary: 'One document with its signers, fields and what happened',
    params: ofEdoc,
    response: edoc,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/e-docs/:edocId',
    access: 'docusign.modify',
    addOn: 'edocs',
    summary: 'Change a draft, as of the version it was read at',
    params: ofEdoc,
    body: z.strictObject({ ...draft, version: docVersion, providerId: id }),
    response: edoc,
    history: { event: 'edocs.saved' },
  }),
  saveFields: endpoint({
    method: 'PUT',
    path: '/customers/:customerId/e-docs/:edocId/fields',
    access: 'docusign.modify',
    addOn: 'edocs',
    summary: 'Place the fields of a draft, as of the version it was read at',
    params: ofEdoc,
    body: z.strictObject({ version: docVersion, fields: docFields }),
    response: edoc,
    history: { event: 'edocs.saved' },
  }),
  send: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs/:edocId/send',
    access: 'docusign.modify',
    addOn: 'edocs',
    summary: 'Send a draft for signature: what it takes from the record is fixed now',
    params: ofEdoc,
    body: z.strictObject({ version: docVersion }),
    response: edoc,
    history: { event: 'edocs.sent' },
  }),
  resend: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs/:edocId/signers/:signerId/resend',
    access: 'docusign.modify',
    addOn: 'edocs',
    io: true,
    summary: 'Send a signer a new link; the old one ends. A provider writes to those whose turn it is',
    params: ofSigner,
    response: edoc,
    history: { event: 'edocs.resent' },
  }),
  inPerson: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs/:edocId/signers/:signerId/in-person',
    access: 'docusign.modify',
    addOn: 'edocs',
    io: true,
    summary: 'Open the document for somebody who is here, without a code: the caller answers for who signs',
    params: ofSigner,
    response: z.object({
      /** A page of ours that begins with a slash, or the provider’s. */
      url: z.string(),
      /** Opens the page; null at a provider. */
      key: z.string().nullable(),
    }),
    history: { event: 'edocs.in_person' },
  }),
  void: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs/:edocId/void',
    access: 'docusign.modify',
    addOn: 'edocs',
    summary: 'Void a draft or a document that is out for signature: nobody can sign it any more',
    params: ofEdoc,
    body: z.strictObject({
      version: docVersion,
      reason: withoutCard(longText(500)).refine((s) => s !== '', 'Say why'),
    }),
    response: edoc,
    history: { event: 'edocs.voided' },
  }),
  sync: endpoint({
    method: 'POST',
    path: '/customers/:customerId/e-docs/:edocId/sync',
    access: 'docusign.modify',
    addOn: 'edocs',
    summary: 'Have a provider asked now how its document stands',
    params: ofEdoc,
    response: edoc,
    history: { none: 'Asks; what is found writes history by itself' },
  }),
  verify: endpoint({
    method: 'GET',
    path: '/customers/:customerId/e-docs/:edocId/verify',
    access: 'docusign.view',
    addOn: 'edocs',
    io: true,
    summary: 'Whether the sealed document is still what it was when it was sealed',
    params: ofEdoc,
    response: z.object({ intact: z.boolean(), sha256: z.string(), found: z.string() }),
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/customers/:customerId/e-docs/:edocId',
    access: 'docusign.delete',
    addOn: 'edocs',
    summary: 'Delete a document that is not out for signature; a copy among the files stays there',
    params: ofEdoc,
    response: nothing,
    history: { event: 'edocs.deleted' },
  }),
  document: endpoint({
    method: 'GET',
    path: '/customers/:customerId/e-docs/:edocId/document',
    access: 'docusign.view',
    addOn: 'edocs',
    io: true,
    download: 'application/octet-stream',
    summary: 'The PDF: as it was uploaded, with what is filled in so far, or sealed',
    params: ofEdoc,
    query: z.object({
      state: z.enum(['source', 'preview', 'sealed']).default('source'),
      inline: z.enum(['true', 'false']).default('false'),
    }),
    response: z.string(),
  }),
  history: endpoint({
    method: 'GET',
    path: '/customers/:customerId/e-docs/:edocId/history',
    access: 'docusign.view',
    addOn: 'edocs',
    summary: 'What was changed of one document, newest first',
    params: ofEdoc,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
