import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { EdocField } from '#shared/rules/edocs.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { agreementPdf } from '#test/helpers/edoc-paper.ts'
import type { Requests } from '../every-endpoint.ts'
import { onePixelPng } from './work-orders.ts'

const fields: EdocField[] = [
  { key: 'sign', type: 'signature', page: 0, x: 60, y: 300, width: 170, height: 36, role: 'customer', required: true, label: '', source: null },
] // prettier-ignore
const key = 'k'.repeat(32)
const signers = [{ role: 'customer', name: 'Dana Whitlock', delivery: 'in_person' }]

export const edocsRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    // Of every company: what is asked here is who may, not who has the add-on.
    await house.owner.query(
      `update platform.company set settings = settings || '{"edocs": true, "edocsForLeads": true}'`,
    )
    const pdf = await agreementPdf(marker)
    const document = {
      file_name: `${marker}.pdf`,
      storage_key: await fileStore().put(company.id, Readable.from([pdf])),
      sha256: createHash('sha256').update(pdf).digest(),
      size_bytes: pdf.length,
      pages: JSON.stringify([{ width: 612, height: 792 }]),
      fields: JSON.stringify(fields),
    }
    const edocProviderId = await house.plant.insert('edoc_provider', company, { name: `${marker} Signing` })
    const edocTemplateId = await house.plant.insert('edoc_template', company, { name: marker, ...document })
    const edocId = await house.plant.insert('edoc', company, {
      customer_id: customer.id,
      edoc_provider_id: edocProviderId,
      template_id: edocTemplateId,
      name: marker,
      message: marker,
      ...document,
    })
    const signerId = await house.plant.insert('edoc_signer', company, {
      edoc_id: edocId,
      role: 'customer',
      name: marker,
      delivery: 'in_person',
    })
    return { edocId, signerId, edocTemplateId, edocProviderId }
  },
  queries: {
    'edocs.upload': ({ marker, params }) => ({ name: `${marker}.pdf`, providerId: params.edocProviderId }),
    'edocTemplates.upload': ({ marker }) => ({ version: 1, name: `${marker}.pdf` }),
  },
  bodies: {
    'edocs.create': ({ params }) => ({
      name: 'Agreement',
      providerId: params.edocProviderId,
      templateId: params.edocTemplateId,
      signers,
    }),
    'edocs.save': ({ params }) => ({
      version: 1,
      name: 'Another',
      providerId: params.edocProviderId,
      signers,
    }),
    'edocs.saveFields': () => ({ version: 1, fields: [] }),
    'edocs.send': () => ({ version: 1 }),
    'edocs.void': () => ({ version: 1, reason: 'Wrong rate' }),
    'edocTemplates.create': ({ marker }) => ({ name: `${marker} new` }),
    'edocTemplates.save': ({ marker }) => ({ version: 1, template: { name: `${marker} changed` } }),
    'edocTemplates.saveFields': () => ({ version: 1, fields: [] }),
    'edocTemplates.sort': ({ params }) => ({ ids: [params.edocTemplateId] }),
    'signing.verify': () => ({ code: '123456' }),
    'signing.open': () => ({ key }),
    'signing.consent': () => ({ key }),
    'signing.sign': () => ({ key, name: 'Dana Whitlock', signature: onePixelPng }),
    'signing.decline': () => ({ key, reason: 'Too dear' }),
    'signing.copy': () => ({ key }),
    'callbacks.docusign': () => ({ event: 'envelope-completed', data: { envelopeId: 'none' } }),
  },
}
