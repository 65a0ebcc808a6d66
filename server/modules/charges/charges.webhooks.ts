/** Webhooks of payment processors: believed as far as their signature reaches, each event once. */
import { sql } from 'kysely'
import type { Output, Parsed } from '#shared/contract.ts'
import type { charges } from '#shared/contracts/charges.ts'
import { fail } from '#shared/errors.ts'
import { paymentByKey } from '#server/connectors/registry.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, PublicCtx } from '#server/http/context.ts'
import { listProcessors, openSecrets, type StationDesk } from '../providers/providers.service.ts'
import { keepNews } from './charges.news.ts'

const minuteMs = 60_000
const mostPerMinute = 600

/** @throws callbacks.refused for a wrong address, signature or time, all alike; callbacks.too_many */
export const takeWebhook =
  (desk: StationDesk) =>
  async (
    ctx: PublicCtx,
    { params }: Parsed<typeof charges.webhook>,
  ): Promise<Output<typeof charges.webhook>> =>
    ctx.tx({ of: 'company', companyId: params.companyId, userId: null }, async (db) => {
      const processor = (await listProcessors(db)).find(({ id }) => id === params.processorId)
      if (!processor) return fail('callbacks.refused')
      const news = desk.openPayment(params.companyId, processor).processor.takeWebhook({
        body: ctx.signed?.body ?? '',
        header: (name) => ctx.signed?.header(name) ?? '',
        now: ctx.now,
      })
      if (!news) return fail('callbacks.refused')
      const { count } = await readNews(db, processor.id, new Date(ctx.now.getTime() - minuteMs))
      if (count >= mostPerMinute)
        return fail('callbacks.too_many', { seconds: 60 }, { retryAfterSeconds: 60 })
      const taken = await keepNews(db, processor.id, news, ctx.now)
      return { taken, repeated: news.length - taken }
    })

async function readNews(
  db: Db,
  processorId: number,
  since: Date,
): Promise<{ count: number; last: Date | null }> {
  const { rows } = await sql<{ count: number; last: Date | null }>`
    select count(*)::int as count, max(received_at) as last from processor_news
    where company_id = platform.company_id() and payment_processor_id = ${processorId} and received_at > ${since}`.execute(
    db,
  )
  return rows[0]!
}

/** Where the processor is to send its webhooks, and whether any came. @throws providers.not_found */
export async function readWebhookStanding(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof charges.webhookStanding>,
): Promise<Output<typeof charges.webhookStanding>> {
  const processor = (await listProcessors(db)).find(({ id }) => id === params.processorId)
  if (!processor) return fail('providers.not_found')
  const { id: companyId } = ctx.actor.company
  const { count, last } = await readNews(db, processor.id, new Date(ctx.now.getTime() - 24 * 60 * minuteMs))
  const secret = paymentByKey(processor.connector ?? '')?.manifest.webhookSecret ?? ''
  return {
    path: `/api/v1/callbacks/payments/${companyId}/${processor.id}`,
    secretSaved: openSecrets(companyId, 'payment', processor.sealed_secrets)[secret] !== undefined,
    lastAt: last?.toISOString() ?? null,
    count,
  }
}
