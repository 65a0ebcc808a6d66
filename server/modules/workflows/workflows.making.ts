/** The Information step: it makes the customer, or turns the lead into one (NEW-016, REC-191). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { SaveFields } from '#shared/contracts/customers.ts'
import type { workflows } from '#shared/contracts/workflows.ts'
import { fail } from '#shared/errors.ts'
import { type FieldName, hasField } from '#shared/rules/customer-fields.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  type AfterSave,
  type AtCreation,
  convertLead,
  createCustomer,
  findVisible,
  saveCustomer,
} from '../customers/customers.service.ts'
import { beginRun, endStep, getOffered, lockEnrolment, reread } from './workflows.enrolments.ts'
import { listEnrolments } from './workflows.enrolments.queries.ts'
import { emptyFields } from './workflows.steps.ts'

type Request<K extends keyof typeof workflows> = Parsed<(typeof workflows)[K]>

/**
 * Makes the customer as the plain form does, and begins the run, in one transaction.
 * @throws what making a customer throws; workflows.not_found, .not_offered; request.invalid with what the step asks beside
 */
export async function makeCustomer(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'createCustomer'>,
  atCreation: AtCreation,
): Promise<Output<typeof workflows.createCustomer>> {
  const { workflow, surroundings } = await getOffered(db, params.workflowId)
  if (workflow.purpose !== 'creation')
    fail('workflows.not_offered', { reason: 'it is for records that are there already' })
  const asked: AtCreation = {
    // Beside all others, so that one hears of everything that is missing at once.
    async check(inner, tx, given) {
      const own = await emptyFields(
        tx,
        workflow.steps[0]!.fields,
        (name) => given.values[name],
        body.custom ?? {},
      )
      const others = await atCreation.check(inner, tx, given)
      return [...others, ...own.filter(({ path }) => !others.some((other) => other.path === path))]
    },
    after: atCreation.after,
  }
  const made = await createCustomer(ctx, db, { body: { ...body, kind: 'customer' } } as never, asked)
  const enrolmentId = await beginRun(ctx, db, made.id, workflow, surroundings)
  const [row] = await listEnrolments(db, made.id)
  await endStep(ctx, db, row!, row!.steps[0]!, 'done')
  return { customerId: made.id, enrolment: await reread(ctx, db, made.id, enrolmentId) }
}

/** What the conversion itself asks; all else is saved before it, on the lead, or behind it, on the customer. */
const ofConversion: ReadonlySet<string> = new Set(['locationId', 'soldById', 'accountType'])

/**
 * Saves what was entered and converts the lead, in one transaction, as the plain conversion does (REC-190).
 * @throws what saving and converting throw; workflows.enrolment_not_found, .over, .not_yet; request.invalid
 */
export async function convertByWorkflow(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'convert'>,
  afterSave: AfterSave,
): Promise<Output<typeof workflows.convert>> {
  const { record, row } = await lockEnrolment(ctx, db, params)
  const [step] = row.steps
  if (record.kind !== 'lead' || row.purpose !== 'conversion' || step?.state !== 'open')
    fail('customers.not_a_lead')
  const entries = Object.entries(body.fields) as [FieldName, SaveFields[FieldName]][]
  const pick = (fits: (name: FieldName) => boolean): SaveFields =>
    Object.fromEntries(entries.filter(([name]) => fits(name)))
  const onLead = pick((name) => hasField(name, 'lead') && !ofConversion.has(name))
  const behind = pick((name) => !hasField(name, 'lead') && !ofConversion.has(name))
  const location = body.fields.locationId
  if (typeof location !== 'number')
    fail(
      'request.invalid',
      {},
      { errors: [{ path: 'fields.locationId', message: 'Office Location is required' }] },
    )

  let { version } = body
  if (Object.keys(onLead).length || body.addressCheck) {
    const saved = await saveCustomer(
      ctx,
      db,
      { params, body: { version, fields: onLead, addressCheck: body.addressCheck } },
      afterSave,
    )
    version = saved.version
  }
  const chosen = pick((name) => ofConversion.has(name) && body.fields[name] !== null)
  let customer = await convertLead(
    ctx,
    db,
    { params, body: { version, fields: { ...chosen, locationId: location as number } as never } },
    afterSave,
  )
  if (Object.keys(behind).length || body.custom)
    customer = await saveCustomer(
      ctx,
      db,
      { params, body: { version: customer.version, fields: behind, custom: body.custom } },
      afterSave,
    )
  const now = (await findVisible(ctx, db, record.id))!
  const errors = await emptyFields(db, step!.fields, (name) => now.row[name], now.row.custom)
  if (errors.length) fail('request.invalid', {}, { errors })
  await endStep(ctx, db, row, step!, 'done')
  return { customer, enrolment: await reread(ctx, db, record.id, row.id) }
}
