/** Puts records, their contacts and their history into the database, a batch at a time. */
import type pg from 'pg'
import { copyRows, type CopyRow } from '#server/db/copy.ts'
import { customPlace } from '#server/modules/customers/customers.custom.ts'
import { ssnKeyOf } from '#server/modules/customers/customers.ssn.ts'
import { place, seal } from '#server/platform/encryption.ts'
import { columnOf, field, fieldNames } from '#shared/rules/customer-fields.ts'
import type { HistoryEvent } from '#shared/history-events.ts'
import type { DemoRecord } from './record.ts'
import { addressColumns, addressStanding, unverified } from './address-standings.ts'
import type { StoryRecord } from './story.ts'
import { loadRecordTags } from './tags.ts'

/** Records that are made, encoded and sent together; bounds the memory of a load of any length. */
const batchSize = 5000

const customerColumns = [
  'company_id', 'id', 'kind', 'created_at', 'created_by', 'updated_at', 'updated_by', 'archived_at',
  ...fieldNames.map(columnOf), 'ssn_key', 'custom', ...addressColumns,
] // prettier-ignore
const contactColumns = [
  'company_id', 'id', 'customer_id', 'calling_order', 'first_name', 'last_name', 'phone', 'relation', 'passcode', 'has_key',
  'phone_type', 'enhanced_verification', 'authority',
] // prettier-ignore

const phoneTypes = ['cell', 'cell', 'home', 'work'] as const

/** A fact as platform.append_history takes it, and on whose behalf. */
type Entry = { by: number; at: Date; event: HistoryEvent; customerId: number; source: 'web' | 'import' } & (
  { detail: Record<string, string | number> } | { changes: unknown[] }
)

export type LoadRecordsOptions = {
  /** Contact ids count on from here. */
  firstContactId?: number
  /** Is told how many records are in. */
  onProgress?: (count: number) => void
  /** How confidential values are sealed. */
  sealText?: typeof seal
  /** Whether the company verifies addresses. */
  verifiesAddresses?: boolean
}

/** Loads records in the client's transaction, with the company open. Returns the next free contact id. */
export async function loadRecords(
  client: pg.Client,
  companyId: number,
  records: Iterable<DemoRecord | StoryRecord>,
  {
    firstContactId = 1,
    onProgress = () => {},
    sealText = seal,
    verifiesAddresses = false,
  }: LoadRecordsOptions = {},
): Promise<number> {
  let contactId = firstContactId
  let count = 0
  for (const batch of batches(records)) {
    await copyRows(
      client,
      'customer',
      customerColumns,
      mapRows(batch, (record) =>
        customerRow(companyId, record, sealText, verifiesAddresses ? addressStanding(record) : null),
      ),
    )
    const contacts = batch.flatMap((record) =>
      record.contacts.map((contact, index) => ({ record, contact, index })),
    )
    await copyRows(
      client,
      'contact',
      contactColumns,
      mapRows(contacts, ({ record, contact, index }) => [
        companyId,
        contactId++,
        record.id,
        index + 1,
        contact.firstName,
        contact.lastName,
        contact.phone,
        contact.relation,
        contact.passcode ? sealText(contact.passcode, place(companyId, 'contact.passcode')) : null,
        contact.hasKey,
        phoneTypes[Number(contact.phone.at(-1)) % phoneTypes.length]!,
        index < 2,
        contact.hasKey && index === 0 ? 'full' : 'contact',
      ]),
    )
    await loadRecordTags(client, companyId, batch)
    await appendHistory(client, batch.flatMap(entriesOf))
    onProgress((count += batch.length))
  }
  return contactId
}

function* batches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length) yield batch
}

function* mapRows<T>(items: readonly T[], toRow: (item: T) => CopyRow): Generator<CopyRow> {
  for (const item of items) yield toRow(item)
}

const columns = fieldNames.map((name) => ({
  name,
  sealedAs: field(name).sealed ? `customer.${name}` : null,
  isCheckbox: field(name).type === 'checkbox',
}))

function customerRow(
  companyId: number,
  record: DemoRecord,
  sealText: typeof seal,
  standing: CopyRow | null,
): CopyRow {
  const { id, kind, createdAt, createdBy, archivedAt, fields } = record
  const updatedAt = archivedAt ?? createdAt
  const values = columns.map(({ name, sealedAs, isCheckbox }) => {
    const value = fields[name] ?? null
    if (isCheckbox) return value ?? false
    return sealedAs && typeof value === 'string' ? sealText(value, place(companyId, sealedAs)) : value
  })
  const custom = Object.fromEntries(
    record.custom.map(({ fieldId, value, confidential }) => [
      fieldId,
      confidential ? { sealed: sealText(JSON.stringify(value), customPlace(companyId, fieldId)) } : value,
    ]),
  )
  const key = ssnKeyOf(companyId, fields.ssn)
  return [
    ...[companyId, id, kind, createdAt, createdBy, updatedAt, createdBy, archivedAt, ...values, key, custom],
    ...(standing ?? unverified),
  ]
}

function entriesOf(record: DemoRecord | StoryRecord): Entry[] {
  const { id, kind, createdAt, createdBy } = record
  const written = 'saves' in record
  const made: Entry = {
    by: createdBy,
    at: createdAt,
    event: written ? 'customers.created' : 'customers.imported',
    customerId: id,
    source: written ? 'web' : 'import',
    detail: { kind },
  }
  if (!written) return [made]
  return [
    made,
    ...record.saves.map(({ at, userId, changes }): Entry => ({
      by: userId,
      at,
      event: 'customers.saved',
      customerId: id,
      source: 'web',
      changes,
    })),
  ]
}

/** Appends entries to the company's chain, in runs of one user's. */
async function appendHistory(client: pg.Client, entries: readonly Entry[]): Promise<void> {
  for (let start = 0; start < entries.length;) {
    const by = entries[start]?.by
    let end = start + 1
    while (end < entries.length && entries[end]?.by === by && end - start < 1000) end++
    const run = entries
      .slice(start, end)
      .map(({ by: _, ...entry }) => ({ ...entry, entity: 'customer', entityId: entry.customerId }))
    await client.query(`select set_config('app.user_id', $1, true)`, [String(by)])
    await client.query('select platform.append_history($1::jsonb)', [JSON.stringify(run)])
    start = end
  }
}
