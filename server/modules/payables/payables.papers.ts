/** Payables as files: CSV for the payroll service, pay statements for those who are paid. */
import type { Parsed } from '#shared/contract.ts'
import type { myPayroll, payRuns } from '#shared/contracts/pay-runs.ts'
import type { PayableQuery, payables } from '#shared/contracts/payables.ts'
import { fail } from '#shared/errors.ts'
import { payableSources, payableStatuses, outstandingOf } from '#shared/rules/payables.ts'
import { type IoCtx, requireAnywhere } from '#server/http/context.ts'
import type { Download, StoredFile } from '#server/http/download.ts'
import { byteOrderMark, csvLine } from '#server/platform/csv.ts'
import { CompiledQuery } from 'kysely'
import { stored } from '../statements/statements.service.ts'
import { listStatement, type PayableFound } from './payables.list.ts'
import { payStatements } from './payables.pdf.ts'
import { getRun } from './payables.runs.ts'
import { findRunHead, listRunLines, type RunLine } from './payables.runs.queries.ts'

const perPage = 500
const money = (cents: number) => Number((cents / 100).toFixed(2))
const heads = ['Payable', 'Customer number', 'Customer', 'Location', 'Job function', 'Payee', 'How it came', 'Status', 'Earned', 'Amount', 'Paid', 'Outstanding', 'Paid on'] // prettier-ignore

export async function exportPayables(
  ctx: IoCtx,
  { body }: Parsed<typeof payables.exportCsv>,
): Promise<Download> {
  await ctx.tx((own) => {
    own.history.add({ event: 'payables.exported', entity: 'pay_run', entityId: null })
    return Promise.resolve()
  })
  return {
    fileName: 'Payables.csv',
    chunks: chunksOf(ctx, { ...body, sort: 'number', direction: 'desc', limit: perPage }),
  }
}

async function* chunksOf(ctx: IoCtx, query: PayableQuery): AsyncGenerator<string> {
  yield `${byteOrderMark}${csvLine(heads)}`
  let last: number | null = null
  for (;;) {
    const { text, values } = listStatement(query, last === null ? null : { key: null, id: last })
    const rows: PayableFound[] = await ctx.tx(
      async (_own, db) => (await db.executeQuery<PayableFound>(CompiledQuery.raw(text, values))).rows,
    )
    const page = rows.slice(0, perPage)
    yield page
      .map((row) =>
        csvLine([
          row.id,
          row.customerId,
          row.customerName,
          row.location,
          row.functionName ?? '',
          row.payee,
          payableSources[row.source],
          payableStatuses[row.status],
          row.earnedOn,
          money(row.amountCents),
          money(row.paidCents),
          money(outstandingOf(row)),
          row.paidOn ?? '',
        ]),
      )
      .join('')
    if (rows.length <= perPage) return
    last = page.at(-1)!.id
  }
}

type Run = { id: number; paidOn: string; reference: string }
async function readRun(ctx: IoCtx, payRunId: number): Promise<{ run: Run; lines: RunLine[] }> {
  return ctx.tx(async (_own, db) => ({
    run: await getRun(db, payRunId),
    lines: await listRunLines(db, payRunId),
  }))
}

const runHeads = ['Payee', 'Payroll identifier', 'Paid on', 'Reference', 'Payable', 'Customer number', 'Customer', 'Location', 'Job function', 'Level', 'Earned', 'Amount', 'Reversed since'] // prettier-ignore
/** @throws payables.no_run */
export async function exportRun(ctx: IoCtx, { params }: Parsed<typeof payRuns.exportCsv>): Promise<Download> {
  requireAnywhere(ctx.actor, ['payables.view'])
  const { run, lines } = await readRun(ctx, params.payRunId)
  await ctx.tx((own) => {
    own.history.add({
      event: 'payables.run_exported',
      entity: 'pay_run',
      entityId: run.id,
      detail: { number: run.id },
    })
    return Promise.resolve()
  })
  const text = lines.map((line) =>
    csvLine([
      line.payee,
      line.identifier,
      run.paidOn,
      run.reference,
      line.payableId,
      line.customerId,
      line.customerName,
      line.location,
      line.function ?? '',
      line.level,
      line.earnedOn,
      money(line.amountCents),
      line.reversed ? 'Yes' : '',
    ]),
  )
  async function* chunks() {
    yield `${byteOrderMark}${csvLine(runHeads)}`
    yield text.join('')
  }
  return { fileName: `Pay run ${run.id}.csv`, chunks: chunks() }
}

/** @throws payables.no_run */
export async function downloadRun(
  ctx: IoCtx,
  { params, query }: Parsed<typeof payRuns.pdf>,
): Promise<StoredFile> {
  const { run, lines } = await readRun(ctx, params.payRunId)
  const wanted = lines.filter(({ key }) => query.payee === undefined || key === query.payee)
  if (!wanted.length) return fail('payables.no_run')
  const bytes = await payStatements(ctx.actor.company, run, wanted)
  const whose = query.payee === undefined ? 'Pay statements' : `Pay statement ${wanted[0]!.payee}`
  return stored(`${whose}, ${run.paidOn}.pdf`, bytes, query.inline === 'true')
}

/** One's own, of whichever records. @throws payables.no_run, .none_of_mine */
export async function downloadMine(
  ctx: IoCtx,
  { params }: Parsed<typeof myPayroll.pdf>,
): Promise<StoredFile> {
  const { run, lines } = await ctx.tx(async (own, db) => ({
    run: await findRunHead(db, params.payRunId),
    lines: await listRunLines(db, params.payRunId, { userId: own.actor.userId }),
  }))
  if (!run) return fail('payables.no_run')
  if (!lines.length) return fail('payables.none_of_mine')
  return stored(`Pay statement ${run.paidOn}.pdf`, await payStatements(ctx.actor.company, run, lines), false)
}
