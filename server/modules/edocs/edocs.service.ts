/** Documents of a record: reading, drafting, changing, deleting. They are sent in edocs.sending.ts, signed in edocs.signing.ts. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { Edoc } from '#shared/contracts/edoc-values.ts'
import type { EdocList, edocs } from '#shared/contracts/edocs.ts'
import { fail } from '#shared/errors.ts'
import { formatPhone } from '#shared/phone.ts'
import { edocStatuses, maxEdocs, rolesIn } from '#shared/rules/edocs.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx } from '#server/http/context.ts'
import type { Visible } from '../customers/customers.service.ts'
import { queueSweep } from '../files/files.service.ts'
import { listPageOf } from '../history/history.service.ts'
import { findFacts, listPeople, readReach } from '../messages/messages.service.ts'
import { edocChanges, fieldsText, toEdoc, toRow } from './edocs.answers.ts'
import * as checks from './edocs.checks.ts'
import { mergedFor, readMerged } from './edocs.merge.ts'
import * as queries from './edocs.queries.ts'
import type { ShownEdoc } from './edocs.queries.ts'
import { findTemplate, listOffered } from './edocs.templates.queries.ts'

export { takeConnect } from './edocs.connect.ts'
export { edocsPart } from './edocs.part.ts'

type Request<K extends keyof typeof edocs> = Parsed<(typeof edocs)[K]>

const may = (ctx: Ctx, record: Visible, level: 'create' | 'modify' | 'delete') =>
  !record.archived && ctx.actor.grants.has(`docusign.${level}`, record.locationId)

/** One document as it stands, as an answer. */
export async function answer(ctx: Ctx, db: Db, record: Visible, edocId: number): Promise<Edoc> {
  const row = await checks.getEdoc(db, record, edocId)
  const merged =
    row.status === 'draft' ? mergedFor(row.fields, await readMerged(ctx, db, record)) : row.merged
  return toEdoc(row, await queries.listSigners(db, [row.id]), await queries.listEvents(db, row.id), merged, {
    modify: may(ctx, record, 'modify'),
    delete: may(ctx, record, 'delete'),
  })
}

/** @throws edocs.off, .not_for_leads; customers.not_found, access.denied_here */
export async function readEdocs(ctx: Ctx, db: Db, { params }: Request<'list'>): Promise<EdocList> {
  const record = await checks.openRecord(ctx, db, params.customerId)
  const rows = await queries.listEdocs(db, record.id)
  const signers = await queries.listSigners(
    db,
    rows.map(({ id }) => id),
  )
  const create = may(ctx, record, 'create')
  const reach = await readReach(db, ctx.actor.company.id)
  return {
    items: rows.map((row) => toRow(row, signers)),
    providers: (await queries.listActiveProviders(db)).map(({ id, name, connector }) => ({
      id,
      name,
      connector,
    })),
    templates: create
      ? (await listOffered(db)).map((row) => ({
          id: row.id,
          name: row.name,
          description: row.description,
          roles: rolesIn(row.fields),
          subject: row.subject,
          message: row.message,
          expiresDays: row.expires_days,
          reminderDays: row.reminder_days,
        }))
      : [],
    people: await listSignersToChoose(ctx, db, record),
    reach: { email: reach.email, sms: reach.sms },
    abilities: { create, modify: may(ctx, record, 'modify'), delete: may(ctx, record, 'delete') },
    readOnlyReason: record.archived ? 'archived' : null,
  }
}

/** The record itself, its spouse and its contacts where one may see them, and the caller for the dealer. */
async function listSignersToChoose(ctx: Ctx, db: Db, record: Visible): Promise<EdocList['people']> {
  const facts = await findFacts(db, record.id)
  if (!facts) return []
  const withContacts = ctx.actor.grants.has('emergency_contacts.view', record.locationId)
  const found = await listPeople(db, facts, withContacts)
  const own = `${facts.firstName} ${facts.lastName}`
  const phone = (text: string | null) => (text && /^\d{10}$/.test(text) ? formatPhone(text) : '')
  const people: EdocList['people'] = [
    {
      role: 'customer',
      label: 'The record',
      name: own,
      email: facts.email ?? '',
      phone: phone(facts.cellPhone ?? facts.primaryPhone),
    },
  ]
  const spouse = typeof record.row.spouse === 'string' ? record.row.spouse : ''
  if (spouse) people.push({ role: 'cosigner', label: 'Spouse', name: spouse, email: '', phone: '' })
  for (const person of found) {
    const known = people.find(({ name }) => name === person.name)
    const at = person.channel === 'email' ? 'email' : 'phone'
    const address = at === 'email' ? person.address : formatPhone(person.address.replace(/^\+1/, ''))
    if (known) known[at] ||= address
    else if (people.length < 12)
      people.push({
        role: 'cosigner',
        label: person.label.split(',')[0]!,
        name: person.name,
        email: '',
        phone: '',
        [at]: address,
      })
  }
  people.push({ role: 'dealer', label: 'You', name: ctx.actor.userName, email: '', phone: '' })
  return people
}

/** @throws edocs.…; customers.not_found, access.denied_here */
export async function readEdoc(ctx: Ctx, db: Db, { params }: Request<'get'>): Promise<Edoc> {
  return answer(ctx, db, await checks.openRecord(ctx, db, params.customerId), params.edocId)
}

/** What is noted of every document, under its name. */
export const factOf = (row: { id: number; customer_id: number; name: string }) => ({
  entity: 'edoc',
  entityId: row.id,
  customerId: row.customer_id,
  detail: { name: row.name },
})

/** @throws edocs.too_many */
export async function requireRoom(db: Db, record: Visible): Promise<void> {
  if ((await queries.countEdocs(db, record.id)) >= maxEdocs) fail('edocs.too_many', { max: maxEdocs })
}

/** @throws edocs.too_many, .template_unready, .provider_not_offered; customers.…; request.invalid */
export async function createEdoc(ctx: Ctx, db: Db, { params, body }: Request<'create'>): Promise<Edoc> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'create')
  await requireRoom(db, record)
  const provider = await checks.offeredProvider(db, body.providerId)
  const template = await findTemplate(db, body.templateId)
  if (!template?.storage_key || !template.active || template.archived_at)
    return fail('edocs.template_unready')
  const signers = checks.toSigners(body.signers)
  const { name, subject, message } = body
  const values = {
    name,
    subject,
    message,
    expires_days: body.expiresDays,
    reminder_days: body.reminderDays,
  }
  const id = await queries.insertEdoc(db, {
    ...values,
    customer_id: record.id,
    edoc_provider_id: provider.id,
    template_id: template.id,
    created_at: ctx.now,
    created_by: ctx.actor.userId,
    file_name: template.file_name,
    storage_key: template.storage_key,
    sha256: template.sha256,
    size_bytes: template.size_bytes,
    pages: JSON.stringify(template.pages),
    fields: JSON.stringify(template.fields),
  })
  await queries.replaceSigners(db, id, signers)
  await queries.addEvent(db, id, {
    kind: 'created',
    at: ctx.now,
    userId: ctx.actor.userId,
    detail: template.name,
  })
  ctx.history.add({
    ...factOf({ id, customer_id: record.id, name }),
    event: 'edocs.created',
    changes: [
      ...edocChanges(null, { ...values, provider: provider.name, signers }),
      { field: 'template', old: null, new: template.name },
    ],
  })
  return answer(ctx, db, record, id)
}

/** @throws edocs.not_found, .stale, .not_draft, .provider_not_offered; customers.…; request.invalid */
export async function saveEdoc(ctx: Ctx, db: Db, { params, body }: Request<'save'>): Promise<Edoc> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'modify')
  const before = await checks.holdDraft(db, record, params.edocId, body.version)
  const provider =
    body.providerId === before.edoc_provider_id
      ? { id: before.edoc_provider_id, name: before.provider }
      : await checks.offeredProvider(db, body.providerId)
  const signers = checks.toSigners(body.signers)
  const { name, subject, message } = body
  const values = { name, subject, message, expires_days: body.expiresDays, reminder_days: body.reminderDays }
  const changes = edocChanges(
    { ...before, signers: await queries.listSigners(db, [before.id]) },
    { ...values, provider: provider.name, signers },
  )
  if (!changes.length) {
    ctx.history.nothingChanged()
    return answer(ctx, db, record, before.id)
  }
  await queries.updateEdoc(db, before.id, { ...values, edoc_provider_id: provider.id })
  await queries.replaceSigners(db, before.id, signers)
  ctx.history.add({ ...factOf({ ...before, name }), event: 'edocs.saved', changes })
  return answer(ctx, db, record, before.id)
}

/** @throws edocs.not_found, .stale, .not_draft; customers.…; request.invalid at each field that cannot stand so */
export async function saveFields(ctx: Ctx, db: Db, { params, body }: Request<'saveFields'>): Promise<Edoc> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'modify')
  const before = await checks.holdDraft(db, record, params.edocId, body.version)
  checks.checkFields(body.fields, before.pages)
  await queries.updateEdoc(db, before.id, { fields: JSON.stringify(body.fields) })
  ctx.history.add({
    ...factOf(before),
    event: 'edocs.saved',
    changes: [{ field: 'fields', old: fieldsText(before.fields), new: fieldsText(body.fields) }],
  })
  return answer(ctx, db, record, before.id)
}

/** @throws edocs.not_found, .out; customers.… */
export async function removeEdoc(
  ctx: Ctx,
  db: Db,
  { params }: Request<'remove'>,
): Promise<Output<typeof edocs.remove>> {
  const record = await checks.lockRecord(ctx, db, params.customerId, 'delete')
  const gone: ShownEdoc = await checks.holdEdoc(db, record, params.edocId)
  if (gone.status === 'sent') fail('edocs.out')
  await queries.deleteEdoc(db, gone.id)
  await queueSweep(db, ctx.now)
  ctx.history.add({
    ...factOf(gone),
    event: 'edocs.deleted',
    changes: [{ field: 'status', old: edocStatuses[gone.status], new: null }],
  })
  return {}
}

/** @throws edocs.…; customers.not_found, access.denied_here */
export async function listEdocHistory(
  ctx: Ctx,
  db: Db,
  { params, query }: Request<'history'>,
): Promise<Output<typeof edocs.history>> {
  const record = await checks.openRecord(ctx, db, params.customerId)
  const row = await checks.getEdoc(db, record, params.edocId)
  return listPageOf(ctx, db, record, { entity: 'edoc', entityId: row.id }, query)
}
