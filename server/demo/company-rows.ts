/** Puts a planned company's own rows into the database: locations, users, groups, catalogues, stations. */
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { hashPassword } from '#server/platform/passwords.ts'
import { readRange } from '#shared/rules/account-numbers.ts'
import { loadAccessRows } from './access-rows.ts'
import { demoPassword } from './acme.ts'
import { numberValues, type CompanyPlan } from './company-plan.ts'

/** Makes the company and opens it for the client's transaction. Returns its id. */
export async function insertCompany(client: pg.Client, plan: CompanyPlan, now: Date): Promise<number> {
  const { rows } = await client.query<{ id: string }>(
    `insert into platform.company (slug, name, time_zone, settings, created_at) values ($1, $2, $3, $4, $5) returning id`,
    [plan.slug, plan.name, plan.timeZone, plan.settings, now],
  )
  const companyId = Number(rows[0]?.id)
  await openCompany(client, companyId)
  return companyId
}

/** Makes the company that of the client's transaction, as row-level security asks of the owner, too. */
export async function openCompany(
  client: pg.Client,
  companyId: number,
  userId: number | null = null,
): Promise<void> {
  await client.query(`select set_config('app.company_id', $1, true), set_config('app.user_id', $2, true)`, [
    String(companyId),
    userId === null ? '' : String(userId),
  ])
}

/** Runs `work` in a transaction of the client's with the company open. */
export async function inCompany<T>(client: pg.Client, companyId: number, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    await openCompany(client, companyId)
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** Loads everything of the plan but its records. `sandboxUrl` is where the stations' sandboxes stand. */
export async function loadCompanyRows(
  client: pg.Client,
  companyId: number,
  plan: CompanyPlan,
  { sandboxUrl, now }: { sandboxUrl: string; now: Date },
): Promise<void> {
  const copy = (table: string, columns: string[], rows: readonly (readonly unknown[])[]) =>
    copyRows(
      client,
      table,
      ['company_id', 'id', ...columns],
      rows.map((row, index) => [companyId, index + 1, ...(row as string[])]),
    )

  await copy(
    'location',
    ['name', 'address_line1', 'city', 'state', 'zip', 'time_zone'],
    plan.locations.map((l) => [l.name, l.addressLine1, l.city, l.state, l.zip, l.timeZone]),
  )
  await copy(
    'user_account',
    [
      'username',
      'first_name',
      'last_name',
      'email',
      'password_hash',
      'active',
      'can_log_in',
      'roles',
      'created_at',
      'reports_to_id',
    ],
    await userRows(plan, now),
  )
  await copy(
    'permission_group',
    ['name', 'description', 'grants'],
    plan.groups.map((group) => [group.name, group.description, group.grants]),
  )
  await copy('membership', ['user_id', 'group_id', 'location_id'], membershipRows(plan))
  await copyRows(
    client,
    'catalogue_value',
    ['company_id', 'id', 'catalogue', 'name', 'active', 'sort', 'data'],
    numberValues(plan).map((value) => [
      companyId,
      value.id,
      value.catalogue,
      value.name,
      value.active ?? true,
      value.sort,
      value.data ?? {},
    ]),
  )
  await copy(
    'monitoring_company',
    ['name', 'connector', 'active', 'settings', 'sealed_secrets', 'templates'],
    plan.stations.map(({ name, connector, active, login, templates }) => [
      name,
      connector,
      active,
      login
        ? {
            baseUrl: `${sandboxUrl}/${connector}${login.path ?? ''}`,
            userId: login.userId,
            dealerId: login.dealerId,
            ...login.settings,
          }
        : {},
      login
        ? seal(
            JSON.stringify({ password: login.password, ...login.secrets }),
            place(companyId, 'monitoring_company.sealed_secrets'),
          )
        : null,
      // An array would become one of PostgreSQL's.
      JSON.stringify(templates ?? []),
    ]),
  )
  await copy(
    'account_number_block',
    [
      'monitoring_company_id',
      'prefix',
      'digits',
      'first_number',
      'last_number',
      'receiver_number',
      'two_way',
      'active',
    ],
    plan.stations.flatMap(({ blocks = [] }, index) =>
      blocks.map(({ first, last, receiverNumber, twoWay, active }) => {
        const { range } = readRange(first, last)
        return [
          index + 1,
          range!.prefix,
          range!.digits,
          range!.first,
          range!.last,
          receiverNumber ?? null,
          twoWay ?? false,
          active ?? true,
        ]
      }),
    ),
  )
  await copy(
    'service_provider',
    ['name', 'active', 'connector', 'settings', 'sealed_secrets'],
    plan.serviceProviders.map(({ name, active, login }) => {
      const own = Object.entries(login?.settings ?? {})
      return [
        name,
        active,
        login?.connector ?? null,
        login
          ? {
              baseUrl: `${sandboxUrl}/${login.connector}`,
              ...Object.fromEntries(own.map(([key, value]) => [key, value.replace('{sandbox}', sandboxUrl)])),
            }
          : {},
        login
          ? seal(JSON.stringify(login.secrets), place(companyId, 'service_provider.sealed_secrets'))
          : null,
      ]
    }),
  )
  await copy(
    'credit_bureau',
    ['name', 'active', 'connector', 'settings', 'sealed_secrets'],
    (plan.creditBureaus ?? []).map(({ name, active, login }) => [
      name,
      active,
      login?.connector ?? null,
      login ? { baseUrl: `${sandboxUrl}/${login.sandbox}${login.path ?? ''}`, ...login.settings } : {},
      login ? seal(JSON.stringify(login.secrets), place(companyId, 'credit_bureau.sealed_secrets')) : null,
    ]),
  )
  await copy(
    'payment_processor',
    ['name', 'active', 'is_default', 'connector', 'settings', 'sealed_secrets'],
    (plan.processors ?? []).map(({ name, active, isDefault, connector, settings, secrets }) => [
      name,
      active,
      isDefault,
      connector,
      {
        baseUrl: `${sandboxUrl}/${connector}`,
        ...Object.fromEntries(
          Object.entries(settings).map(([key, value]) => [
            key,
            typeof value === 'string' ? value.replace('{sandbox}', sandboxUrl) : value,
          ]),
        ),
      },
      seal(JSON.stringify(secrets), place(companyId, 'payment_processor.sealed_secrets')),
    ]),
  )
  await loadAccessRows(client, companyId)
}

/** Only named users get a password; the others are there to be chosen in a form. */
async function userRows(plan: CompanyPlan, now: Date): Promise<unknown[][]> {
  const taken = new Set<string>()
  return Promise.all(
    plan.users.map(async (user) => {
      const username = user.username ?? unusedName(user.firstName, user.lastName, taken)
      return [
        username,
        user.firstName,
        user.lastName,
        `${username}@${plan.slug}.test`,
        user.username ? await hashPassword(demoPassword) : null,
        user.active ?? true,
        user.username !== undefined,
        user.roles,
        now,
        user.reportsTo ? idOfUser(plan, user.reportsTo) : null,
      ]
    }),
  )
}

function idOfUser(plan: CompanyPlan, name: string): number {
  const index = plan.users.findIndex((user) => `${user.firstName} ${user.lastName}` === name)
  if (index < 0) throw new Error(`${plan.slug} has no user '${name}'`)
  return index + 1
}

function unusedName(firstName: string, lastName: string, taken: Set<string>): string {
  const name = `${firstName.slice(0, 1)}${lastName}`.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (taken.has(name)) throw new Error(`Two demo users would be called ${name}`)
  taken.add(name)
  return name
}

function membershipRows(plan: CompanyPlan): unknown[][] {
  const idOf = (list: readonly { name: string }[], name: string) => {
    const index = list.findIndex((item) => item.name === name)
    if (index < 0) throw new Error(`${plan.slug} has no '${name}'`)
    return index + 1
  }
  return plan.users.flatMap((user, index) =>
    (user.memberships ?? []).flatMap(({ group, locations }) =>
      (locations.length ? locations : [null]).map((location) => [
        index + 1,
        idOf(plan.groups, group),
        location === null ? null : idOf(plan.locations, location),
      ]),
    ),
  )
}
