/** A file that waits to be mapped, one that was brought in years ago, and the webhooks of a dealer's own programs. */
import type pg from 'pg'
import { receiveImport } from '#server/modules/imports/imports.file.ts'
import { newSecret, sealSecret } from '#server/modules/webhooks/webhooks.message.ts'
import { guessColumns, importTargets } from '#shared/rules/imports.ts'
import { wantsOf, type WebhookTopic } from '#shared/rules/webhooks.ts'
import type { Setting } from './record.ts'
import { story } from './story.ts'

const waiting = `Legacy ID,First Name,Last Name,Address,City,State,Zip,Phone,Email,Account Type,Office,Sale Date,Remarks
L-1001,Opal,Fenwick,12 Quarry Road,Provo,UT,84601,(801) 555-0171,opal@fenwick.test,Residential,Provo,3/14/2019,Key under the mat
L-1002,Ruben,Achterberg,77 Canal Street,Ogden,UT,84401,(801) 555-0172,ruben@achterberg.test,Residential,Provo,7/2/2020,
L-1003,Ida,Mortensen,3 Mill Lane,Logan,UT,84321,(435) 555-0173,,Commercial,Provo,11/30/2018,"Bakery, opens at 4"
`

const before = `Account No,First Name,Last Name,City,State,Phone
B-77,Hal,Ostrander,Reno,NV,(775) 555-0144
B-78,Vera,Quist,Reno,NV,
`

const endpoints: readonly {
  name: string
  url: string
  topics: readonly WebhookTopic[]
  failingHours: number | null
}[] = [
  {
    name: 'Warehouse',
    url: 'https://hooks.acme.test/keyholder',
    topics: ['customer.created', 'customer.updated', 'equipment.changed', 'work_order.status_changed'],
    failingHours: null,
  },
  {
    name: 'Bookkeeping',
    url: 'https://books.acme.test/in',
    topics: ['invoice.created', 'invoice.paid', 'payment.recorded', 'payment.reversed'],
    failingHours: 30,
  },
]

/** Brings them. Nothing is sent to the webhooks: they are switched off, or nothing waits. */
export async function loadImports(client: pg.Client, companyId: number, { now }: Setting): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from user_account where company_id = $1 order by id limit 1`,
    [companyId],
  )
  const owner = Number(rows[0]!.id)
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
  const insert = async (name: string, text: string, state: 'new' | 'done', at: Date) => {
    const bytes = Buffer.from(text)
    const file = await receiveImport(companyId, {
      bytes: (async function* () { yield bytes })(), // prettier-ignore
      announcedBytes: bytes.length,
    })
    const choices = {
      columns: guessColumns(file.headings, importTargets('customer')),
      ...{ fixed: {}, dates: 'mdy', numbers: 'point', matchBy: 'none', onMatch: 'skip' },
      ...{ onNoMatch: 'create', blanks: 'keep', duplicates: 'refuse', make: [] },
    }
    const done = state === 'done'
    const made = await client.query<{ id: string }>(
      `insert into data_import (company_id, user_id, kind, file_name, size_bytes, storage_key, encoding, delimiter, headings,
         total, choices, state, position, created, refused, created_at, started_at, finished_at)
       values ($1, $2, 'customer', $3, $4, $5, $6, $7, $8, $9::int, $10, $11, case when $12 then $9::int else 0 end,
         case when $12 then 1 else 0 end, case when $12 then 1 else 0 end, $13, $14, $14) returning id`,
      [
        ...[companyId, owner, name, file.sizeBytes, file.key, file.encoding, file.delimiter, file.headings],
        ...[file.total, done ? JSON.stringify(choices) : null, state, done, at, done ? at : null],
      ],
    )
    return Number(made.rows[0]!.id)
  }
  const old = await insert('Basin Security.csv', before, 'done', ago(24 * 20))
  await client.query(
    `insert into import_row (company_id, import_id, number, outcome, errors) values ($1, $2, 1, 'created', '[]'),
       ($1, $2, 2, 'refused', '[{"column": "Phone", "message": "Primary Phone is required"}]')`,
    [companyId, old],
  )
  await insert('Old customers.csv', waiting, 'new', ago(3))
  for (const { name, url, topics, failingHours } of endpoints) {
    const { rows: made } = await client.query<{ id: string }>(
      `insert into webhook_endpoint (company_id, name, url, topics, wants, active, sealed_secret, failing_since, failures,
         disabled_reason, created_at, created_by)
       values ($1, $2, $3, $4, $5, false, $6, $7, $8, $9, $10, $11) returning id`,
      [
        ...[companyId, name, url, topics, wantsOf(topics), sealSecret(companyId, newSecret())],
        ...[failingHours === null ? null : ago(failingHours), failingHours === null ? 0 : 9],
        ...[failingHours === null ? null : 'nothing could be delivered for 5 days', ago(24 * 40), owner],
      ],
    )
    if (failingHours !== null) continue
    for (const [customerId, hours, status] of [
      [story.equal, 30, 200],
      [story.linked, 5, 200],
      [story.unmonitored, 2, 500],
    ] as const) {
      const event = await client.query<{ id: string }>(
        `insert into webhook_event (company_id, event, kind, customer_id, entity, entity_id, fields, at)
         values ($1, 'customers.saved', 'customer', $2, 'customer', $2, $3, $4) returning id`,
        [companyId, customerId, ['email', 'primaryPhone'], ago(hours)],
      )
      const state = status === 200 ? 'delivered' : 'failed'
      const error = status === 200 ? null : `The receiver answered ${status}`
      const delivery = await client.query<{ id: string }>(
        `insert into webhook_delivery (company_id, endpoint_id, event_id, customer_id, state, attempts, last_status, last_error,
           settled_at) values ($1, $2, $3, $4, $5, 1, $6, $7, $8) returning id`,
        [companyId, made[0]!.id, event.rows[0]!.id, customerId, state, status, error, ago(hours)],
      )
      await client.query(
        `insert into webhook_attempt (company_id, delivery_id, at, status, duration_ms, error, reply)
         values ($1, $2, $3, $4, 48, $5, $6)`,
        [companyId, delivery.rows[0]!.id, ago(hours), status, error, status === 200 ? 'OK' : 'out of order'],
      )
    }
  }
}
