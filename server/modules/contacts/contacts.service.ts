/**
 * Emergency contacts in calling order, and agencies. Every change is one of the whole list: the record is locked, so
 * that two changes come one after the other, the order stays 1, 2, 3 …, and what the station keeps of it is queued in
 * the same transaction (CON-013).
 */
import type { Output, Parsed } from '#shared/contract.ts'
import type { ContactList, contacts, ContactValues } from '#shared/contracts/contacts.ts'
import { fail } from '#shared/errors.ts'
import { moved } from '#shared/moved.ts'
import { agencyKinds, maxContacts, ordinal } from '#shared/rules/contacts.ts'
import { todayIn } from '#shared/time.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { findContactStation, queueContacts } from '../connections/connections.service.ts'
import { type CustomerPart, getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import {
  agencyChanges,
  agencyTold,
  attentionOf,
  contactChanges,
  contactTold,
  orderTold,
  toAgency,
  toAgencyColumns,
  toContact,
  toContactColumns,
} from './contacts.answers.ts'
import * as queries from './contacts.queries.ts'

type Change<K extends 'create' | 'reorder' | 'update' | 'remove' | 'setAgency' | 'removeAgency'> = Parsed<
  (typeof contacts)[K]
>

/** @throws customers.not_found, access.denied_here */
export async function readContacts(
  ctx: Ctx,
  db: Db,
  { params }: Parsed<typeof contacts.list>,
): Promise<ContactList> {
  return read(ctx, db, await getReadable(ctx, db, params.customerId, 'emergency_contacts.view'))
}

async function read(ctx: Ctx, db: Db, record: Visible): Promise<ContactList> {
  const { company, grants } = ctx.actor
  const today = todayIn(company.timeZone, ctx.now)
  const list = (await queries.listContacts(db, record.id)).map((row) => toContact(company.id, row, today))
  if (list.some(({ passcode }) => passcode)) ctx.actor.sight?.note(record.id, 'passcode')
  const kinds = Object.keys(agencyKinds)
  const agencies = (await queries.listAgencies(db, record.id))
    .map((row) => toAgency(row, today))
    .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
  const spoken = new Set(list.map(({ language }) => language?.id))
  const may = (level: 'create' | 'modify' | 'delete') =>
    !record.archived && grants.has(`emergency_contacts.${level}`, record.locationId)
  return {
    version: await queries.getListVersion(db, record.id),
    contacts: list,
    agencies,
    station: await findContactStation(db, record.id),
    attention: attentionOf(list, agencies, { monitoredBy: monitoredBy(record) }),
    languages: (await queries.listLanguages(db))
      .filter(({ id, active }) => active || spoken.has(id))
      .map(({ id, name }) => ({ id, name })),
    abilities: { create: may('create'), modify: may('modify'), delete: may('delete') },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** Who has to reach somebody for this record; null if nobody monitors it. */
const monitoredBy = ({ kind, archived, row }: Visible): string | null =>
  kind === 'customer' && !archived && !row.isCanceled ? (row.monitor?.[0] ?? null) : null

async function lock(ctx: Ctx, db: Db, customerId: number, level: 'create' | 'modify' | 'delete') {
  const record = await getWritable(ctx, db, customerId, `emergency_contacts.${level}`)
  // The answer to every change shows the whole list.
  requireAt(ctx.actor, 'emergency_contacts.view', record.locationId)
  return { record, rows: await queries.listContacts(db, customerId) }
}

/** Ends every change: the list counts on, the station hears of it now and on the days on which dates take effect. */
async function finish(ctx: Ctx, db: Db, record: Visible, tell: boolean): Promise<ContactList> {
  await queries.countChange(db, record.id)
  if (tell) await queueContacts(db, record.id, ctx.actor.userId)
  const turn = await queries.findNextTurn(db, record.id)
  if (turn) await queries.addTurnJob(db, record.id, turn)
  return read(ctx, db, record)
}

/** @throws customers.…; contacts.too_many; request.invalid with the fields */
export async function addContact(
  ctx: Ctx,
  db: Db,
  { params, body }: Change<'create'>,
): Promise<Output<typeof contacts.create>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'create')
  if (rows.length >= maxContacts) fail('contacts.too_many', { max: maxContacts })
  const language = await checkLanguage(db, body, undefined, 'languageId')
  const values = toContactColumns(ctx.actor.company.id, body)
  const id = await queries.insertContact(db, record.id, rows.length + 1, values)
  const place = placeIn(rows.length + 1, body.order)
  const ids = rows.map((row) => row.id)
  if (place <= rows.length)
    await queries.writeOrder(db, record.id, [...ids.slice(0, place - 1), id, ...ids.slice(place - 1)])
  ctx.history.add({
    event: 'contacts.added',
    entity: 'contact',
    entityId: id,
    customerId: record.id,
    detail: { place: ordinal(place) },
    changes: contactChanges(null, contactTold({ ...values, language, calling_order: place })),
  })
  return finish(ctx, db, record, true)
}

/** @throws customers.…; contacts.not_found; contacts.stale; request.invalid with the fields */
export async function changeContact(
  ctx: Ctx,
  db: Db,
  { params, body }: Change<'update'>,
): Promise<Output<typeof contacts.update>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  const index = rows.findIndex((row) => row.id === params.contactId)
  const before = rows[index] ?? fail('contacts.not_found')
  if (before.version !== body.version) fail('contacts.stale')
  const language = await checkLanguage(db, body.contact, before, 'contact.languageId')
  const values = toContactColumns(ctx.actor.company.id, body.contact, before)
  const place = placeIn(rows.length, body.contact.order ?? index + 1)
  const changes = contactChanges(
    contactTold(before),
    contactTold({ ...values, language, calling_order: place }),
  )
  if (!changes.length) {
    ctx.history.nothingChanged()
    return read(ctx, db, record)
  }
  await queries.updateContact(db, before.id, values)
  await queries.writeOrder(
    db,
    record.id,
    moved(rows, index, place - 1).map((row) => row.id),
  )
  ctx.history.add({
    event: 'contacts.changed',
    entity: 'contact',
    entityId: before.id,
    customerId: record.id,
    detail: { place: ordinal(index + 1) },
    changes,
  })
  return finish(
    ctx,
    db,
    record,
    changes.some(({ field }) => toldToStations.has(field)),
  )
}

/** Of a contact's fields those that decide on what a station gets (connections.account.ts). */
const toldToStations: ReadonlySet<string> = new Set([
  'firstName',
  'lastName',
  'phone',
  'relation',
  'passcode',
  'hasKey',
  'startsOn',
  'expiresOn',
  'callingOrder',
])

/** @throws customers.…; contacts.not_found */
export async function removeContact(
  ctx: Ctx,
  db: Db,
  { params }: Change<'remove'>,
): Promise<Output<typeof contacts.remove>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'delete')
  const gone = rows.find((row) => row.id === params.contactId) ?? fail('contacts.not_found')
  await queries.deleteContact(db, gone.id)
  await queries.writeOrder(
    db,
    record.id,
    rows.filter((row) => row !== gone).map((row) => row.id),
  )
  ctx.history.add({
    event: 'contacts.removed',
    entity: 'contact',
    entityId: gone.id,
    customerId: record.id,
    detail: { place: ordinal(gone.calling_order) },
    changes: contactChanges(contactTold(gone), null),
  })
  return finish(ctx, db, record, true)
}

/** @throws customers.…; contacts.list_stale if somebody changed the list since it was read */
export async function reorderContacts(
  ctx: Ctx,
  db: Db,
  { params, body }: Change<'reorder'>,
): Promise<Output<typeof contacts.reorder>> {
  const { record, rows } = await lock(ctx, db, params.customerId, 'modify')
  if ((await queries.getListVersion(db, record.id)) !== body.version) fail('contacts.list_stale')
  const wanted = body.ids.map((id) => rows.find((row) => row.id === id))
  if (new Set(body.ids).size !== rows.length || wanted.length !== rows.length || wanted.includes(undefined))
    return fail(
      'request.invalid',
      {},
      { errors: [{ path: 'ids', message: 'Must name every contact of the list once' }] },
    )
  const after = wanted as queries.ContactRow[]
  if (after.every((row, i) => row === rows[i])) {
    ctx.history.nothingChanged()
    return read(ctx, db, record)
  }
  await queries.writeOrder(db, record.id, body.ids)
  ctx.history.add({
    event: 'contacts.reordered',
    entity: 'contact',
    entityId: null,
    customerId: record.id,
    changes: [{ field: 'callingOrder', old: orderTold(rows), new: orderTold(after) }],
  })
  return finish(ctx, db, record, true)
}

/** @throws customers.…; contacts.stale; request.invalid with the fields */
export async function setAgency(
  ctx: Ctx,
  db: Db,
  { params, body }: Change<'setAgency'>,
): Promise<Output<typeof contacts.setAgency>> {
  const { record } = await lock(ctx, db, params.customerId, body.version === null ? 'create' : 'modify')
  const before = (await queries.listAgencies(db, record.id)).find(({ kind }) => kind === params.agencyKind)
  if ((before?.version ?? null) !== body.version) fail('contacts.stale')
  if (body.responseFeeCents !== null && params.agencyKind !== 'guard')
    fail(
      'request.invalid',
      {},
      { errors: [{ path: 'responseFeeCents', message: 'Only a guard has a response fee' }] },
    )
  const { currency } = ctx.actor.company
  const values = toAgencyColumns(body)
  const changes = agencyChanges(before ? agencyTold(before, currency) : null, agencyTold(values, currency))
  if (!changes.length) {
    ctx.history.nothingChanged()
    return read(ctx, db, record)
  }
  await queries.upsertAgency(db, record.id, params.agencyKind, values)
  ctx.history.add({
    event: 'contacts.agency_set',
    entity: 'agency',
    entityId: before?.id ?? null,
    customerId: record.id,
    detail: { agency: agencyKinds[params.agencyKind].toLowerCase() },
    changes,
  })
  return finish(ctx, db, record, false)
}

/** @throws customers.…; contacts.agency_not_found */
export async function removeAgency(
  ctx: Ctx,
  db: Db,
  { params }: Change<'removeAgency'>,
): Promise<Output<typeof contacts.removeAgency>> {
  const { record } = await lock(ctx, db, params.customerId, 'delete')
  const before = (await queries.listAgencies(db, record.id)).find(({ kind }) => kind === params.agencyKind)
  if (!before) return fail('contacts.agency_not_found')
  await queries.deleteAgency(db, before.id)
  ctx.history.add({
    event: 'contacts.agency_removed',
    entity: 'agency',
    entityId: before.id,
    customerId: record.id,
    detail: { agency: agencyKinds[params.agencyKind].toLowerCase() },
    changes: agencyChanges(agencyTold(before, ctx.actor.company.currency), null),
  })
  return finish(ctx, db, record, false)
}

/** A place in the calling order that exists: beyond the end is last. */
const placeIn = (length: number, wanted = length): number => Math.min(Math.max(wanted, 1), length)

/** The chosen language's name. A retired one may stay on the contact that has it. */
async function checkLanguage(
  db: Db,
  { languageId }: ContactValues,
  before: queries.ContactRow | undefined,
  path: string,
): Promise<string | null> {
  if (languageId === null) return null
  const found = (await queries.listLanguages(db)).find(({ id }) => id === languageId)
  if (found && (found.active || before?.language_id === languageId)) return found.name
  return fail('request.invalid', {}, { errors: [{ path, message: 'Choose a language from the list' }] })
}

/** A day has turned on which a contact's dates begin or end to count: the station gets the list as it now stands. */
export async function turnDay(db: Db, customerId: number): Promise<void> {
  await queueContacts(db, customerId, null)
  const next = await queries.findNextTurn(db, customerId)
  if (next) await queries.addTurnJob(db, customerId, next)
}

/** Contacts go with their record; agencies belong to an address and are not copied. */
export const contactsPart: CustomerPart = {
  key: 'contacts',
  duplicate: {
    label: 'Emergency contacts',
    permission: 'emergency_contacts.create',
    async copy(ctx, db, fromId, toId) {
      const source = await getReadable(ctx, db, fromId, 'emergency_contacts.view')
      const rows = await queries.listContacts(db, source.id)
      const count = await queries.copyContacts(db, fromId, toId)
      if (count > 0) {
        ctx.history.add({
          event: 'contacts.copied',
          entity: 'contact',
          entityId: null,
          customerId: toId,
          detail: { count, from: fromId },
          changes: [{ field: 'callingOrder', old: null, new: orderTold(rows) }],
        })
        const turn = await queries.findNextTurn(db, toId)
        if (turn) await queries.addTurnJob(db, toId, turn)
      }
      return count
    },
  },
}
