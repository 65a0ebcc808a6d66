/**
 * Brings a demo company's accounts to the sandbox stations through their control APIs, and links those that are to be
 * linked from the start. What is at the station already stays as it is there.
 */
import type pg from 'pg'
import { referenceOf } from '#server/modules/connections/connections.reference.ts'
import { place, unseal } from '#server/platform/encryption.ts'
import { readZips } from '#server/platform/zip-data.ts'
import { columnOf, field, fieldNames } from '#shared/rules/customer-fields.ts'
import { inCompany, openCompany } from './company-rows.ts'
import type { CompanyPlan } from './company-plan.ts'
import { settingOf, type DemoContact, type DemoFields, type DemoRecord } from './record.ts'
import { stationAccount, standingOf, type StationAccount } from './station-accounts.ts'
import { openStations, type DemoZone } from './station-life.ts'

type Options = { sandboxUrl: string; now: Date; onProgress: (text: string) => void }
type Held = { accountNumber: string; serial: string; link: { reference: string } | null }
type Wanted = {
  record: DemoRecord
  connector: string
  account: StationAccount
  reference: string
  linked: boolean
}

/** How many accounts go in one request. */
const requestSize = 2000
const patienceMs = 20_000

/** Does nothing once the company has connections. A sandbox that does not answer leaves one line and no change. */
export async function loadStations(client: pg.Client, plan: CompanyPlan, options: Options): Promise<void> {
  const { sandboxUrl, now, onProgress } = options
  const found = await client.query<{ id: string }>('select id from platform.company where slug = $1', [
    plan.slug,
  ])
  const companyId = Number(found.rows[0]?.id)
  const wanted = await inCompany(client, companyId, async () => {
    const any = await client.query('select from connection where company_id = $1 limit 1', [companyId])
    return any.rowCount ? [] : wantedAccounts(client, companyId, plan, now)
  })
  if (!wanted.length) return
  const held = new Map<string, Held>()
  try {
    for (const [connector, theirs] of Map.groupBy(wanted, (one) => one.connector))
      for (const [number, account] of await bringAccounts(
        `${sandboxUrl}/${connector}/_control/accounts`,
        theirs,
      ))
        held.set(number, account)
  } catch (error) {
    if (!(error instanceof SandboxSilent)) throw error
    const what = `${plan.name}: no accounts at the sandbox station`
    onProgress(`${what}, as ${sandboxUrl} does not answer (${error.message}). Run npm run seed later.`)
    return
  }
  const linked = wanted.filter(
    ({ account, linked: planned, reference }) =>
      planned && held.get(account.accountNumber)?.link?.reference === reference,
  )
  await inCompany(client, companyId, () => insertConnections(client, companyId, linked, held, now))
  onProgress(
    `${plan.name}: ${wanted.length} accounts at the sandbox station, ${linked.length} of them linked`,
  )
}

class SandboxSilent extends Error {}

async function control(url: string, body?: unknown): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, {
      ...(body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch (cause) {
    throw new SandboxSilent((cause as { cause?: { code?: string } }).cause?.code ?? String(cause), { cause })
  }
  const text = await response.text()
  if (!response.ok) throw new Error(`The sandbox refused ${url}: ${response.status} ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

/** Adds the accounts that the station lacks; returns all that it holds, by number. */
async function bringAccounts(url: string, wanted: readonly Wanted[]): Promise<Map<string, Held>> {
  const read = async () =>
    new Map(
      ((await control(url)) as { accounts: Held[] }).accounts.map((account) => [
        account.accountNumber,
        account,
      ]),
    )
  const before = await read()
  const missing = wanted
    .map(({ account }) => account)
    .filter(({ accountNumber }) => !before.has(accountNumber))
  if (!missing.length) return before
  for (let start = 0; start < missing.length; start += requestSize) {
    await control(url, { accounts: missing.slice(start, start + requestSize) })
  }
  return read()
}

/** What the station is to hold, made of what the database has now. */
async function wantedAccounts(
  client: pg.Client,
  companyId: number,
  plan: CompanyPlan,
  now: Date,
): Promise<Wanted[]> {
  const setting = settingOf(plan, await readZips(), now)
  const stations = setting.stations.filter(({ connector, active }) => openStations[connector ?? ''] && active)
  const contacts = await readContacts(client, companyId)
  const zones = await readZones(client, companyId)
  const { rows } = await client.query<Record<string, unknown>>(
    `select id, archived_at, ${fieldNames.map(columnOf).join(', ')} from customer
     where company_id = $1 and kind = 'customer' and monitoring_company_id = any($2) and account_number is not null
     order by id`,
    [companyId, stations.map(({ id }) => id)],
  )
  return rows.flatMap((row) => {
    const record = toRecord(companyId, row, contacts.get(Number(row.id)) ?? [])
    const reference = referenceOf(plan.slug, record.id)
    const account = stationAccount(setting, record, reference, zones.get(record.id))
    const connector = stations.find(({ id }) => id === record.fields.monitoringCompanyId)!.connector!
    const linked = standingOf(setting, record) === 'linked'
    return account ? [{ record, connector, account, reference, linked }] : []
  })
}

function toRecord(companyId: number, row: Record<string, unknown>, contacts: DemoContact[]): DemoRecord {
  const fields: DemoFields = {}
  for (const name of fieldNames) {
    const value = row[columnOf(name)] as string | null
    const { type, sealed } = field(name)
    if (value === null) fields[name] = null
    else if (sealed) fields[name] = unseal(value, place(companyId, `customer.${name}`))
    else
      fields[name] = /^(?:catalogue|user|location|monitoringCompany|serviceProvider|customer)$/.test(type)
        ? Number(value)
        : value
  }
  return {
    id: Number(row.id),
    kind: 'customer',
    createdAt: new Date(0),
    createdBy: 0,
    archivedAt: row.archived_at as Date | null,
    fields,
    custom: [],
    contacts,
  }
}

/** What hangs at the customers, as the station's zones. */
async function readZones(client: pg.Client, companyId: number): Promise<Map<number, DemoZone[]>> {
  const { rows } = await client.query<{ customer_id: string; zone: string; zone_name: string; area: number }>(
    `select customer_id, zone, zone_name, area from equipment
     where company_id = $1 and zone is not null and zone_name is not null and status in ('installed', 'faulty')
     order by customer_id, zone`,
    [companyId],
  )
  const byCustomer = Map.groupBy(rows, (row) => Number(row.customer_id))
  return new Map(
    [...byCustomer].map(([customerId, list]) => [
      customerId,
      list.map(({ zone, zone_name: name, area }) => ({ zone, name, area: String(area) })),
    ]),
  )
}

async function readContacts(client: pg.Client, companyId: number): Promise<Map<number, DemoContact[]>> {
  const { rows } = await client.query<Record<string, string> & { has_key: boolean }>(
    `select customer_id, first_name, last_name, coalesce(phone, '') as phone, relation, passcode, has_key
     from contact where company_id = $1 order by customer_id, calling_order`,
    [companyId],
  )
  const byCustomer = Map.groupBy(rows, (row) => Number(row.customer_id))
  return new Map(
    [...byCustomer].map(([customerId, list]) => [
      customerId,
      list.map((row) => ({
        firstName: row.first_name ?? '',
        lastName: row.last_name ?? '',
        phone: row.phone ?? '',
        relation: row.relation ?? '',
        passcode: row.passcode ? unseal(row.passcode, place(companyId, 'contact.passcode')) : '',
        hasKey: row.has_key,
      })),
    ]),
  )
}

/** The links, each with its entry in History, made by the company's first user some time ago. */
async function insertConnections(
  client: pg.Client,
  companyId: number,
  linked: readonly Wanted[],
  held: ReadonlyMap<string, Held>,
  now: Date,
): Promise<void> {
  if (!linked.length) return
  const linkedBy = 1
  const { rows } = await client.query<{
    id: string
    customer_id: string
    account_number: string
    company: string
    linked_at: Date
  }>(
    `with made as (
       insert into connection (company_id, customer_id, monitoring_company_id, account_number, external_id, state,
         linked_at, linked_by, last_sync_at, created_at)
       select $1, c.id, c.monitoring_company_id, c.account_number, l.serial, 'linked', l.at, $4, l.at, l.at
       from customer c
       join (select id, serial, greatest($5::timestamptz - interval '90 days', created_at) as at
             from unnest($2::bigint[], $3::text[]) given (id, serial) join customer using (id)
             where company_id = $1) l on l.id = c.id
       where c.company_id = $1 order by c.id
       returning *)
     select made.id, made.customer_id, made.account_number, m.name as company, made.linked_at
     from made join monitoring_company m on m.company_id = $1 and m.id = made.monitoring_company_id
     order by made.id`,
    [
      companyId,
      linked.map(({ record }) => record.id),
      linked.map(({ account }) => held.get(account.accountNumber)?.serial),
      linkedBy,
      now,
    ],
  )
  const entries = rows.map((row) => ({
    source: 'web',
    at: row.linked_at,
    event: 'connections.linked',
    entity: 'connection',
    entityId: Number(row.id),
    customerId: Number(row.customer_id),
    detail: { accountNumber: row.account_number, company: row.company },
  }))
  await openCompany(client, companyId, linkedBy)
  await client.query('select platform.append_history($1::jsonb)', [JSON.stringify(entries)])
}
