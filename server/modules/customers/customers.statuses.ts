/** What a record's status boxes rest on (shared/rules/statuses.ts), as an open and a list read it. */
import type { CustomValue } from '#shared/rules/custom-fields.ts'
import type { StatusCategory, StatusFacts } from '#shared/rules/statuses.ts'
import type { Statement } from '#server/db/one-trip.ts'
import type { StoredCustom } from './customers.custom.ts'
import type { ListRow } from './customers.list.ts'
import type { RecordRow } from './customers.queries.ts'

/** Confidential values are sealed, and no rule may ask for them. */
const openCustom = (stored: StoredCustom | null): Record<string, CustomValue> =>
  Object.fromEntries(
    Object.entries(stored ?? {}).filter(
      (entry): entry is [string, CustomValue] =>
        typeof entry[1] !== 'object' || entry[1] === null || Array.isArray(entry[1]),
    ),
  )

/** Whether a day of the company's calendar is over; there may be none. */
export const isBefore = (day: string | null | undefined, today: string): boolean => !!day && day < today

const monthsOf = (months: number | string | undefined) => (months === undefined ? null : Number(months))

export const factsOfRecord = (row: RecordRow): StatusFacts => ({
  isCanceled: row.isCanceled as boolean,
  cancelDate: row.cancelDate as string | null,
  saleDate: row.saleDate as string | null,
  installed: row.installed as boolean,
  installDate: row.installDate as string | null,
  archived: row.archivedAt !== null,
  fundingStatus: row.fundingStatus as string | null,
  accountType: row.accountType as string | null,
  accountClassId: row.accountClassId as number | null,
  monitorId: row.monitoringCompanyId as number | null,
  monitorName: row.monitor?.[0] ?? null,
  integrated: (row.monitor?.[1] ?? null) !== null,
  connectionState: row.connectionState,
  failedPushes: row.failedPushes,
  overdueTicket: isBefore(row.tally?.tickets?.[2], row.today),
  tagIds: row.tags.map(({ id }) => id),
  termMonths: monthsOf(row.catalogueData.get(row.contractTermId as number)?.months),
  custom: openCustom(row.custom),
  today: row.today,
})

export const factsOfListRow = (row: ListRow): StatusFacts => ({
  isCanceled: row.is_canceled,
  cancelDate: row.cancel_date,
  saleDate: row.sale_date,
  installed: row.installed,
  installDate: row.install_date,
  archived: row.archived_at !== null,
  fundingStatus: row.funding_status,
  accountType: row.account_type,
  accountClassId: row.account_class_id,
  monitorId: row.monitoring_company_id,
  monitorName: row.monitor_name,
  integrated: row.monitor_connector !== null,
  connectionState: row.connection_state,
  failedPushes: row.failed_pushes,
  overdueTicket: row.status_overdue ?? false,
  tagIds: row.status_tags ?? [],
  termMonths: row.status_term,
  custom: openCustom(row.status_custom),
  today: row.today,
})

/** The company's own categories, beside a list in the same trip; no row where it has set nothing. */
export const statusSetupStatement = (): Statement => ({
  name: 'customers.statuses',
  text: 'select categories from status_setup where company_id = platform.company_id()',
  values: [],
})

export const categoriesOf = (rows: readonly unknown[] | undefined): StatusCategory[] | null =>
  (rows?.[0] as { categories: StatusCategory[] } | undefined)?.categories ?? null

const needed = (need: string, value: string, name: string) =>
  `case when '${need}' = any ((select s.needs from status_setup s where s.company_id = platform.company_id())::text[])
      then ${value} end as ${name}`

/** What a list's rows carry for the boxes beyond their own columns, each only where the company's rules ask for it. */
export const statusColumns = `c.cancel_date, c.account_type, c.account_class_id, c.monitoring_company_id,
      platform.today() as today,
      ${needed('custom', 'c.custom', 'status_custom')},
      ${needed(
        'term',
        `(select (x.data->>'months')::int from catalogue_value x
        where x.company_id = c.company_id and x.id = c.contract_term_id)`,
        'status_term',
      )},
      ${needed(
        'tags',
        `(select json_agg(x.tag_id) from customer_tag x
        where x.company_id = c.company_id and x.customer_id = c.id)`,
        'status_tags',
      )},
      ${needed(
        'overdue',
        `exists (select from note x where x.company_id = c.company_id and x.customer_id = c.id
        and x.is_ticket and x.closed_at is null and x.due_on < platform.today())`,
        'status_overdue',
      )}`
