/** Guided workflows of the company, and records' runs through them (NEW-010 to NEW-018, ADM-009, TAB-004). */
import { z } from 'zod'
import { endpoint, id, instant, longText, nothing, text } from '../contract.ts'
import { withoutCard } from '../rules/customer-values.ts'
import { mergeFlaw } from '../rules/message-text.ts'
import {
  enrolmentStatusKeys,
  maxStepFields,
  maxSteps,
  maxWorkflows,
  stepKindKeys,
  workflowPurposeKeys,
  workflowTypeKeys,
} from '../rules/workflows.ts'
import { customer, customers } from './customers.ts'
import { historyEntry } from './history.ts'

const ofWorkflow = z.object({ workflowId: id })
const ofRecord = z.object({ customerId: id })
const ofEnrolment = ofRecord.extend({ enrolmentId: id })
const type = z.enum(workflowTypeKeys, 'Choose a type')
const purpose = z.enum(workflowPurposeKeys, 'Choose what it is for')
const status = z.enum(enrolmentStatusKeys)
const kind = z.enum(stepKindKeys, 'Choose what the step is about')

const stepField = z.strictObject({ name: z.string().max(40), required: z.boolean().default(false) })
const step = z.strictObject({
  kind,
  title: text(60).default(''),
  instructions: withoutCard(longText(2000))
    .refine((s) => mergeFlaw(s) === null, { error: (issue) => mergeFlaw(String(issue.input)) ?? '' })
    .default(''),
  fields: z.array(stepField).max(maxStepFields, `At most ${maxStepFields} fields`).default([]),
})

const workflow = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    description: z.string(),
    type,
    purpose,
    active: z.boolean(),
    steps: z.array(step),
    /** Records that are in the middle of it. */
    running: z.number().int(),
    /** Why it is not offered although it is active; null if it is. */
    hindrance: z.string().nullable(),
  })
  .meta({ id: 'Workflow' })
export type Workflow = z.output<typeof workflow>

const values = z.strictObject({
  name: withoutCard(text(120)).pipe(z.string().min(1, 'Enter a name')),
  description: withoutCard(longText(500)).default(''),
  type,
  purpose,
  active: z.boolean().default(true),
  steps: z.array(step).min(1, 'Add at least one step').max(maxSteps, `At most ${maxSteps} steps`),
})
export type WorkflowValues = z.output<typeof values>

/** A workflow that can be begun now, with what its first page needs. */
const offeredWorkflow = z.object({
  id,
  name: z.string(),
  description: z.string(),
  type,
  purpose,
  steps: z.array(z.object({ kind, title: z.string() })),
  /** Of its first step. */
  instructions: z.string(),
  fields: z.array(stepField),
})
export type OfferedWorkflow = z.output<typeof offeredWorkflow>

const enrolmentSummary = z.object({
  id,
  name: z.string(),
  type,
  purpose,
  status,
  reason: z.string().nullable(),
  /** Steps that are done or skipped, of all. */
  finished: z.number().int(),
  steps: z.number().int(),
  /** The title of the step that comes next; null if there is none. */
  current: z.string().nullable(),
  stalled: z.boolean(),
  startedAt: instant,
  startedBy: z.string(),
  movedAt: instant,
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  /** Whether this user may go on with it. */
  mayWork: z.boolean(),
})
export type EnrolmentSummary = z.output<typeof enrolmentSummary>

const enrolmentStep = z.object({
  id,
  kind,
  title: z.string(),
  /** With its merge fields filled. */
  instructions: z.string(),
  fields: z.array(stepField),
  state: z.enum(['open', 'done', 'skipped']),
  finishedAt: instant.nullable(),
  finishedBy: z.string().nullable(),
  /** Why this user cannot do it; null if they can. */
  blocked: z.string().nullable(),
  maySkip: z.boolean(),
})
export type EnrolmentStep = z.output<typeof enrolmentStep>

const enrolment = z
  .object({ ...enrolmentSummary.shape, stepList: z.array(enrolmentStep) })
  .meta({ id: 'WorkflowEnrolment' })
export type Enrolment = z.output<typeof enrolment>

const information = customers.create.body.omit({ kind: true })

export const workflows = {
  list: endpoint({
    method: 'GET',
    path: '/workflows',
    access: 'workflows.view',
    scope: 'company',
    summary: 'The company’s workflows in their order, those out of use too',
    response: z.object({
      workflows: z.array(workflow),
      /** What a step can ask for beside the record’s own fields; those out of use, too. */
      customFields: z.array(z.object({ id, name: z.string(), active: z.boolean() })),
      /** Whether an active monitoring company is ADT. */
      adt: z.boolean(),
      abilities: z.object({ modify: z.boolean() }),
    }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/workflows',
    access: 'workflows.modify',
    scope: 'company',
    summary: 'Set up a workflow',
    body: values,
    response: workflow,
    history: { event: 'workflows.created' },
  }),
  save: endpoint({
    method: 'PUT',
    path: '/workflows/:workflowId',
    access: 'workflows.modify',
    scope: 'company',
    summary:
      'Change a workflow, as of the version it was read at; who is in the middle of it goes on as it was',
    params: ofWorkflow,
    body: z.strictObject({ version: z.number().int().positive(), workflow: values }),
    response: workflow,
    history: { event: 'workflows.saved' },
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/workflows/:workflowId',
    access: 'workflows.modify',
    scope: 'company',
    summary: 'Delete a workflow that nobody is in the middle of; what was done in it stays on the records',
    params: ofWorkflow,
    response: nothing,
    history: { event: 'workflows.deleted' },
  }),
  sort: endpoint({
    method: 'PUT',
    path: '/workflows/order',
    access: 'workflows.modify',
    scope: 'company',
    summary: 'Set the order in which workflows are offered; it names every one once',
    body: z.strictObject({ ids: z.array(id).max(maxWorkflows) }),
    response: z.object({ workflows: z.array(workflow) }),
    history: { event: 'workflows.sorted' },
  }),
  history: endpoint({
    method: 'GET',
    path: '/workflows/:workflowId/history',
    access: 'workflows.view',
    scope: 'company',
    summary: 'What was changed on a workflow, newest first',
    params: ofWorkflow,
    query: z.object({ before: id.optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
    response: z.object({ items: z.array(historyEntry), next: id.nullable() }),
  }),
  offered: endpoint({
    method: 'GET',
    path: '/workflows/offered',
    access: ['customers.create', 'leads.modify', 'customer_workflows.create'],
    scope: 'company',
    summary: 'The workflows that can be begun now, in their order',
    response: z.object({ items: z.array(offeredWorkflow) }),
  }),
  createCustomer: endpoint({
    method: 'POST',
    path: '/workflows/:workflowId/customers',
    access: 'customers.create',
    summary: 'Make a customer by the Information step of a creation workflow, and begin the run through it',
    params: ofWorkflow,
    body: information,
    response: z.object({ customerId: id, enrolment }),
    history: { event: 'workflows.enrolled' },
  }),
  enrol: endpoint({
    method: 'POST',
    path: '/customers/:customerId/workflows',
    access: ['customer_workflows.create', 'leads.modify'],
    summary: 'Begin a workflow on a record; on a lead one that converts it, too',
    params: ofRecord,
    body: z.strictObject({ workflowId: id }),
    response: enrolment,
    history: { event: 'workflows.enrolled' },
  }),
  ofCustomer: endpoint({
    method: 'GET',
    path: '/customers/:customerId/workflows',
    access: 'customer_workflows.view',
    summary: 'A record’s runs through workflows: the unfinished ones first, then the newest',
    params: ofRecord,
    response: z.object({
      items: z.array(enrolmentSummary),
      abilities: z.object({ create: z.boolean() }),
      readOnlyReason: z.enum(['archived']).nullable(),
    }),
  }),
  open: endpoint({
    method: 'GET',
    path: '/customers/:customerId/workflows/:enrolmentId',
    access: ['customer_workflows.view', 'customers.create', 'leads.modify'],
    summary: 'One run through a workflow, step by step; also for who began it',
    params: ofEnrolment,
    response: enrolment,
  }),
  convert: endpoint({
    method: 'POST',
    path: '/customers/:customerId/workflows/:enrolmentId/convert',
    access: 'leads.modify',
    summary:
      'The Information step of a conversion: saves what was entered and turns the lead into a customer',
    params: ofEnrolment,
    body: z.object({
      version: z.number().int().positive(),
      fields: information.shape.fields,
      custom: information.shape.custom,
      addressCheck: information.shape.addressCheck,
    }),
    response: z.object({ customer, enrolment }),
    history: { event: 'customers.converted' },
  }),
  finishStep: endpoint({
    method: 'POST',
    path: '/customers/:customerId/workflows/:enrolmentId/steps/:stepId',
    access: ['customer_workflows.create', 'customers.create', 'leads.modify'],
    summary: 'Call a step done, or skip it; the last one finishes the workflow',
    params: ofEnrolment.extend({ stepId: id }),
    body: z.strictObject({ outcome: z.enum(['done', 'skipped']) }),
    response: enrolment,
    history: { event: 'workflows.advanced' },
  }),
  end: endpoint({
    method: 'POST',
    path: '/customers/:customerId/workflows/:enrolmentId/end',
    access: ['customer_workflows.create', 'customers.create', 'leads.modify'],
    summary: 'End a workflow before its last step: as failed, or canceled as begun by mistake',
    params: ofEnrolment,
    body: z.strictObject({
      status: z.enum(['failed', 'canceled'], 'Choose how it ended'),
      reason: withoutCard(text(500)).pipe(z.string().min(1, 'Say why')),
    }),
    response: enrolment,
    history: { event: 'workflows.ended' },
  }),
}
