/** Credit checks of one record: asking a bureau, entering by hand, and what becomes of a lost answer. */
import { z } from 'zod'
import type { Output, Parsed } from '#shared/contract.ts'
import type { credit, CreditPage, NewInquiry } from '#shared/contracts/credit.ts'
import { fail, type FieldError } from '#shared/errors.ts'
import { consentMethods, creditOutcomes, creditPurposes, maxCreditChecks } from '#shared/rules/credit.ts'
import type { SettingValue } from '#shared/rules/providers.ts'
import { formatDate, formatInstant, todayIn } from '#shared/time.ts'
import type { CreditManifest } from '#server/connectors/credit.ts'
import { creditByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Change } from '#server/db/history-draft.ts'
import type { Ctx } from '#server/http/context.ts'
import { findCreditBureau, settingFields } from '../providers/providers.service.ts'
import { lateInquiry, lockRecord, openRecord, readPage, rowOf } from './credit.page.ts'
import * as queries from './credit.queries.ts'
import { missingFields, openReport, sealOrder } from './credit.subject.ts'

type Request<K extends keyof typeof credit> = Parsed<(typeof credit)[K]>

const refuse = (errors: FieldError[]) => fail('request.invalid', {}, { errors })
const given = (values: Record<string, string | number | null>): Change[] =>
  Object.entries(values)
    .filter(([, value]) => value !== null && value !== '')
    .map(([field, value]) => ({ field, old: null, new: value }))

/** @throws credit.off, customers.not_found, access.denied_here */
export async function readChecks(ctx: Ctx, db: Db, { params }: Request<'ofCustomer'>): Promise<CreditPage> {
  return readPage(ctx, db, await openRecord(ctx, db, params.customerId))
}

/**
 * Notes the inquiry and leaves the asking to a job. Whatever arrives again under the same key finds it there.
 * @throws customers.…; credit.one_is_open, .asked_lately, .bureau_not_offered, .incomplete, .too_many; request.invalid
 */
export async function runCredit(ctx: Ctx, db: Db, { params, body }: Request<'run'>): Promise<CreditPage> {
  const record = await lockRecord(ctx, db, params.customerId)
  const rows = await queries.listChecks(db, record.id)
  if (rows.some((row) => row.request_key === body.requestKey)) {
    ctx.history.nothingChanged()
    return readPage(ctx, db, record)
  }
  if (rows.some(({ state }) => state === 'running' || state === 'unknown')) fail('credit.one_is_open')
  if (rows.length >= maxCreditChecks) fail('credit.too_many', { max: maxCreditChecks })
  const bureau = await findCreditBureau(db, body.bureauId)
  const manifest = bureau?.connector ? creditByKey(bureau.connector)?.manifest : undefined
  if (!bureau?.active || !manifest) return fail('credit.bureau_not_offered')
  const late = lateInquiry(rows, bureau.id, ctx.now)
  if (late && !body.again)
    fail('credit.asked_lately', {
      bureau: bureau.name,
      when: `on ${formatInstant(late.requested_at.toISOString(), ctx.actor.company.timeZone)}`,
    })
  const extras = readExtras(manifest, body)
  const today = todayIn(ctx.actor.company.timeZone, ctx.now)
  const consentOn = body.consent.on ?? today
  if (consentOn > today)
    refuse([{ path: 'consent.on', message: 'Consent comes before the inquiry: not after today' }])
  const missing = missingFields(record.row, manifest)
  if (missing.length)
    fail(
      'credit.incomplete',
      { fields: missing.map(({ label }) => label).join(', ') },
      {
        errors: missing.map(({ field, label }) => ({
          path: `fields.${field}`,
          message: `${label} is needed`,
        })),
      },
    )
  const chosen = shownExtras(manifest, extras)
  const id = await queries.insertCheck(db, {
    customer_id: record.id,
    credit_bureau_id: bureau.id,
    kind: 'inquiry',
    state: 'running',
    request_key: body.requestKey,
    requested_at: ctx.now,
    requested_by: ctx.actor.userId!,
    purpose: body.purpose,
    consent_method: body.consent.method,
    consent_on: consentOn,
    note: body.note,
    extras: JSON.stringify(chosen) as never,
    previous_address: body.previousAddress !== null,
    sealed_order: sealOrder(ctx.actor.company.id, { previous: body.previousAddress, extras }),
  })
  await queries.addRunJob(db, id)
  ctx.history.add({
    event: 'credit.requested',
    entity: 'credit_check',
    entityId: id,
    customerId: record.id,
    detail: { bureau: bureau.name, purpose: creditPurposes[body.purpose] },
    changes: given({
      bureau: bureau.name,
      purpose: creditPurposes[body.purpose],
      consent: consentMethods[body.consent.method],
      consentOn: formatDate(consentOn),
      previousAddress: body.previousAddress ? 'Yes' : null,
      note: body.note,
      ...Object.fromEntries(chosen.map(({ label, value }) => [label, value])),
    }),
  })
  return readPage(ctx, db, record)
}

/** What the bureau's own questions were answered with, judged by its manifest. @throws request.invalid */
function readExtras({ extras }: CreditManifest, body: NewInquiry): Record<string, string | boolean> {
  // Left empty, an answer that need not be there is none.
  const answered = Object.fromEntries(Object.entries(body.extras).filter(([, value]) => value !== ''))
  const parsed = z.strictObject(extras.shape).safeParse(answered)
  if (parsed.success) return parsed.data as Record<string, string | boolean>
  return refuse(
    parsed.error.issues.map(({ path, code, message }) => ({
      path: `extras${path.length ? `.${path.join('.')}` : ''}`,
      message: code === 'unrecognized_keys' ? 'The bureau asks nothing of the kind' : message,
    })),
  )
}

/** As people read them; of a secret one only that it was given. */
const shownExtras = ({ extras }: CreditManifest, values: Record<string, SettingValue>) =>
  settingFields(extras).flatMap(({ name, label, secret }) => {
    const value = values[name]
    if (value === undefined || value === '' || value === false) return []
    return { label, value: secret ? 'Given' : value === true ? 'Yes' : String(value) }
  })

/** @throws customers.…; credit.bureau_not_offered, credit.too_many */
export async function enterCheck(ctx: Ctx, db: Db, { params, body }: Request<'enter'>): Promise<CreditPage> {
  const record = await lockRecord(ctx, db, params.customerId)
  const rows = await queries.listChecks(db, record.id)
  if (rows.length >= maxCreditChecks) fail('credit.too_many', { max: maxCreditChecks })
  const bureau = await findCreditBureau(db, body.bureauId)
  if (!bureau?.active || bureau.connector !== null) return fail('credit.bureau_not_offered')
  const outcome = body.score === null ? 'pending' : 'scored'
  const id = await queries.insertCheck(db, {
    customer_id: record.id,
    credit_bureau_id: bureau.id,
    kind: 'manual',
    state: 'answered',
    requested_at: ctx.now,
    requested_by: ctx.actor.userId!,
    answered_at: ctx.now,
    outcome,
    score: body.score,
    tracking_number: body.trackingNumber ?? '',
    note: body.note,
  })
  ctx.history.add({
    event: 'credit.entered',
    entity: 'credit_check',
    entityId: id,
    customerId: record.id,
    detail: { bureau: bureau.name },
    changes: given({ score: body.score, trackingNumber: body.trackingNumber, note: body.note }),
  })
  return readPage(ctx, db, record)
}

/** Has the bureau looked into now. @throws customers.…; credit.not_found */
export async function lookAgain(ctx: Ctx, db: Db, { params }: Request<'look'>): Promise<CreditPage> {
  const record = await lockRecord(ctx, db, params.customerId)
  const row = rowOf(await queries.listChecks(db, record.id), params.creditCheckId)
  if (row.state === 'unknown' || (row.state === 'answered' && row.report_state === 'wanted')) {
    await queries.updateCheck(db, row.id, {
      ...(row.state === 'unknown' && { next_look_at: ctx.now }),
      report_tries: 0,
    })
    await queries.addRunJob(db, row.id)
  }
  return readPage(ctx, db, record)
}

/** @throws customers.…; credit.not_found, credit.not_unknown; request.invalid */
export async function settleCheck(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'settle'>,
): Promise<CreditPage> {
  const record = await lockRecord(ctx, db, params.customerId)
  const row = rowOf(await queries.listChecks(db, record.id), params.creditCheckId)
  if (row.state !== 'unknown') fail('credit.not_unknown')
  const { made, score, trackingNumber, note } = body
  if (made && score === null && trackingNumber === null)
    refuse([{ path: 'score', message: 'Enter the score or the tracking number that the bureau told you' }])
  const outcome = score === null ? 'pending' : 'scored'
  await queries.updateCheck(db, row.id, {
    next_look_at: null,
    sealed_order: null,
    note: [row.note, note].filter(Boolean).join('\n'),
    ...(made
      ? {
          state: 'answered',
          outcome,
          score,
          tracking_number: trackingNumber ?? '',
          answered_at: ctx.now,
          failure: null,
        }
      : { state: 'failed', failure: `The bureau says that no inquiry was made: ${note}` }),
  })
  ctx.history.add({
    event: 'credit.settled',
    entity: 'credit_check',
    entityId: row.id,
    customerId: record.id,
    detail: { bureau: row.bureauName, outcome: made ? creditOutcomes[outcome] : 'No inquiry was made' },
    changes: given({ score, trackingNumber, note }),
  })
  return readPage(ctx, db, record)
}

const withoutReport: Record<string, string> = {
  none: 'the bureau gives none',
  wanted: 'it has not been fetched yet',
  purged: 'it was kept for as long as the company keeps reports, and erased',
}

/** @throws customers.…; credit.not_found, credit.no_report */
export async function readReport(
  ctx: Ctx,
  db: Db,
  { params }: Request<'report'>,
): Promise<Output<typeof credit.report>> {
  const record = await openRecord(ctx, db, params.customerId)
  const row = rowOf(await queries.listChecks(db, record.id), params.creditCheckId)
  const sealed = (await queries.lockCheck(db, row.id))?.sealed_report
  if (!sealed) return fail('credit.no_report', { why: withoutReport[row.report_state] ?? '' })
  ctx.history.add({
    event: 'credit.report_viewed',
    entity: 'credit_check',
    entityId: row.id,
    customerId: record.id,
    detail: { bureau: row.bureauName },
  })
  return { bureau: row.bureauName, report: openReport(ctx.actor.company.id, sealed) }
}

/** Whether one of the record's checks counts. */
export const hasAppliedCheck = async (db: Db, customerId: number): Promise<boolean> =>
  (await queries.findApplied(db, customerId)) !== undefined
