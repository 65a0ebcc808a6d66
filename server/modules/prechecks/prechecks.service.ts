/** ADT PreChecks: how one stands, asking for one by hand, with a new record, and again after a change (NEW-020, NEW-021). */
import type { Parsed } from '#shared/contract.ts'
import type { PreCheck, PreCheckOrder, prechecks } from '#shared/contracts/prechecks.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { permissionLabel } from '#shared/permissions.ts'
import { field, type FieldName, type FieldValues, type RecordKind } from '#shared/rules/customer-fields.ts'
import { preCheckTriggers, type PreCheckState, preCheckValidDays } from '#shared/rules/prechecks.ts'
import { dayMs } from '#shared/time.ts'
import { connectors } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import {
  type AfterSave,
  type AtCreation,
  findVisible,
  getWritable,
  missingToModify,
  modifyPermission,
  type Visible,
} from '../customers/customers.service.ts'
import * as queries from './prechecks.queries.ts'
import {
  type Chosen,
  digestOf,
  isSameQuestion,
  labelled,
  missingFields,
  numbersFor,
  readQuestion,
} from './prechecks.question.ts'

/** Connectors whose stations check a customer before an order. */
const checking = connectors
  .filter(({ manifest }) => manifest.capabilities.includes('precheck'))
  .map(({ manifest }) => manifest.key)
const isEnabled = ({ active, settings }: queries.StationRow) => active && settings['preCheckEnabled'] === true

type Standing = {
  stations: queries.StationRow[]
  numbers: queries.DealerNumberRow[]
  row: Awaited<ReturnType<typeof queries.findPreCheck>>
  /** Who would be asked now; null if nobody can be. */
  chosen: Chosen | null
}

/** @param order of a lead, whose form has no monitoring company; else what was chosen for it before, or the only one. */
async function readStanding(db: Db, record: Visible, order?: PreCheckOrder): Promise<Standing> {
  const stations = (await queries.listStations(db, checking)).filter(isEnabled)
  if (!stations.length) return { stations, numbers: [], row: undefined, chosen: null }
  const row = await queries.findPreCheck(db, record.id)
  const numbers = await queries.listDealerNumbers(db)
  const { monitoringCompanyId, dealerNumberId } = record.row
  // A lead that became a customer has what its form says now.
  const wanted =
    record.kind === 'customer'
      ? { station: monitoringCompanyId, number: dealerNumberId }
      : {
          station: order?.monitoringCompanyId ?? row?.monitoring_company_id ?? onlyOne(stations),
          number: order?.monitoringCompanyId ? order.dealerNumberId : (row?.dealer_number_id ?? null),
        }
  const station = stations.find(({ id }) => id === wanted.station)
  const offered = station ? numbersFor(numbers, station.id, record.locationId) : []
  const number = offered.find(({ id }) => id === wanted.number)
  return {
    stations,
    numbers,
    row,
    chosen: station ? { monitoringCompanyId: station.id, dealerNumberId: number?.id ?? null } : null,
  }
}

const onlyOne = (stations: queries.StationRow[]) => (stations.length === 1 ? stations[0]!.id : null)

/** What stands in the way, by the record's values. */
function missingOf({ numbers, chosen }: Standing, record: Visible): FieldName[] {
  if (!chosen) return []
  const hasNumbers = numbersFor(numbers, chosen.monitoringCompanyId, record.locationId).length > 0
  const known: Partial<Record<FieldName, unknown>> = { dealerNumberId: chosen.dealerNumberId }
  // Sealed or open, what matters is that it is there.
  return missingFields(record.kind, (name) => (name in known ? known[name] : record.row[name]), hasNumbers)
}

async function toAnswer(ctx: Ctx, db: Db, record: Visible, standing: Standing): Promise<PreCheck> {
  const { stations, numbers, row, chosen } = standing
  const isLead = record.kind === 'lead'
  const offered = isLead ? stations.length > 0 : chosen !== null
  const shown = offered ? row : undefined
  return {
    offered,
    company:
      stations.find(({ id }) => id === (shown?.monitoring_company_id ?? chosen?.monitoringCompanyId))?.name ??
      null,
    companies: isLead
      ? stations.map(({ id, name }) => ({
          id,
          name,
          dealerNumbers: numbersFor(numbers, id, record.locationId).map((n) => ({
            id: n.id,
            number: n.number,
          })),
        }))
      : [],
    chosen: {
      monitoringCompanyId: chosen?.monitoringCompanyId ?? null,
      dealerNumberId: chosen?.dealerNumberId ?? null,
    },
    state: shown ? (shown.state as PreCheck['state']) : 'none',
    outdated: shown ? await outdatedWhy(ctx, db, record, chosen, shown) : null,
    report: shown?.report ?? [],
    failure: shown?.failure ?? null,
    askedAt: shown?.asked_at.toISOString() ?? null,
    askedBy: shown?.askedByName ?? null,
    answeredAt: shown?.answered_at?.toISOString() ?? null,
    nextAttemptAt: shown?.next_attempt_at?.toISOString() ?? null,
    missing: labelled(missingOf(standing, record)),
    mayRun: offered && !record.archived && !missingToModify(ctx.actor, record, 'firstName'),
  }
}

async function outdatedWhy(
  ctx: Ctx,
  db: Db,
  record: Visible,
  chosen: Chosen | null,
  row: queries.PreCheckRow,
): Promise<string | null> {
  if (row.state === 'running' || !row.answered_at) return null
  const { id: companyId } = ctx.actor.company
  if (!chosen || chosen.monitoringCompanyId !== row.monitoring_company_id)
    return 'It was made by another monitoring company'
  const question = await readQuestion(db, companyId, record, chosen)
  if (!isSameQuestion(row.asked_with, companyId, row.monitoring_company_id, question))
    return 'The record has changed since'
  const days = Math.floor((ctx.now.getTime() - row.answered_at.getTime()) / dayMs)
  return days >= preCheckValidDays ? `It is ${days} days old` : null
}

/** @throws customers.not_found, access.denied_here */
export async function readPreCheck(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof prechecks.open>,
): Promise<PreCheck> {
  const record = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  return toAnswer(ctx, db, record, await readStanding(db, record))
}

const notYet: Record<PreCheckState, string> = {
  none: 'None has been run yet.',
  running: 'It is running: the answer comes by itself.',
  review: 'ADT reviews this customer; run it again when ADT has decided.',
  error: 'The last one ended with errors: mend what its report names, and run it again.',
  approved: '',
}

/**
 * Why this customer's station opens no account yet: it checks customers first, and the company has not switched that
 * off. null if nothing stands in the way (SYS-03).
 */
export async function whyNoAccountYet(ctx: Ctx, db: Db, record: Visible): Promise<string | null> {
  const { row, chosen, stations } = await readStanding(db, record)
  const station = stations.find(({ id }) => id === chosen?.monitoringCompanyId)
  if (!chosen || !station || station.settings['preCheckRequired'] === false) return null
  const ofThis = row?.monitoring_company_id === chosen.monitoringCompanyId ? row : undefined
  const state = (ofThis?.state ?? 'none') as PreCheckState
  if (!ofThis || state !== 'approved') return notYet[state]
  const outdated = await outdatedWhy(ctx, db, record, chosen, ofThis)
  return outdated && `The approved one counts no longer. ${outdated}: run it again.`
}

/**
 * Asks for a check with what the record holds now. While the same is being asked already, nothing is asked anew.
 * @throws customers.not_found; access.denied_here without what changing the contact information needs;
 * customers.archived; prechecks.not_offered; prechecks.incomplete with the fields
 */
export async function runPreCheck(
  ctx: Ctx,
  db: Db,
  { params, body }: Parsed<typeof prechecks.run>,
): Promise<PreCheck> {
  const seen = (await findVisible(ctx, db, params.customerId)) ?? fail('customers.not_found')
  const record = await getWritable(ctx, db, seen.id, modifyPermission(seen.kind))
  const missing = missingToModify(ctx.actor, record, 'firstName')
  if (missing) fail('access.denied_here', { permission: permissionLabel(missing) })
  const standing = await readStanding(db, record, body)
  if (!standing.chosen) return refuseNobody(record, standing)
  const lacking = labelled(missingOf(standing, record))
  if (lacking.length)
    fail(
      'prechecks.incomplete',
      { fields: lacking.map(({ label }) => label).join(', ') },
      {
        errors: lacking.map(({ field: name, label }) => ({
          path: `fields.${name}`,
          message: `${label} is needed`,
        })),
      },
    )
  await ask(ctx, db, record, standing, ctx.actor.userId)
  return toAnswer(ctx, db, record, await readStanding(db, record))
}

function refuseNobody(record: Visible, { stations }: Standing): never {
  if (record.kind === 'customer' || !stations.length) return fail('prechecks.not_offered')
  const errors = [{ path: 'monitoringCompanyId', message: 'Choose who is to check the lead' }]
  return fail('request.invalid', {}, { errors })
}

async function ask(
  ctx: Ctx,
  db: Db,
  record: Visible,
  { row, chosen, stations }: Standing,
  userId: number | null,
): Promise<void> {
  const { id: companyId } = ctx.actor.company
  const { monitoringCompanyId, dealerNumberId } = chosen!
  const question = await readQuestion(db, companyId, record, chosen!)
  if (row?.state === 'running' && isSameQuestion(row.asked_with, companyId, monitoringCompanyId, question)) {
    ctx.history.nothingChanged()
    return
  }
  const id = await queries.beginRun(db, {
    customer_id: record.id,
    monitoring_company_id: monitoringCompanyId,
    dealer_number_id: record.kind === 'lead' ? dealerNumberId : null,
    asked_with: digestOf(companyId, monitoringCompanyId, question),
    asked_at: ctx.now,
    asked_by: userId,
  })
  await queries.addRunJob(db, id)
  ctx.history.add({
    event: 'prechecks.asked',
    entity: 'precheck',
    entityId: id,
    customerId: record.id,
    detail: {
      company: stations.find((station) => station.id === monitoringCompanyId)!.name,
      why: userId === null ? 'by itself, as phone or address changed' : 'asked for',
    },
  })
}

/** After a save of phone or address, where a check was made before and the company has it run by itself. */
export const queuePreCheck: AfterSave = async (ctx, db, before, changed) => {
  if (!before.tally?.precheck || !changed.some((name) => preCheckTriggers.includes(name))) return
  const record = await findVisible(ctx, db, before.id)
  if (!record) return
  const standing = await readStanding(db, record)
  const { row, chosen, stations } = standing
  const station = stations.find(({ id }) => id === chosen?.monitoringCompanyId)
  if (!row || !station || station.settings['preCheckStyle'] === 'manual') return
  // What is incomplete stays as it was and shows as outdated.
  if (missingOf(standing, record).length) return
  await ask(ctx, db, record, standing, null)
}

/** What a new record needs for the check that its form asks for, and the asking once it is there (NEW-020, NEW-021). */
export const preCheckAtCreation: AtCreation = {
  async check(ctx, db, { kind, values, preCheck }) {
    if (!preCheck) return []
    if (ctx.actor.company.settings.adtPreCheck === 'off')
      return [{ path: 'preCheck', message: 'The company does not offer the PreCheck on new records' }]
    const stations = (await queries.listStations(db, checking)).filter(({ active }) => active)
    const chosen = kind === 'customer' ? values.monitoringCompanyId : preCheck.monitoringCompanyId
    const station = stations.find(({ id }) => id === chosen)
    const at = (name: FieldName) =>
      kind === 'lead' && name.endsWith('Id') ? `preCheck.${name}` : `fields.${name}`
    const numbers = station
      ? numbersFor(await queries.listDealerNumbers(db), station.id, values.locationId as number | null)
      : []
    const errors = lacking(kind, values, numbers.length > 0).map((name) => needed(at(name), name))
    if (!station && !errors.some(({ path }) => path === at('monitoringCompanyId')))
      errors.push({
        path: at('monitoringCompanyId'),
        message: 'Choose an ADT monitoring company, or clear Run ADT PreCheck',
      })
    if (kind === 'lead' && numbers.length > 0 && !numbers.some(({ id }) => id === preCheck.dealerNumberId))
      errors.push(needed(at('dealerNumberId'), 'dealerNumberId'))
    return errors
  },
  async after(ctx, db, customerId, { preCheck }) {
    if (!preCheck) return
    const record = (await findVisible(ctx, db, customerId))!
    const standing = await readStanding(db, record, preCheck)
    // Asked for, but the company has PreCheck orders switched off: the record is made all the same (NEW-021).
    if (standing.chosen) await ask(ctx, db, record, standing, ctx.actor.userId)
  },
}

const lacking = (kind: RecordKind, values: FieldValues, dealerNumbers: boolean) =>
  missingFields(kind, (name) => values[name], dealerNumbers)

const needed = (path: string, name: FieldName): FieldError => ({
  path,
  message: `${field(name).label} is needed for the ADT PreCheck`,
})
