/**
 * Guided workflows (NEW-010 to NEW-018, TAB-004): which types there are, which steps each has, and what an enrolment,
 * one record's run through one of them, can be. The types are built in: a company configures them, it does not invent.
 */
import { customIdOf, type FieldKey } from './custom-fields.ts'
import { field, type FieldName, fieldNames, hasField } from './customer-fields.ts'

/** More than any company has; bounds what a menu or a list can cost. */
export const maxWorkflows = 100
export const maxSteps = 20
export const maxStepFields = 60
export const maxEnrolments = 500

/** What a workflow begins with. */
export const workflowPurposes = {
  creation: 'New customers',
  conversion: 'Lead conversion',
  record: 'Existing records',
} as const
export type WorkflowPurpose = keyof typeof workflowPurposes
export const workflowPurposeKeys = Object.keys(workflowPurposes) as [WorkflowPurpose, ...WorkflowPurpose[]]

/** `needs` ends "Add …, or skip this step.": what the step must have brought to count as done. */
export const stepKinds = {
  information: { label: 'Information', help: 'Name, address and phone; makes the customer' },
  fields: { label: 'Fields', help: 'Chosen fields of the record, to be filled in or confirmed' },
  qualify: { label: 'Qualify', help: 'ADT PreCheck and credit check', needs: 'Apply a credit check' },
  order: { label: 'Order', help: 'Order template, monthly rate, package, extra equipment' },
  equipment: { label: 'Equipment', help: 'What is or will be installed', needs: 'Add equipment' },
  contacts: { label: 'Contacts', help: 'Whom the central station calls', needs: 'Add a contact' },
  payment: { label: 'Payment Information', help: 'Billing methods', needs: 'Add a billing method' },
  work_order: { label: 'Work Order', help: 'The installation as a job', needs: 'Write a work order' },
  schedule: { label: 'Schedule', help: 'The visit for it', needs: 'Schedule an appointment' },
  script: { label: 'Instructions', help: 'A script to read or a thing to do, confirmed by a tick' },
  review: { label: 'Review', help: 'A summary of what was entered' },
  next_step: { label: 'Next Step', help: 'What comes now, and Finish' },
} as const satisfies Record<string, { label: string; help: string; needs?: string }>
export type StepKind = keyof typeof stepKinds
export const stepKindKeys = Object.keys(stepKinds) as [StepKind, ...StepKind[]]

type WorkflowTypeDefinition = {
  label: string
  help: string
  /** The steps, in their order; null: the company puts them together itself. */
  steps: readonly StepKind[] | null
  purposes: readonly WorkflowPurpose[]
}

const sales = ['information', 'qualify', 'order', 'equipment', 'contacts', 'payment', 'review'] as const

export const workflowTypes = {
  standard: {
    label: 'Standard',
    help: 'One area a step, in your own order',
    steps: null,
    purposes: ['creation', 'conversion', 'record'],
  },
  single_page: {
    label: 'Single Page',
    help: 'The whole form, with chosen custom fields on top',
    steps: ['information'],
    purposes: ['creation', 'conversion'],
  },
  simple_sales: {
    label: 'Simple Sales',
    help: 'Information, Qualify, Order, Equipment, Contacts, Payment Information, Review',
    steps: sales,
    purposes: ['creation', 'conversion'],
  },
  smart_sales: {
    label: 'Smart Sales',
    help: 'Simple Sales, then Work Order, Schedule and Next Step',
    steps: [...sales, 'work_order', 'schedule', 'next_step'],
    purposes: ['creation', 'conversion'],
  },
  adt: {
    label: 'ADT',
    help: 'Information, Qualify, Order, Payment Method, Work Order, Schedule, Next Step',
    steps: ['information', 'qualify', 'order', 'payment', 'work_order', 'schedule', 'next_step'],
    purposes: ['creation', 'conversion'],
  },
} as const satisfies Record<string, WorkflowTypeDefinition>
export type WorkflowType = keyof typeof workflowTypes
export const workflowTypeKeys = Object.keys(workflowTypes) as [WorkflowType, ...WorkflowType[]]

/** What a type's definition says, whichever type it is. */
export const workflowType = (type: WorkflowType): WorkflowTypeDefinition => workflowTypes[type]

export type StepField = { name: string; required: boolean }
export type WorkflowStep = {
  kind: StepKind
  /** Empty: the usual title. */
  title: string
  /** Said above the step; merge fields are filled from the record. */
  instructions: string
  /** Of the steps `information` and `fields`: what is asked beside the usual, in this order. */
  fields: StepField[]
}

const blank = (kind: StepKind): WorkflowStep => ({ kind, title: '', instructions: '', fields: [] })

/** What a new workflow of the type begins with, for the page that makes one. */
export const startingSteps = (type: WorkflowType, purpose: WorkflowPurpose): WorkflowStep[] =>
  (
    workflowType(type).steps ??
    (purpose === 'record' ? (['script'] as const) : (['information', 'contacts', 'review'] as const))
  ).map(blank)

/** The title that a step goes by: ADT's flow calls its payment step otherwise (NEW-014). */
export const stepTitle = (
  type: WorkflowType,
  { kind, title }: Pick<WorkflowStep, 'kind' | 'title'>,
): string => title || (type === 'adt' && kind === 'payment' ? 'Payment Method' : stepKinds[kind].label)

/** The fields that the Information step always asks (NEW-016). */
export const informationFields = [
  'locationId',
  'firstName',
  'lastName',
  'languageId',
  'addressLine1',
  'addressLine2',
  'city',
  'state',
  'zip',
  'county',
  'primaryPhone',
  'cellPhone',
  'email',
  'accountType',
  'accountClassId',
  'businessName',
  'businessContact',
] as const satisfies readonly FieldName[]
const always: ReadonlySet<string> = new Set(informationFields)

/** Whether a step can ask for the field: any of a customer's that somebody fills in, and the company's own. */
export const isStepField = (name: string): boolean =>
  customIdOf(name) !== null ||
  ((fieldNames as readonly string[]).includes(name) &&
    hasField(name as FieldName, 'customer') &&
    !field(name as FieldName).readOnly)

/** What administration offers for a step. */
export const choosableFields = (kind: StepKind): FieldName[] =>
  fieldNames.filter((name) => isStepField(name) && (kind !== 'information' || !always.has(name)))

/** What is wrong with the steps of a workflow: paths within the list, and sentences. */
export function stepFlaws(
  type: WorkflowType,
  purpose: WorkflowPurpose,
  steps: readonly WorkflowStep[],
): { path: string; message: string }[] {
  const flaws: { path: string; message: string }[] = []
  const { steps: fixed, purposes, label } = workflowType(type)
  if (!purposes.includes(purpose))
    flaws.push({ path: 'purpose', message: `${label} is for new customers and lead conversion` })
  if (fixed && steps.map(({ kind }) => kind).join() !== fixed.join())
    flaws.push({ path: 'steps', message: `${label} has these steps: ${workflowType(type).help}` })
  if (!fixed) {
    const at = steps.findIndex(({ kind }) => kind === 'information')
    if (purpose === 'record' && at >= 0)
      flaws.push({ path: `steps.${at}.kind`, message: 'Information is for those who are no customer yet' })
    if (purpose !== 'record' && at !== 0)
      flaws.push({ path: 'steps', message: 'Information comes first: it makes the customer' })
  }
  const seen = new Set<StepKind>()
  for (const [index, { kind, fields, instructions, title }] of steps.entries()) {
    const wrong = (path: string, message: string) => flaws.push({ path: `steps.${index}.${path}`, message })
    const repeats = kind === 'fields' || kind === 'script'
    if (!repeats && seen.has(kind)) wrong('kind', `${stepKinds[kind].label} stands here once already`)
    seen.add(kind)
    const names = fields.map(({ name }) => name)
    if (new Set(names).size < names.length) wrong('fields', 'Each field once')
    if (names.length > 0 && kind !== 'information' && kind !== 'fields')
      wrong('fields', 'This step asks for no fields')
    if (names.some((name) => !isStepField(name))) wrong('fields', 'One of these fields cannot be asked for')
    if (kind === 'fields' && names.length === 0) wrong('fields', 'Choose at least one field')
    if (kind === 'script' && instructions === '') wrong('instructions', 'Write what is to be said or done')
    if (kind === 'script' && title === '') wrong('title', 'Enter a title')
  }
  if (type === 'single_page' && !steps[0]?.fields.some(({ name }) => customIdOf(name) !== null))
    flaws.push({ path: 'steps.0.fields', message: 'Choose at least one custom field to stand on top' })
  return flaws
}

export const enrolmentStatuses = {
  pending: 'Pending',
  in_progress: 'In progress',
  completed: 'Completed',
  failed: 'Failed',
  canceled: 'Canceled',
} as const
export type EnrolmentStatus = keyof typeof enrolmentStatuses
export const enrolmentStatusKeys = Object.keys(enrolmentStatuses) as [EnrolmentStatus, ...EnrolmentStatus[]]
export const isUnfinished = (status: EnrolmentStatus): boolean =>
  status === 'pending' || status === 'in_progress'

/** An unfinished enrolment warns after this many days without a step. Three are a long weekend. */
export const stalledAfterDays = 3

export type StepState = 'open' | 'done' | 'skipped'
export const stepStates = { open: 'Open', done: 'Done', skipped: 'Skipped' } as const

/** Steps that bring nothing: they are looked at, and done. */
const looked: ReadonlySet<StepKind> = new Set(['information', 'review', 'next_step'])

/** Whether the step may be left without having been done: whoever is not made yet cannot be worked on. */
export const maySkip = (
  step: { kind: StepKind; fields: readonly StepField[] },
  mayFillIn: boolean,
): boolean =>
  !looked.has(step.kind) &&
  !(step.kind === 'fields' && mayFillIn && step.fields.some(({ required }) => required))

/** Labels of what a change of an enrolment can name, in history. */
export const enrolmentLabels = { status: 'Status', step: 'Step', reason: 'Reason' } as const

/** The step's fields as the form knows them. */
export const fieldKeysOf = (fields: readonly StepField[]): FieldKey[] =>
  fields.map(({ name }) => name as FieldKey)
