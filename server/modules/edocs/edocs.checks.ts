/** Who may, and what must hold, before anything is done to a document. */
import { fail, type FieldError } from '#shared/errors.ts'
import { parsePhone } from '#shared/phone.ts'
import type { SignerValues } from '#shared/contracts/edoc-values.ts'
import { fieldFlaws, type EdocField, type EdocPage } from '#shared/rules/edocs.ts'
import type { Db } from '#server/db/database.ts'
import { type Ctx, requireAt } from '#server/http/context.ts'
import { getReadable, getWritable, type Visible } from '../customers/customers.service.ts'
import * as queries from './edocs.queries.ts'
import type { NewSigner, ShownEdoc } from './edocs.queries.ts'

/** Ends the request of a company without the add-on. @throws edocs.off */
export function requireAddOn(ctx: Pick<Ctx, 'actor'>): void {
  if (!ctx.actor.company.settings.edocs) fail('edocs.off')
}

const requireKind = (ctx: Ctx, record: Visible): Visible =>
  record.kind === 'lead' && !ctx.actor.company.settings.edocsForLeads ? fail('edocs.not_for_leads') : record

/** The record, for reading its documents. @throws edocs.off, .not_for_leads; customers.not_found, access.denied_here */
export async function openRecord(ctx: Ctx, db: Db, customerId: number): Promise<Visible> {
  requireAddOn(ctx)
  return requireKind(ctx, await getReadable(ctx, db, customerId, 'docusign.view'))
}

/** The record, locked for a change to its documents by somebody who sees them. @throws the same; customers.archived */
export async function lockRecord(
  ctx: Ctx,
  db: Db,
  customerId: number,
  level: 'create' | 'modify' | 'delete',
): Promise<Visible> {
  requireAddOn(ctx)
  const record = await getWritable(ctx, db, customerId, `docusign.${level}`)
  requireAt(ctx.actor, 'docusign.view', record.locationId)
  return requireKind(ctx, record)
}

/** @throws edocs.not_found */
export async function getEdoc(db: Db, record: Visible, edocId: number): Promise<ShownEdoc> {
  const [row] = await queries.listEdocs(db, record.id, edocId)
  return row ?? fail('edocs.not_found')
}

/** The document, held for a change. @throws edocs.not_found */
export async function holdEdoc(db: Db, record: Visible, edocId: number): Promise<ShownEdoc> {
  const row = await queries.lockEdoc(db, edocId)
  if (row?.customer_id !== record.id) return fail('edocs.not_found')
  return getEdoc(db, record, edocId)
}

/** A draft, as of the version it was read at. @throws edocs.not_found, .stale, .not_draft */
export async function holdDraft(
  db: Db,
  record: Visible,
  edocId: number,
  version: number,
): Promise<ShownEdoc> {
  const row = await holdEdoc(db, record, edocId)
  if (row.status !== 'draft') fail('edocs.not_draft')
  return row.version === version ? row : fail('edocs.stale')
}

/** An active provider. @throws edocs.provider_not_offered */
export async function offeredProvider(db: Db, id: number): Promise<queries.ProviderChoice> {
  return (
    (await queries.listActiveProviders(db)).find((row) => row.id === id) ?? fail('edocs.provider_not_offered')
  )
}

const refuse = (errors: FieldError[]) => fail('request.invalid', {}, { errors })

/** Signers as they are kept. @throws request.invalid at their phones */
export function toSigners(given: readonly SignerValues[]): NewSigner[] {
  const errors: FieldError[] = []
  const rows = given.map((signer, at): NewSigner => {
    const phone = signer.phone.trim() === '' ? null : parsePhone(signer.phone)
    if (signer.phone.trim() !== '' && !/^\d{10}$/.test(phone ?? ''))
      errors.push({ path: `signers.${at}.phone`, message: 'Enter a ten-digit number' })
    return {
      role: signer.role,
      turn: signer.turn,
      name: signer.name,
      email: signer.email.toLowerCase() || null,
      phone,
      delivery: signer.delivery,
      code_channel: signer.codeChannel,
    }
  })
  if (errors.length) refuse(errors)
  return rows
}

/** @throws request.invalid at each field that cannot stand so */
export function checkFields(fields: readonly EdocField[], pages: readonly EdocPage[]): void {
  const flaws = fieldFlaws(fields, pages)
  if (flaws.length) refuse(flaws.map(({ at, flaw }) => ({ path: `fields.${at}`, message: flaw })))
}
