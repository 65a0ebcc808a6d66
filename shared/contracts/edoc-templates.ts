/** Templates of electronic documents, and their fields (TAB-012, product-admin 3.11). */
import { z } from 'zod'
import { endpoint, id, instant, longText, nothing } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import {
  edocField,
  expiresDays,
  fields as docFields,
  message as docMessage,
  name as docName,
  page as docPage,
  reminderDays,
  subject as docSubject,
  version as docVersion,
} from './edoc-values.ts'
import { historyEntry } from './history.ts'

const access = 'document_providers.yes'
const scope = 'company'
const ofTemplate = z.object({ edocTemplateId: id })

const templateValues = z.strictObject({
  name: docName,
  description: withoutCard(longText(500)).default(''),
  active: z.boolean().default(true),
  subject: docSubject,
  message: docMessage,
  expiresDays: expiresDays,
  reminderDays: reminderDays,
})
export type EdocTemplateValues = z.output<typeof templateValues>

const templateRow = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    description: z.string(),
    active: z.boolean(),
    fileName: z.string().nullable(),
    pageCount: z.number().int(),
    fieldCount: z.number().int(),
    /** Documents that were made from it. */
    documents: z.number().int(),
    updatedAt: instant,
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'EdocTemplateRow' })
export type EdocTemplateRow = z.output<typeof templateRow>

const template = templateRow
  .extend({
    subject: z.string(),
    message: z.string(),
    expiresDays: z.number().int(),
    reminderDays: z.number().int(),
    sizeBytes: z.number().int().nullable(),
    sha256: z.string().nullable(),
    pages: z.array(docPage),
    fields: z.array(edocField),
  })
  .meta({ id: 'EdocTemplate' })
export type EdocTemplate = z.output<typeof template>

export const edocTemplates = {
  list: endpoint({
    method: 'GET',
    path: '/e-doc-templates',
    access,
    addOn: 'edocs',
    scope,
    summary: 'The templates in their order, and whether there is an active provider',
    response: z.object({ items: z.array(templateRow), hasProvider: z.boolean() }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/e-doc-templates',
    access,
    addOn: 'edocs',
    scope,
    summary: 'Make a template; its document is uploaded afterwards',
    body: templateValues,
    response: template,
    history: { event: 'edocs.template_created' },
  }),
  get: endpoint({
    method: 'GET',
    path: '/e-doc-templates/:edocTemplateId',
    access,
    addOn: 'edocs',
    scope,
    summary: 'One template with its fields',
    params: ofTemplate,
    response: template,
  }),
  save: endpoint({
    method: 'PUT',
    path: '/e-doc-templates/:edocTemplateId',
    access,
    addOn: 'edocs',
    scope,
    summary: 'Change a template, as of the version it was read at',
    params: ofTemplate,
    body: z.strictObject({ version: docVersion, template: templateValues }),
    response: template,
    history: { event: 'edocs.template_saved' },
  }),
  saveFields: endpoint({
    method: 'PUT',
    path: '/e-doc-templates/:edocTemplateId/fields',
    access,
    addOn: 'edocs',
    scope,
    summary: 'Place the fields of a template, as of the version it was read at',
    params: ofTemplate,
    body: z.strictObject({ version: docVersion, fields: docFields }),
    response: template,
    history: { event: 'edocs.template_saved' },
  }),
  upload: endpoint({
    method: 'POST',
    path: '/e-doc-templates/:edocTemplateId/document',
    access,
    addOn: 'edocs',
    scope,
    io: true,
    upload: true,
    summary:
      'Upload the PDF, or a new one: fields whose place it still has stay, documents under way keep theirs',
    params: ofTemplate,
    query: z.object({ version: z.coerce.number().int().positive(), name: docName }),
    response: template,
    history: { event: 'edocs.template_document' },
  }),
  document: endpoint({
    method: 'GET',
    path: '/e-doc-templates/:edocTemplateId/document',
    access,
    addOn: 'edocs',
    scope,
    io: true,
    download: 'application/octet-stream',
    summary: 'The PDF of a template',
    params: ofTemplate,
    query: z.object({ inline: z.enum(['true', 'false']).default('false') }),
    response: z.string(),
  }),
  sort: endpoint({
    method: 'PUT',
    path: '/e-doc-templates/order',
    access,
    addOn: 'edocs',
    scope,
    summary: 'Put the templates into the order in which records offer them',
    body: z.strictObject({ ids: z.array(id).min(1).max(300) }),
    response: nothing,
    history: { event: 'edocs.templates_sorted' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/e-doc-templates/:edocTemplateId',
    access,
    addOn: 'edocs',
    scope,
    summary: 'Delete a template; documents that were made from it stay',
    params: ofTemplate,
    response: nothing,
    history: { event: 'edocs.template_deleted' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/e-doc-templates/:edocTemplateId/history',
    access,
    addOn: 'edocs',
    scope,
    summary: 'What was changed of one template, newest first',
    params: ofTemplate,
    query: z.object({
      before: id.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
}
