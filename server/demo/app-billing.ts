/**
 * Bills in the Alarm.com app (docs/connectors/alarmcom.md): whose app shows them, what they owe there, and one of Keyholder's staff.
 * Sign in as a customer at {sandbox}/alarmcom/site/ with the login, password sandbox-demo.
 *
 * | record | who            | login          | what the Billing screen shows |
 * |--------|----------------|----------------|-------------------------------|
 * | 1031   | Joan Fenwick   | joan.fenwick   | three unpaid bills, two of them past due; no payment method yet |
 * | 1032   | Delia Marsh    | delia.marsh    | no balance due until the first bill |
 * | 1034   | Orrin Vale     | orrin.vale     | Billing Not Configured: no recurring invoice |
 * | 1035   | Loretta Quimby | loretta.quimby | Auto Pay: three bills paid, the next one due in some days |
 */
import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { ConnectorError } from '#server/connectors/errors.ts'
import { providerFetch } from '#server/connectors/http.ts'
import { interactiveByKey } from '#server/connectors/registry.ts'
import { secretPlace } from '#server/modules/sessions/sessions.steps.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { authorizationText } from '#shared/rules/billing-methods.ts'
import { demoPassword, demoUsers } from './acme.ts'
import type { CompanyPlan } from './company-plan.ts'
import { inCompany } from './company-rows.ts'
import { daysBefore, type Setting } from './record.ts'

export const demoOperator = {
  email: 'staff@keyholder.test',
  name: 'Sam Steward',
  /** To be typed into an authenticator app: the staff has no sign-in without one. */
  appSecret: 'KEYHOLDERDEMOSTAFFSECRET22334455',
}
const connector = 'alarmcom'

type Plan = {
  customerId: number
  cents: number
  /** When it begins, as SQL on the day `$1`. */
  starts: string
  bills: number
  paid: number
  daysBefore: number
  method: { last4: string; holder: string; ref: string } | null
}
const plans: readonly Plan[] = [
  { customerId: 1031, cents: 4499, starts: `$1::date - interval '2 months'`, bills: 3, paid: 0, daysBefore: 0, method: null },
  { customerId: 1032, cents: 3999, starts: `$1::date + 12`, bills: 0, paid: 0, daysBefore: 5, method: null },
  { customerId: 1035, cents: 5299, starts: `$1::date + 5 - interval '3 months'`, bills: 4, paid: 3, daysBefore: 10,
    method: { last4: '1111', holder: 'Loretta Quimby', ref: 'keyholder-demo-app' } },
] // prettier-ignore

/** Their recurring invoices with the MMR line, and what these have made; the company's books must be in. */
export async function loadAppBills(
  client: pg.Client,
  companyId: number,
  { now, plan: company }: Setting,
): Promise<void> {
  const today = daysBefore(now, 0)
  const one = async (text: string, values: unknown[]) =>
    Number((await client.query<{ id: string }>(text, values)).rows[0]?.id)
  const next = (kind: string) =>
    one(
      `insert into invoice_counter (kind, last) values ($1, 1)
       on conflict on constraint invoice_counter_kind do update set last = invoice_counter.last + 1 returning last as id`,
      [kind],
    )
  const post = async (
    customerId: number,
    kind: string,
    [debit, credit]: [string, string],
    {
      cents,
      effect,
      on,
      invoice = null,
      payment = null,
    }: { cents: number; effect: number; on: string; invoice?: number | null; payment?: number | null },
  ) => {
    const id = await one(
      `insert into ledger_posting (customer_id, about_customer_id, kind, posted_on, posted_at, invoice_id, payment_id, effect_cents)
       values ($1, $1, $2, $3, $3::date, $4, $5, $6) returning id`,
      [customerId, kind, on, invoice, payment, effect],
    )
    await client.query(
      'insert into ledger_entry (posting_id, debit, credit, amount_cents) values ($1, $2, $3, $4)',
      [id, debit, credit, cents],
    )
  }
  await client.query(`select set_config('app.company_id', $1::text, true)`, [companyId])
  for (const { customerId, cents, starts, bills, paid, daysBefore: ahead, method } of plans) {
    const methodId =
      method &&
      (await one(
        `insert into billing_method (id, customer_id, payment_processor_id, kind, request_key, customer_ref, method_ref, brand, last4, exp_month,
           exp_year, holder_name, uses, is_default, authorization_text, authorized_by, authorized_on, authorized_by_way, created_at)
         select max(b.id) + 1, $1, 1, 'card', 'demo-app-method', $2, $2, 'Visa', $3, extract(month from $5::date), extract(year from $5::date) + 2, $4,
           '{monitoring}', true, $6, $4, $5, 'online', $5::date from billing_method b where b.company_id = $7 returning id`,
        [
          customerId,
          method.ref,
          method.last4,
          method.holder,
          daysBefore(now, 80),
          authorizationText(company.name, 'card'),
          companyId,
        ],
      ))
    const recurringId = await one(
      `insert into recurring_invoice (customer_id, name, every_months, sale_on, start_on, anchor_on, next_index, next_on, days_before, billing_method_id,
         created_at, created_by)
       select $2, 'Monitoring', 1, s.on, s.on, s.on, $3::int, (s.on + make_interval(months => $3::int))::date, $4, $5, $1::timestamptz, $6
       from (select (${starts})::date as on) s returning id`,
      [today, customerId, bills, ahead, methodId, demoUsers.owner],
    )
    await client.query(
      'insert into recurring_line (recurring_id, position, item_id, quantity_hundredths, price_cents) values ($1, 0, 3, 100, $2)',
      [recurringId, cents],
    )
    for (let index = 0; index < bills; index += 1) {
      const { rows } = await client.query<{ id: string; on: string }>(
        `insert into invoice (customer_id, payer_id, number, state, invoice_on, due_on, subtotal_cents, total_cents, recurring_id, period_index,
           period_from, period_to, billing_method_id, created_at)
         select $1, $1, $2, 'open', s.on, s.on, $3, $3, r.id, $4, s.on, (r.start_on + make_interval(months => $4 + 1))::date, r.billing_method_id, least(s.on, $6::date)
         from recurring_invoice r cross join lateral (select (r.start_on + make_interval(months => $4))::date as on) s where r.id = $5
         returning id, invoice_on::text as on`,
        [customerId, await next('invoice'), cents, index, recurringId, today],
      )
      const { id, on } = rows[0]!
      const invoice = Number(id)
      await client.query(
        'insert into invoice_line (invoice_id, position, item_id, quantity_hundredths, price_cents) values ($1, 0, 3, 100, $2)',
        [invoice, cents],
      )
      const postedOn = on < today ? on : today
      await post(customerId, 'invoice', ['receivable', 'income'], {
        cents,
        effect: cents,
        on: postedOn,
        invoice,
      })
      if (index >= paid) continue
      const payment = await one(
        `insert into payment (customer_id, number, method, paid_on, reference, amount_cents, billing_method_id, created_at)
         values ($1, $2, 'card', $3, $4, $5, $6, $3::date) returning id`,
        [customerId, await next('payment'), on, `41000${50 + index}`, cents, methodId],
      )
      await post(customerId, 'payment', ['cash', 'customer_credit'], { cents, effect: -cents, on, payment })
      await client.query(
        'insert into payment_application (payment_id, invoice_id, amount_cents, applied_at) values ($1, $2, $3, $4::date)',
        [payment, invoice, cents, on],
      )
      await post(customerId, 'applied', ['customer_credit', 'receivable'], {
        cents,
        effect: 0,
        on,
        invoice,
        payment,
      })
    }
  }
  await client.query(`select set_config('app.company_id', '', true)`)
}

/** One of the platform's staff, unless there is one. */
export async function loadOperator(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from platform.operator limit 1')
  if (rowCount) return
  const { rows } = await client.query<{ id: string }>(
    'insert into platform.operator (email, name, password_hash) values ($1, $2, $3) returning id',
    [demoOperator.email, demoOperator.name, await hashPassword(demoPassword)],
  )
  const operatorId = Number(rows[0]!.id)
  const sealed = seal(demoOperator.appSecret, secretPlace({ companyId: null, userId: null, operatorId }))
  await client.query(
    `insert into platform.sign_in_factor (operator_id, kind, name, sealed_secret, created_at, confirmed_at)
     values ($1, 'totp', 'Authenticator app', $2, now(), now())`,
    [operatorId, sealed],
  )
}

type Options = {
  sandboxUrl: string
  publicUrl: string | null
  now: Date
  onProgress: (text: string) => void
}

/** Switches the integration on, as the staff does, unless it is set up. A sandbox that does not answer leaves one line and no change. */
export async function loadAppBilling(client: pg.Client, plan: CompanyPlan, options: Options): Promise<void> {
  const { sandboxUrl, publicUrl, now, onProgress } = options
  if (publicUrl === null) return
  const found = await client.query<{ id: string }>('select id from platform.company where slug = $1', [
    plan.slug,
  ])
  const companyId = Number(found.rows[0]?.id)
  const provider = await inCompany(client, companyId, async () => {
    const { rows } = await client.query<{
      id: string
      name: string
      settings: object
      sealed_secrets: string
    }>(
      `select p.id, p.name, p.settings, p.sealed_secrets from service_provider p where p.company_id = $1 and p.connector = $2
         and not exists (select from app_billing_setup s where s.company_id = $1) order by p.id limit 1`,
      [companyId, connector],
    )
    return rows[0]
  })
  if (!provider) return
  const secrets = JSON.parse(
    unseal(provider.sealed_secrets, place(companyId, 'service_provider.sealed_secrets')),
  ) as Record<string, string>
  const { open, manifest } = interactiveByKey(connector)!
  const settings = manifest.settings.parse({
    ...provider.settings,
    baseUrl: `${sandboxUrl}/${connector}`,
    ...secrets,
  })
  const fetch = providerFetch({
    connector,
    credentials: `demo ${connector} billing`,
    timeoutMs: 10_000,
    callsPerSecond: 250,
    allowPrivate: true,
    secrets: Object.values(secrets),
  })
  const key = randomBytes(32).toString('base64url')
  const keyId = randomBytes(12).toString('hex')
  const url = `${publicUrl}/api/v1/app-billing/${companyId}/${provider.id}`
  try {
    await open(settings as Record<string, unknown>, fetch).billing!.set({ enabled: true, url, keyId, key })
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'unavailable') throw error
    onProgress(`${plan.name}: no bills in the app of ${provider.name}, as ${sandboxUrl} does not answer.`)
    return
  }
  await inCompany(client, companyId, async () => {
    const by = `${demoOperator.name} (Keyholder staff)`
    await client.query(
      `insert into app_billing_setup (service_provider_id, enabled, key_id, sealed_key, public_url, changed_at, changed_by)
       values ($1, true, $2, $3, $4, $5, $6)`,
      [provider.id, keyId, seal(key, place(companyId, 'app_billing_setup.sealed_key')), publicUrl, now, by],
    )
    const entry = {
      source: 'web',
      userName: by,
      event: 'app_billing.set_up',
      entity: 'service_provider',
      entityId: Number(provider.id),
      detail: { what: 'Switched on', provider: provider.name, reason: 'Asked for by the dealer' },
      changes: [{ field: 'Billing Integration', old: 'No', new: 'Yes' }],
    }
    await client.query('select platform.append_history($1::jsonb)', [JSON.stringify([entry])])
  })
  onProgress(`${plan.name}: bills in the app of ${provider.name}`)
}
