/** What the customer sees in the portal: what is owed, what was paid, and the papers. Only what this customer pays. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { portal, PortalHome } from '#shared/contracts/portal.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { expiryOf, methodName } from '#shared/rules/billing-methods.ts'
import { subjectNumber } from '#shared/rules/charge-subjects.ts'
import { maskedEmail } from '#shared/rules/edocs.ts'
import { invoiceStatuses } from '#shared/rules/invoices.ts'
import { paymentMethods, type PaymentMethod } from '#shared/rules/payments.ts'
import { onlineAuthorizationText } from '#shared/rules/portal.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import type { PublicCtx } from '#server/http/context.ts'
import { listCaptures, listMethods } from '../billing-methods/billing-methods.service.ts'
import { findRecordRow } from '../customers/customers.service.ts'
import { howText } from '../ledger/ledger.service.ts'
import { invoicePdf, paperName, readPaper } from '../invoices/invoices.service.ts'
import { findFacts } from '../messages/messages.service.ts'
import { listOpen, sumUnapplied } from '../payments/payments.service.ts'
import type { StationDesk } from '../providers/providers.service.ts'
import * as queries from './portal.queries.ts'
import { inSession, type Session } from './portal.session.ts'

type Request<K extends keyof typeof portal> = Parsed<(typeof portal)[K]>

/** Which invoices a payment is on its way for; `'all'`: which ones is not known. */
export async function underWayOf(db: Db, customerId: number): Promise<Set<number> | 'all'> {
  const ids = new Set<number>()
  for (const { kind, subject, parts } of await queries.listUnderWay(db, customerId)) {
    if (kind === 'invoice') {
      const own = subjectNumber(subject)
      if (own !== null) ids.add(own)
    } else if (Array.isArray(parts))
      for (const { invoiceId } of parts as { invoiceId: number }[]) ids.add(invoiceId)
    // The oldest first, or one that is tried again: which invoices it pays is known once it is approved.
    else if (kind === 'payment') return 'all'
  }
  return ids
}

const lines = (row: {
  address: string | null
  city: string | null
  state: string | null
  zip: string | null
}) =>
  [row.address, [row.city, [row.state, row.zip].filter(Boolean).join(' ')].filter(Boolean).join(', ')]
    .filter(Boolean)
    .join(', ')

/** @throws portal.no_such_link, .signed_out */
export const readHome = (
  ctx: PublicCtx,
  desk: StationDesk,
  { params }: Request<'home'>,
): Promise<PortalHome> =>
  inSession(ctx, params.companyId, async (db, { company, link, customerId }) => {
    const facts = (await findFacts(db, customerId))!
    const record = await findRecordRow(db, customerId)
    const today = todayIn(company.timeZone, ctx.now)
    const open = await listOpen(db, customerId)
    const underWay = await underWayOf(db, customerId)
    const autopay = new Map((await queries.listAutopay(db, customerId)).map((row) => [row.id, methodName(row)]))
    const methods = (await listMethods(db, customerId)).filter(
      (row) => row.archived_at === null && row.processorActive,
    )
    const sum = (rows: readonly { openCents: number }[]) => rows.reduce((all, row) => all + row.openCents, 0)
    return {
      company: {
        name: company.name,
        phone: facts.locationPhone ? formatPhone(facts.locationPhone) : '',
        address: facts.locationName,
        currency: company.currency,
        timeZone: company.timeZone,
      },
      customer: {
        number: customerId,
        name: (record?.accountType === 'commercial' && facts.businessName) || `${facts.firstName} ${facts.lastName}`.trim(),
        address: lines(facts),
      },
      paidElsewhere: await queries.billsElsewhere(db, customerId),
      openCents: sum(open),
      pastDueCents: sum(open.filter(({ daysLate }) => daysLate > 0)),
      creditCents: await sumUnapplied(db, customerId),
      invoices: open.map(({ id, number, customerId: placeId, customerName, ...row }) => ({
        id,
        number: number ?? 0,
        about: placeId === customerId ? null : customerName,
        invoiceOn: row.invoiceOn,
        dueOn: row.dueOn,
        daysLate: row.daysLate,
        totalCents: row.totalCents,
        openCents: row.openCents,
        autopay: autopay.get(id) ?? null,
        underWay: underWay === 'all' || underWay.has(id),
      })),
      chosenInvoiceId: open.some(({ id }) => id === link.invoice_id) ? link.invoice_id : null,
      methods: methods.map((row) => ({
        id: row.id,
        name: methodName({ kind: row.kind as 'card', brand: row.brand, accountType: row.account_type as null, last4: row.last4 }),
        kind: row.kind as 'card' | 'bank_account',
        isDefault: row.is_default,
        expires: row.exp_month === null ? null : `${String(row.exp_month).padStart(2, '0')}/${String(row.exp_year).slice(-2)}`,
        expired: expiryOf({ expMonth: row.exp_month, expYear: row.exp_year }, today) === 'expired',
      })),
      processors: (await listCaptures(desk, db, company.id)).map(({ id, capture }) => ({ id, kinds: [...capture.kinds] })),
      authorizationTexts: {
        card: onlineAuthorizationText(company.name, 'card'),
        bank_account: onlineAuthorizationText(company.name, 'bank_account'),
      },
      holder: {
        firstName: facts.firstName,
        lastName: facts.lastName,
        company: record?.accountType === 'commercial' ? (facts.businessName ?? '') : '',
      },
      receiptTo: facts.email ? maskedEmail(facts.email) : null,
      underWay: (await queries.listWaiting(db, customerId)).map((row) => ({
        requestKey: row.requestKey,
        amountCents: row.amountCents,
        method: methodName(row),
      })),
    }
  }) // prettier-ignore

const pageOf = <R extends { id: number }>(rows: R[], limit: number) => ({
  items: rows.slice(0, limit),
  next: rows.length > limit ? rows[limit - 1]!.id : null,
})

/** @throws portal.no_such_link, .signed_out */
export const readBills = (
  ctx: PublicCtx,
  { params, query }: Request<'invoices'>,
): Promise<Output<typeof portal.invoices>> =>
  inSession(ctx, params.companyId, async (db, { customerId }) => {
    const { items, next } = pageOf(
      await queries.listBills(db, customerId, query.before, query.limit + 1),
      query.limit,
    )
    const shown = (status: string) => invoiceStatuses[status as keyof typeof invoiceStatuses]
    return { items: items.map((row) => ({ ...row, status: shown(row.status) })), next }
  })

/** @throws portal.no_such_link, .signed_out */
export const readMoney = (
  ctx: PublicCtx,
  { params, query }: Request<'payments'>,
): Promise<Output<typeof portal.payments>> =>
  inSession(ctx, params.companyId, async (db, { customerId }) => {
    const { items, next } = pageOf(
      await queries.listMoney(db, customerId, query.before, query.limit + 1),
      query.limit,
    )
    return {
      items: items.map(({ method, reference, ...row }) => ({
        ...row,
        how:
          method === 'card' || method === 'ach'
            ? paymentMethods[method]
            : howText(method as PaymentMethod | null, reference),
      })),
      next,
    }
  })

/** @throws portal.no_such_link, .signed_out, .no_invoice */
export async function readPdf(
  ctx: PublicCtx,
  { params }: Request<'paper'>,
): Promise<Output<typeof portal.paper>> {
  const paper = await inSession(ctx, params.companyId, async (db, { company, customerId }: Session) => {
    const place = await queries.findPlaceOf(db, customerId, params.invoiceId)
    return place === undefined ? fail('portal.no_invoice') : readPaper(db, company, place, params.invoiceId)
  })
  const bytes = await invoicePdf(paper)
  return {
    name: `${paperName(paper.invoice).replace('#', '')}.pdf`,
    pdf: Buffer.from(bytes).toString('base64'),
  }
}
