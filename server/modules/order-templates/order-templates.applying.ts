/** Applying an order to a customer: rate and equipment in one transaction (NEW-040, NEW-041). */
import type { Output, Parsed } from '#shared/contract.ts'
import type { orderTemplates } from '#shared/contracts/order-templates.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { isRateOffered } from '#shared/rules/mmr-breakdown.ts'
import type { SaveFields } from '#shared/contracts/customers.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  type AfterSave,
  getReadable,
  getWritable,
  mayChange,
  maskedField,
  saveCustomer,
  type Visible,
} from '../customers/customers.service.ts'
import { type Added, addOrdered, listOfferedPackages, listOrderable } from '../equipment/equipment.service.ts'
import * as queries from './order-templates.queries.ts'
import type { TemplateRow } from './order-templates.queries.ts'

type Request<K extends keyof typeof orderTemplates> = Parsed<(typeof orderTemplates)[K]>
type Order = Request<'apply'>['body']

const soldByOf = ({ row }: Visible) => row.soldById as number | null

/** @throws customers.not_found, access.denied_here; order_templates.leads_have_none */
export async function readOrder(
  ctx: Ctx,
  db: Db,
  { params }: Request<'choices'>,
): Promise<Output<typeof orderTemplates.choices>> {
  const record = await getReadable(ctx, db, params.customerId, 'customers.view')
  if (record.kind === 'lead') fail('order_templates.leads_have_none')
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const packages = new Map((await listOfferedPackages(db)).map((row) => [row.id, row]))
  return {
    templates: (await queries.listTemplates(db))
      .filter(({ active }) => active)
      .map((row) => ({
        id: row.id,
        name: row.name,
        description: row.description,
        rates: ratesNow(row, today).map(({ id, name, data }) => ({
          id,
          name,
          totalCents: data.totalCents ?? null,
        })),
        packages: row.packages
          .filter(({ active }) => active)
          .map(({ id, name }) => {
            const { contents = '', devices = 0 } = packages.get(id) ?? {}
            return { id, name, contents, devices }
          }),
      })),
    ...(await listOrderable(db)),
    sellers: await queries.listSellers(db),
    soldById: maskedField(ctx.actor, record, 'soldById') === 'shown' ? soldByOf(record) : null,
    version: record.row.version,
    abilities: {
      rate: mayChange(ctx.actor, record, 'mmrId'),
      equipment: !record.archived && ctx.actor.grants.has('equipment.create', record.locationId),
    },
  }
}

/** The template's rates that may be given today. */
const ratesNow = ({ rates }: TemplateRow, today: string) => rates.filter((rate) => isRateOffered(rate, today))

/**
 * Gives the rate, adds the equipment, and notes who sold it, on the record too where it says nobody yet.
 * @throws customers.…; order_templates.not_found, order_templates.leads_have_none; equipment.…; access.denied_here
 * without what the rate or the equipment needs; request.invalid with the fields
 */
export async function applyOrder(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'apply'>,
  afterSave: AfterSave,
): Promise<Output<typeof orderTemplates.apply>> {
  const record = await getWritable(ctx, db, params.customerId, 'customers.view')
  if (record.kind === 'lead') fail('order_templates.leads_have_none')
  const template = body.templateId === null ? null : await queries.findTemplate(db, body.templateId)
  if (template === undefined || template?.active === false) fail('order_templates.not_found')
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const sellers = await queries.listSellers(db)
  const errors = flawsOf(body, template, today, sellers)
  if (errors.length) fail('request.invalid', {}, { errors })
  const name = template?.name ?? 'Additional equipment'

  const fields: SaveFields = {}
  if (body.mmrId !== null && body.mmrId !== record.row.mmrId) fields.mmrId = body.mmrId
  if (body.soldById !== null && soldByOf(record) === null && mayChange(ctx.actor, record, 'soldById'))
    fields.soldById = body.soldById
  if (Object.keys(fields).length)
    await saveCustomer(ctx, db, { params, body: { version: body.version, fields } }, afterSave)
  const added = body.soldById
    ? await addOrdered(ctx, db, record, { ...body, name, soldById: body.soldById })
    : null
  const rate = template?.rates.find(({ id }) => id === body.mmrId)?.name ?? null
  const chosen = template?.packages.find(({ id }) => id === body.packageId)?.name ?? null
  ctx.history.add({
    event: 'order_templates.applied',
    entity: 'order',
    entityId: template?.id ?? null,
    customerId: record.id,
    detail: { name },
    changes: Object.entries({
      mmr: rate,
      package: chosen,
      equipment: added && toldLines(added, ctx.actor.company.currency),
      soldBy: added?.devices ? (sellers.find(({ id }) => id === body.soldById)?.name ?? null) : null,
    })
      .filter(([, value]) => value)
      .map(([field, value]) => ({ field, old: null, new: value })),
  })
  return { name, mmr: rate, devices: added?.devices ?? 0 }
}

const toldLines = ({ lines }: Added, currency: string): string =>
  lines
    .map(
      ({ item, quantity, chargeCents }) =>
        `${quantity} × ${item}${chargeCents === null ? '' : `, ${formatCents(chargeCents, currency)}`}`,
    )
    .join('\n')

function flawsOf(
  { templateId, mmrId, packageId, extras, soldById }: Order,
  template: TemplateRow | null,
  today: string,
  sellers: readonly { id: number }[],
): FieldError[] {
  const errors: FieldError[] = []
  const wrong = (path: string, message: string) => errors.push({ path, message })
  const rates = template ? ratesNow(template, today) : []
  if (mmrId !== null && !rates.some(({ id }) => id === mmrId))
    wrong('mmrId', 'Choose one of the rates of this order template')
  else if (mmrId === null && rates.length > 0) wrong('mmrId', 'Choose the monthly monitoring rate')
  if (packageId !== null && !template?.packages.some(({ id, active }) => active && id === packageId))
    wrong('packageId', 'Choose one of the packages of this order template')
  const sells = packageId !== null || extras.length > 0
  if (templateId === null && !extras.length) wrong('templateId', 'Choose an order template, or add equipment')
  else if (template && !rates.length && !sells)
    wrong('packageId', 'Choose a package, or add equipment: there is nothing else to apply')
  if (sells && soldById === null) wrong('soldById', 'Choose who sold this')
  else if (soldById !== null && !sellers.some(({ id }) => id === soldById))
    wrong('soldById', 'Choose a sales rep from the list')
  return errors
}
