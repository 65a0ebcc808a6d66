/**
 * Links those of Acme's customers whose accounts the sandbox of Alarm.com has from its first start
 * (sandboxes/alarmcom/README.md), as the provider shows them.
 *
 * | record | who             | account  | what it shows |
 * |--------|-----------------|----------|---------------|
 * | 1031   | Joan Fenwick    | 14000111 | linked; add-ons, devices that match our equipment, alarms forwarded |
 * | 1032   | Delia Marsh     | 14000112 | linked; suspended, and a panel that does not respond |
 * | 1034   | Orrin Vale      | 14000114 | linked; a commitment, to be activated on site |
 * | 1035   | Loretta Quimby  | 14000113 | linked; a plain plan |
 * | 1038   | Marian Abernathy | 14000101 | not linked: look up marian.abernathy; the e-mail address differs |
 */
import type pg from 'pg'
import { dayMs } from '#shared/time.ts'
import { ConnectorError } from '#server/connectors/errors.ts'
import { providerFetch } from '#server/connectors/http.ts'
import type { RemoteSubscriber } from '#server/connectors/interactive.ts'
import { interactiveByKey } from '#server/connectors/registry.ts'
import { referenceOf } from '#server/modules/connections/connections.reference.ts'
import { place, unseal } from '#server/platform/encryption.ts'
import { demoUsers } from './acme.ts'
import type { CompanyPlan } from './company-plan.ts'
import { inCompany, openCompany } from './company-rows.ts'

const connector = 'alarmcom'
const accounts: readonly (readonly [customerId: number, externalId: string])[] = [
  [1031, '14000111'],
  [1032, '14000112'],
  [1034, '14000114'],
  [1035, '14000113'],
]

type Options = { sandboxUrl: string; now: Date; onProgress: (text: string) => void }
type Provider = { id: string; name: string; settings: object; sealed_secrets: string }
type Linked = { customerId: number; subscriber: RemoteSubscriber }

/** Does nothing once the company has such accounts. A sandbox that does not answer leaves one line and no change. */
export async function loadSubscribers(client: pg.Client, plan: CompanyPlan, options: Options): Promise<void> {
  const { sandboxUrl, now, onProgress } = options
  const found = await client.query<{ id: string }>('select id from platform.company where slug = $1', [
    plan.slug,
  ])
  const companyId = Number(found.rows[0]?.id)
  const provider = await inCompany(client, companyId, async () => {
    const { rows } = await client.query<Provider>(
      `select id, name, settings, sealed_secrets from service_provider p where company_id = $1 and connector = $2
         and not exists (select from interactive_account where company_id = $1) order by id limit 1`,
      [companyId, connector],
    )
    return rows[0]
  })
  if (!provider) return
  let linked: Linked[]
  try {
    linked = await linkThere(plan, companyId, provider, sandboxUrl)
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'unavailable') throw error
    const what = `${plan.name}: no accounts at ${provider.name}`
    onProgress(`${what}, as ${sandboxUrl} does not answer (${error.message}). Run npm run seed later.`)
    return
  }
  await inCompany(client, companyId, () => insertAccounts(client, companyId, provider, linked, now))
  onProgress(`${plan.name}: ${linked.length} accounts linked at ${provider.name}`)
}

/** Notes our records at the provider; accounts that somebody else holds there by now are left out. */
async function linkThere(
  plan: CompanyPlan,
  companyId: number,
  provider: Provider,
  sandboxUrl: string,
): Promise<Linked[]> {
  const { open, manifest } = interactiveByKey(connector)!
  const secrets = JSON.parse(
    unseal(provider.sealed_secrets, place(companyId, 'service_provider.sealed_secrets')),
  ) as Record<string, string>
  const fetch = providerFetch({
    connector,
    credentials: `demo ${connector}`,
    timeoutMs: 10_000,
    callsPerSecond: 250,
    allowPrivate: true,
    secrets: Object.values(secrets),
  })
  const settings = manifest.settings.parse({
    ...provider.settings,
    baseUrl: `${sandboxUrl}/${connector}`,
    ...secrets,
  })
  const { subscribers } = open(settings as Record<string, unknown>, fetch)
  const linked: Linked[] = []
  for (const [customerId, externalId] of accounts) {
    const reference = referenceOf(plan.slug, customerId)
    const held = await subscribers.read({ externalId })
    if (!held || (held.linkedReference !== null && held.linkedReference !== reference)) continue
    const subscriber =
      held.linkedReference === reference
        ? held
        : await subscribers.link!({ externalId }, { reference, idempotencyKey: `demo-${reference}` })
    linked.push({ customerId, subscriber })
  }
  return linked
}

async function insertAccounts(
  client: pg.Client,
  companyId: number,
  provider: Provider,
  linked: readonly Linked[],
  now: Date,
): Promise<void> {
  const at = new Date(now.getTime() - 60 * dayMs)
  const entries = []
  for (const { customerId, subscriber } of linked) {
    const { login, deviceSerial, externalId, ...seen } = subscriber
    const { state, plan, features, monthlyCents, panel, centralStation, troubles } = seen
    const { rows } = await client.query<{ id: string; linked_at: Date }>(
      `insert into interactive_account (company_id, customer_id, service_provider_id, external_id, state, login, device_serial,
         remote, seen_at, last_sync_at, linked_at, linked_by, created_at)
       select $1, c.id, $3, $4, 'linked', $5, $6, $7, $8, l.at, l.at, $10, l.at
       from customer c, greatest($9::timestamptz, c.created_at) l (at) where c.company_id = $1 and c.id = $2
       returning id, linked_at`,
      [
        companyId,
        customerId,
        provider.id,
        externalId,
        login,
        deviceSerial,
        JSON.stringify({ state, plan, features, monthlyCents, panel, centralStation, troubles }),
        now,
        at,
        demoUsers.tech,
      ],
    )
    if (rows[0])
      entries.push({
        source: 'web',
        at: rows[0].linked_at,
        event: 'interactive.linked',
        entity: 'interactive_account',
        entityId: Number(rows[0].id),
        customerId,
        detail: { provider: provider.name, account: login || deviceSerial || externalId },
      })
  }
  if (entries.length === 0) return
  await openCompany(client, companyId, demoUsers.tech)
  await client.query('select platform.append_history($1::jsonb)', [JSON.stringify(entries)])
}
