/** What the demo company sells in one go, its guided workflows, and records in the middle of them. */
import type pg from 'pg'
import { customKey } from '#shared/rules/custom-fields.ts'
import {
  startingSteps,
  type StepKind,
  stepTitle,
  type WorkflowPurpose,
  type WorkflowStep,
  type WorkflowType,
} from '#shared/rules/workflows.ts'
import { startingWorkflows, stepsOf } from '#server/modules/companies/companies.starting.ts'
import { copyRows } from '#server/db/copy.ts'
import { demoUsers } from './acme.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

const hourMs = 3_600_000
const { manager, owner, sales } = demoUsers

const step = (kind: StepKind, given: Partial<WorkflowStep> = {}): WorkflowStep => ({
  kind,
  title: '',
  instructions: '',
  fields: [],
  ...given,
})

type DemoWorkflow = {
  name: string
  description: string
  type: WorkflowType
  purpose: WorkflowPurpose
  active?: boolean
  steps: WorkflowStep[]
}

const starting = (name: string) => startingWorkflows.find((one) => one.name === name)!

const workflows = ({ value }: Setting): DemoWorkflow[] => {
  const custom = (name: string, required = false) => ({
    name: customKey(value('custom_field', name)),
    required,
  })
  return [
    {
      ...starting('Simple sale'),
      steps: stepsOf(starting('Simple sale')).map((one) =>
        one.kind === 'information' ? { ...one, fields: [custom('Pets')] } : one,
      ),
    },
    {
      ...starting('Smart sale'),
      steps: stepsOf(starting('Smart sale')).map((one) =>
        one.kind === 'order'
          ? { ...one, instructions: 'Ask {{first_name}} which rooms are used at night before you choose.' }
          : one,
      ),
    },
    {
      name: 'ADT sale',
      description: 'Accounts that ADT monitors',
      type: 'adt',
      purpose: 'creation',
      steps: startingSteps('adt', 'creation'),
    },
    {
      name: 'Phone intake',
      description: 'For the call center: one area at a time',
      type: 'standard',
      purpose: 'creation',
      steps: [
        step('information', { instructions: 'Thank you for calling. May I have your name and address?' }),
        step('fields', {
          title: 'Sale',
          fields: [
            { name: 'sourceId', required: true },
            { name: 'soldById', required: false },
            { name: 'contractTermId', required: false },
          ],
        }),
        step('contacts', { instructions: 'Whom should we call if we cannot reach {{first_name}}?' }),
        step('review'),
      ],
    },
    {
      name: 'Quick entry',
      description: 'The whole form, with what installers ask for on top',
      type: 'single_page',
      purpose: 'creation',
      steps: [step('information', { fields: [custom('Panel location'), custom('Pets')] })],
    },
    {
      name: 'Take a lead on',
      description: 'From the signed lead to the booked installation',
      type: 'standard',
      purpose: 'conversion',
      steps: [
        step('information'),
        step('order'),
        step('contacts'),
        step('work_order'),
        step('schedule'),
        step('next_step'),
      ],
    },
    {
      name: 'Welcome call',
      description: 'Within two weeks of the installation',
      type: 'standard',
      purpose: 'record',
      steps: [
        step('script', {
          title: 'Call',
          instructions:
            'Hello {{first_name|there}}, this is {{sender_name}} of {{company_name}}. How do you get along with your system?',
        }),
        step('fields', { title: 'Confirm contact details', fields: [{ name: 'email', required: true }, { name: 'cellPhone', required: false }] }), // prettier-ignore
        step('contacts'),
        step('script', {
          title: 'Abort code',
          instructions: 'Ask for the abort code. Explain how to call a false alarm off.',
        }),
      ],
    },
    {
      name: 'Yearly check',
      description: 'Replaced by inspections',
      type: 'standard',
      purpose: 'record',
      active: false,
      steps: [step('equipment'), step('work_order'), step('schedule')],
    },
  ]
}

const templates = [
  {
    name: 'Home protection',
    description: 'What most homes take',
    rates: ['$39.99', '$44.99', '$49.99'],
    packages: ['Home starter', 'Home with life safety'],
  },
  {
    name: 'Small business',
    description: 'Storefronts and offices',
    rates: ['$49.99', '$59.99'],
    packages: ['Small store'],
  },
]

type Run = {
  customerId: number
  workflow: string
  status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'canceled'
  /** What became of its first steps. */
  finished: ('done' | 'skipped')[]
  hoursAgo: number
  reason?: string
}

/** 1002 and 1009 show nothing: other stories are told of them. */
const runs: readonly Run[] = [
  {
    customerId: story.headOffice,
    workflow: 'Welcome call',
    status: 'completed',
    finished: ['done', 'done', 'done', 'done'],
    hoursAgo: 700,
  },
  {
    customerId: story.firstBranch,
    workflow: 'Welcome call',
    status: 'in_progress',
    finished: ['done'],
    hoursAgo: 6,
  },
  {
    customerId: story.atMesa,
    workflow: 'Welcome call',
    status: 'pending',
    finished: [],
    hoursAgo: 30,
  },
  {
    customerId: story.stationDown,
    workflow: 'Phone intake',
    status: 'in_progress',
    finished: ['done', 'skipped'],
    hoursAgo: 150,
  },
  {
    customerId: story.refused,
    workflow: 'Welcome call',
    status: 'failed',
    finished: ['done'],
    hoursAgo: 400,
    reason: 'Wants to be called by nobody but the installer',
  },
  {
    customerId: story.canceled,
    workflow: 'Welcome call',
    status: 'canceled',
    finished: [],
    hoursAgo: 1300,
    reason: 'Moves out',
  },
]

/** Brings them; the company's catalogue values, packages, users and records must be in. */
export async function loadWorkflows(client: pg.Client, companyId: number, setting: Setting): Promise<void> {
  await loadTemplates(client, companyId)
  const all = workflows(setting)
  await copyRows(
    client,
    'workflow',
    ['company_id', 'id', 'name', 'description', 'type', 'purpose', 'active', 'sort', 'steps'],
    all.map(({ name, description, type, purpose, active = true, steps }, index) => [
      companyId, index + 1, name, description, type, purpose, active, index + 1, JSON.stringify(steps),
    ]), // prettier-ignore
  )
  const instant = (hoursAgo: number) => new Date(setting.now.getTime() - hoursAgo * hourMs)
  const ofName = (name: string) => all.findIndex((workflow) => workflow.name === name)
  const endedAfter = (run: Run) => run.hoursAgo - run.finished.length / 4
  await copyRows(
    client,
    'workflow_enrolment',
    [
      'company_id', 'id', 'customer_id', 'workflow_id', 'name', 'type', 'purpose', 'status', 'reason', 'started_at',
      'started_by', 'moved_at', 'ended_at', 'ended_by',
    ], // prettier-ignore
    runs.map((run, index) => {
      const at = ofName(run.workflow)
      const { name, type, purpose } = all[at]!
      const ended = run.status !== 'pending' && run.status !== 'in_progress'
      return [
        companyId, index + 1, run.customerId, at + 1, name, type, purpose, run.status, run.reason ?? null,
        instant(run.hoursAgo), index % 2 ? sales : owner, instant(endedAfter(run)), ended ? instant(endedAfter(run)) : null,
        ended ? manager : null,
      ] // prettier-ignore
    }),
  )
  await copyRows(
    client,
    'workflow_step',
    ['company_id', 'enrolment_id', 'position', 'kind', 'title', 'instructions', 'fields', 'state', 'finished_at', 'finished_by'],
    runs.flatMap((run, index) => {
      const { type, steps } = all[ofName(run.workflow)]!
      return steps.map((one, at) => {
        const state = run.finished[at] ?? 'open'
        const isOver = state !== 'open'
        return [
          companyId, index + 1, at + 1, one.kind, stepTitle(type, one), one.instructions, JSON.stringify(one.fields), state,
          isOver ? instant(run.hoursAgo - at / 4) : null, isOver ? manager : null,
        ] // prettier-ignore
      })
    }),
  ) // prettier-ignore
}

async function loadTemplates(client: pg.Client, companyId: number): Promise<void> {
  for (const [index, { name, description, rates, packages }] of templates.entries()) {
    const { rows } = await client.query<{ id: string }>(
      'insert into order_template (company_id, name, description, sort) values ($1, $2, $3, $4) returning id',
      [companyId, name, description, index + 1],
    )
    const id = Number(rows[0]!.id)
    await client.query(
      `insert into order_template_rate (company_id, template_id, line, mmr_id)
        select $1, $2, row_number() over (order by sort, id), id from catalogue_value
        where company_id = $1 and catalogue = 'mmr' and active and name = any ($3)`,
      [companyId, id, rates],
    )
    await client.query(
      `insert into order_template_package (company_id, template_id, line, package_id)
        select $1, $2, row_number() over (order by id), id from equipment_package
        where company_id = $1 and active and name = any ($3)`,
      [companyId, id, packages],
    )
  }
}
