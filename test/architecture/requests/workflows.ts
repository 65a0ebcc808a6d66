import type { Requests } from '../every-endpoint.ts'

const steps = (marker: string) => [
  { kind: 'script', title: `${marker} call`, instructions: 'Say hello', fields: [] },
  { kind: 'contacts', title: '', instructions: '', fields: [] },
]
const information = [{ kind: 'information', title: '', instructions: '', fields: [] }]

export const workflowsRequests: Requests = {
  async plant(house, { customer, marker }) {
    const { company } = customer
    const plant = (name: string, row: object) =>
      house.plant.insert('workflow', company, {
        name: `${marker} ${name}`,
        type: 'standard',
        purpose: 'record',
        active: true,
        ...row,
      })
    const workflowId = await plant('creation', { purpose: 'creation', steps: JSON.stringify(information) })
    const onRecordId = await plant('welcome', { steps: JSON.stringify(steps(marker)) })
    const person = await house.plant.user({ company, holds: [{ grants: 'all', at: customer.location }] })
    const enrolmentId = await house.plant.insert('workflow_enrolment', company, {
      customer_id: customer.id,
      // Somebody is in the middle of it, so that nobody deletes it before the next is asked.
      workflow_id: workflowId,
      name: `${marker} run`,
      type: 'standard',
      purpose: 'record',
      started_by: person.id,
    })
    const stepId = await house.plant.insert('workflow_step', company, {
      enrolment_id: enrolmentId,
      position: 1,
      kind: 'script',
      title: `${marker} step`,
      instructions: marker,
    })
    const mmr = await house.plant.value(company, 'mmr', {
      name: `${marker} rate`,
      data: { totalCents: 4499, items: {} },
    })
    const templateId = await house.plant.insert('order_template', company, { name: `${marker} template` })
    await house.plant.insert('order_template_rate', company, {
      template_id: templateId,
      line: 1,
      mmr_id: mmr.id,
    })
    return { workflowId, onRecordId, enrolmentId, stepId, templateId, templateMmrId: mmr.id }
  },
  bodies: {
    'workflows.create': ({ marker }) => ({
      name: `${marker} new`,
      type: 'standard',
      purpose: 'record',
      steps: steps(marker),
    }),
    'workflows.save': ({ marker }) => ({
      version: 1,
      workflow: { name: `${marker} renamed`, type: 'standard', purpose: 'creation', steps: information },
    }),
    'workflows.sort': () => ({ ids: [] }),
    'workflows.createCustomer': ({ marker, here }) => ({
      fields: {
        locationId: here.id,
        firstName: marker,
        lastName: 'Guided',
        city: 'Orem',
        state: 'UT',
        primaryPhone: '8015550199',
        accountType: 'residential',
      },
    }),
    'workflows.enrol': ({ params }) => ({ workflowId: params.onRecordId }),
    'workflows.convert': ({ here }) => ({ version: 1, fields: { locationId: here.id } }),
    'workflows.finishStep': () => ({ outcome: 'done' }),
    'workflows.end': () => ({ status: 'canceled', reason: 'By mistake' }),
    'order_templates.create': ({ marker, params }) => ({
      name: `${marker} new`,
      rateIds: [params.templateMmrId],
    }),
    'order_templates.save': ({ marker, params }) => ({
      version: 1,
      template: { name: `${marker} renamed`, rateIds: [params.templateMmrId] },
    }),
    'order_templates.sort': () => ({ ids: [] }),
    'order_templates.apply': ({ params }) => ({
      version: 1,
      templateId: params.templateId,
      mmrId: params.templateMmrId,
    }),
  },
}
