/** Statements of one customer: made, printed, sent, put aside (BIL-008). */
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Output, Parsed } from '#shared/contract.ts'
import type { Statement, statements } from '#shared/contracts/statements.ts'
import { fail } from '#shared/errors.ts'
import { formatCents } from '#shared/money.ts'
import { lastMonth } from '#shared/rules/statements.ts'
import { formatDate, todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { HistoryDraft } from '#server/db/history-draft.ts'
import { type Ctx, type IoCtx, requireAt } from '#server/http/context.ts'
import type { StoredFile } from '#server/http/download.ts'
import { fileStore } from '#server/platform/file-store.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import { keepFile, queueSweep } from '../files/files.service.ts'
import { nextNumber } from '../ledger/ledger.service.ts'
import { findFacts, queueMessage } from '../messages/messages.service.ts'
import { composeStatement } from './statements.composing.ts'
import { statementName, type StatementPaper, statementsPdf } from './statements.pdf.ts'
import * as queries from './statements.queries.ts'

type Request<K extends keyof typeof statements> = Parsed<(typeof statements)[K]>

export const toStatement = (row: queries.StatementRow): Statement => ({
  id: row.id,
  number: row.number,
  from: row.from,
  to: row.to,
  openingCents: row.openingCents,
  invoicedCents: row.invoicedCents,
  paidCents: row.paidCents,
  closingCents: row.closingCents,
  pastDueCents: row.pastDueCents,
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  emailedAt: row.emailedAt?.toISOString() ?? null,
  archivedAt: row.archivedAt?.toISOString() ?? null,
  archivedBy: row.archivedBy,
})

/** @throws customers.not_found, access.denied_here */
export async function readStatements(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'ofCustomer'>,
): Promise<Output<typeof statements.ofCustomer>> {
  const record = await getReadable(ctx, db, params.customerId, 'billing_information.view')
  const rows = await queries.listStatements(db, record.id, { ...query, limit: query.limit + 1 })
  const { grants, company } = ctx.actor
  const modify =
    record.kind === 'customer' &&
    !record.archived &&
    grants.has('billing_information.modify', record.locationId)
  const facts = modify ? await findFacts(db, record.id) : undefined
  return {
    items: rows.slice(0, query.limit).map(toStatement),
    next: rows.length > query.limit ? rows[query.limit - 1]!.id : null,
    proposed: lastMonth(todayIn(company.timeZone, ctx.now)),
    email: facts?.email ?? '',
    abilities: { create: modify, email: modify && grants.has('messages.create', record.locationId) },
  }
}

/**
 * Makes the statement of a period, with its history; not in the future.
 * @returns its number in the database, or that of the one which the period has already
 */
export async function makeStatement(
  db: Db,
  history: HistoryDraft,
  of: { customerId: number; from: string; to: string; by: number | null; now: Date; currency: string },
): Promise<{ id: number; number: number; isNew: boolean }> {
  await queries.lockCustomer(db, of.customerId)
  const before = await queries.findOfPeriod(db, of.customerId, of.from, of.to)
  if (before) return { ...before, isNew: false }
  const composed = await composeStatement(db, of.customerId, of)
  const number = await nextNumber(db, 'statement')
  const id = await queries.insertStatement(db, { ...of, ...composed, number, at: of.now })
  if (id === undefined) throw new Error(`Statement ${number} came into being twice under a lock`)
  history.add({
    event: 'statements.created',
    entity: 'statement',
    entityId: id,
    customerId: of.customerId,
    detail: { number },
    changes: [
      { field: 'period', old: null, new: `${formatDate(of.from)} – ${formatDate(of.to)}` },
      { field: 'closing', old: null, new: formatCents(composed.closingCents, of.currency) },
    ],
  })
  return { id, number, isNew: true }
}

async function lock(ctx: Ctx, db: Db, customerId: number): Promise<Visible> {
  const record = await getWritable(ctx, db, customerId, 'billing_information.modify')
  requireAt(ctx.actor, 'billing_information.view', record.locationId)
  if (record.kind !== 'customer') return fail('statements.leads')
  return record
}

/** @throws customers.…; statements.leads, .exists, .too_long; request.invalid */
export async function createStatement(
  ctx: Ctx,
  db: Db,
  { params, body }: Request<'create'>,
): Promise<Statement> {
  const record = await lock(ctx, db, params.customerId)
  const { company, userId } = ctx.actor
  if (body.to > todayIn(company.timeZone, ctx.now))
    fail('request.invalid', {}, { errors: [{ path: 'to', message: 'Not in the future' }] })
  const { id, number, isNew } = await makeStatement(db, ctx.history, {
    customerId: record.id,
    ...body,
    by: userId,
    now: ctx.now,
    currency: company.currency,
  })
  if (!isNew) fail('statements.exists', { number })
  return toStatement((await queries.findStatement(db, record.id, id))!)
}

const get = async (db: Db, customerId: number, id: number) =>
  (await queries.findStatement(db, customerId, id)) ?? fail('statements.not_found')

export const paperOf = (row: queries.StatementRow & { body: StatementPaper['body'] }): StatementPaper => row

export const stored = (fileName: string, bytes: Uint8Array, inline: boolean): StoredFile => ({
  fileName,
  contentType: 'application/pdf',
  sizeBytes: bytes.length,
  etag: createHash('sha256').update(bytes).digest('hex'),
  inline,
  open: (range) => Promise.resolve(Readable.from([range ? bytes.subarray(range.first, range.last + 1) : bytes])),
}) // prettier-ignore

/** @throws customers.not_found, access.denied_here; statements.not_found */
export async function downloadStatement(ctx: IoCtx, { params, query }: Request<'pdf'>): Promise<StoredFile> {
  const row = await ctx.tx(async (inner, db) => {
    const record = await getReadable(inner, db, params.customerId, 'billing_information.view')
    return get(db, record.id, params.statementId)
  })
  const bytes = await statementsPdf(ctx.actor.company, [paperOf(row)])
  return stored(`Statement ${row.number}.pdf`, bytes, query.inline === 'true')
}

/**
 * Queues the e-mail with the PDF, which is kept among the record's files as everything that was attached is.
 * @param pdf in the store already
 */
export async function queueStatementMail(
  db: Db,
  history: HistoryDraft,
  company: { name: string; currency: string },
  row: queries.StatementRow,
  mail: {
    to?: string
    message: string
    pdf: { key: string; bytes: Uint8Array }
    key: string
    now: Date
    by: { id: number; name: string } | null
  },
): Promise<void> {
  const name = `Statement ${row.number}.pdf`
  const { key, bytes } = mail.pdf
  const file = { storage_key: key, content_type: 'application/pdf', size_bytes: bytes.length }
  const fileId = await keepFile(
    db,
    row.customerId,
    name,
    { ...file, original_name: name, sha256: createHash('sha256').update(bytes).digest() },
    mail.now,
  )
  const money = (cents: number) => formatCents(cents, company.currency)
  const text = [
    ...(mail.message ? [mail.message] : []),
    `Attached is your statement from ${formatDate(row.from)} to ${formatDate(row.to)}.`,
    [
      `Opening balance: ${money(row.openingCents)}`,
      `Invoiced: ${money(row.invoicedCents)}`,
      `Payments and credits: ${money(row.paidCents)}`,
      row.closingCents < 0
        ? `Credit balance: ${money(-row.closingCents)}`
        : `Amount due: ${money(row.closingCents)}`,
      ...(row.pastDueCents > 0 ? [`Of it past due: ${money(row.pastDueCents)}`] : []),
    ].join('\n'),
  ].join('\n\n')
  const facts = await findFacts(db, row.customerId)
  await queueMessage(db, history, {
    customerId: row.customerId,
    channel: 'email',
    category: 'transactional',
    dedupeKey: mail.key,
    ...(mail.to && { to: { address: mail.to, name: `${facts?.firstName} ${facts?.lastName}` } }),
    subject: `${statementName(row.number)} of ${company.name}`,
    // What looks like a merge field in somebody's words is none.
    text: text.replaceAll('{', '(').replaceAll('}', ')'),
    attachments: [{ file_id: fileId, name, ...file }],
    now: mail.now,
    by: mail.by,
  })
  await queries.noteEmailed(db, row.id, mail.now)
  history.add({
    event: 'statements.emailed',
    entity: 'statement',
    entityId: row.id,
    customerId: row.customerId,
    detail: { number: row.number },
  })
}

/** Puts the PDF into the store, runs `work`, and takes it out again if that fails. */
export async function withPdf<T>(
  companyId: number,
  bytes: Uint8Array,
  work: (pdf: { key: string; bytes: Uint8Array }) => Promise<T>,
): Promise<T> {
  const key = await fileStore().put(companyId, Readable.from([bytes]))
  try {
    return await work({ key, bytes })
  } catch (error) {
    await fileStore().remove(companyId, key)
    throw error
  }
}

/** @throws customers.…; statements.not_found, .archived; access.denied_here */
export async function emailStatement(ctx: IoCtx, { params, body }: Request<'email'>): Promise<Statement> {
  const open = async (inner: Ctx, db: Db) => {
    const record = await lock(inner, db, params.customerId)
    requireAt(inner.actor, 'messages.create', record.locationId)
    const row = await get(db, record.id, params.statementId)
    if (row.archivedAt) fail('statements.archived')
    return row
  }
  const row = await ctx.tx(async (inner, db) => {
    await queueSweep(db, inner.now)
    return open(inner, db)
  })
  const { company, userId, userName } = ctx.actor
  return withPdf(company.id, await statementsPdf(company, [paperOf(row)]), (pdf) =>
    ctx.tx(async (inner, db) => {
      await queueStatementMail(db, inner.history, company, await open(inner, db), {
        to: body.to,
        message: body.message,
        pdf,
        key: `statement ${row.id} ${inner.now.toISOString()}`,
        now: inner.now,
        by: userId === null ? null : { id: userId, name: userName },
      })
      return toStatement(await get(db, row.customerId, row.id))
    }),
  )
}

/** @throws customers.…; statements.not_found, .archived */
export async function archiveStatement(ctx: Ctx, db: Db, { params }: Request<'archive'>): Promise<Statement> {
  const record = await lock(ctx, db, params.customerId)
  await queries.lockCustomer(db, record.id)
  const row = await get(db, record.id, params.statementId)
  if (row.archivedAt) fail('statements.archived')
  await queries.noteArchived(db, row.id, ctx.now, ctx.actor.userId)
  ctx.history.add({
    event: 'statements.archived',
    entity: 'statement',
    entityId: row.id,
    customerId: record.id,
    detail: { number: row.number },
  })
  return toStatement(await get(db, record.id, row.id))
}
