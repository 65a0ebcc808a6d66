/** Who verifies a company's addresses: the ZIP data, or Smarty with the company's own credentials. */
import type { Output, Parsed } from '#shared/contract.ts'
import type { AddressVerifier, places } from '#shared/contracts/places.ts'
import { fail } from '#shared/errors.ts'
import type { EnteredAddress } from '#shared/rules/address-standing.ts'
import type { Db } from '#server/db/database.ts'
import type { Ctx, IoCtx } from '#server/http/context.ts'
import { place, seal, unseal } from '#server/platform/encryption.ts'
import { findVerifier, saveVerifierRow, type VerifierRow } from './places.queries.ts'
import { askSmarty, type SmartyAnswer, type SmartySettings } from './smarty.ts'

/** What the surroundings say of providers: whether an address inside the private network may be called. */
export type Verifiers = { allowsPrivate: (url: string) => boolean }

export const smartyUrl = 'https://us-street.api.smarty.com/street-address'

/** An address that everybody's data has. */
const wellKnown: EnteredAddress = {
  addressLine1: '1600 Pennsylvania Ave NW',
  addressLine2: null,
  city: 'Washington',
  state: 'DC',
  zip: '20500',
  county: null,
}

const sealedPlace = (companyId: number) => place(companyId, 'address_verifier.sealed_credentials')

export const sealCredentials = (
  companyId: number,
  credentials: { authId: string; authToken: string },
): string => seal(JSON.stringify(credentials), sealedPlace(companyId))

const answer = (row: VerifierRow | undefined): AddressVerifier => ({
  version: row?.version ?? 0,
  source: row?.source ?? 'offline',
  baseUrl: row?.base_url ?? smartyUrl,
  hasCredentials: row?.sealed_credentials != null,
})

/** The way to ask the company's provider, outside of any transaction; null where there is none. */
export async function openVerifier(
  { actor }: Ctx,
  db: Db,
  { allowsPrivate }: Verifiers,
): Promise<((entered: EnteredAddress) => Promise<SmartyAnswer>) | null> {
  const row = await findVerifier(db)
  if (row?.source !== 'smarty' || row.sealed_credentials === null) return null
  const secrets = JSON.parse(unseal(row.sealed_credentials, sealedPlace(actor.company.id))) as Omit<
    SmartySettings,
    'baseUrl'
  >
  const settings = { ...secrets, baseUrl: row.base_url }
  return (entered) => askSmarty(actor.company.id, settings, allowsPrivate(row.base_url), entered)
}

export const readVerifier = async (_ctx: Ctx, db: Db): Promise<AddressVerifier> =>
  answer(await findVerifier(db))

/**
 * Credentials that are not given stay as they are, but never for another address: whoever may change it could have
 * them sent to a server of their own.
 * @throws places.verifier_stale, request.invalid
 */
export async function saveVerifier(
  ctx: Ctx,
  db: Db,
  { body }: Parsed<typeof places.saveVerifier>,
): Promise<AddressVerifier> {
  const before = await findVerifier(db)
  const old = answer(before)
  if (old.version !== body.version) fail('places.verifier_stale', {}, { extra: { current: old } })
  const { authId, authToken } = body
  const given = authId !== undefined && authToken !== undefined
  const moved = old.baseUrl !== body.baseUrl
  const needed = body.source === 'smarty' || authId !== undefined || authToken !== undefined
  if (needed && !given && (moved || !old.hasCredentials || authId !== undefined || authToken !== undefined)) {
    const message = moved
      ? 'Enter the credentials again: they are never sent to another address'
      : 'Enter both, as Smarty shows them'
    const missing = [authId === undefined && 'authId', authToken === undefined && 'authToken'].filter(Boolean)
    fail('request.invalid', {}, { errors: missing.map((path) => ({ path: String(path), message })) })
  }
  const sealed = given
    ? sealCredentials(ctx.actor.company.id, { authId, authToken })
    : moved
      ? null
      : (before?.sealed_credentials ?? null)
  const words = { offline: 'ZIP data of Keyholder', smarty: 'Smarty' }
  const changes = [
    { field: 'Verified by', old: words[old.source], new: words[body.source] },
    { field: 'Address of the service', old: old.baseUrl, new: body.baseUrl },
  ].filter((change) => change.old !== change.new)
  if (given || (moved && old.hasCredentials))
    changes.push({
      field: 'Credentials',
      old: old.hasCredentials ? '***' : '',
      new: sealed ? '*** (new)' : '',
    })
  if (!changes.length) {
    ctx.history.nothingChanged()
    return old
  }
  const saved = await saveVerifierRow(db, body.version, {
    source: body.source,
    base_url: body.baseUrl,
    sealed_credentials: sealed,
  })
  if (!saved) fail('places.verifier_stale', {}, { extra: { current: answer(await findVerifier(db)) } })
  ctx.history.add({
    event: 'places.verifier_saved',
    entity: 'company',
    entityId: ctx.actor.company.id,
    changes,
  })
  return answer(await findVerifier(db))
}

/** Asks as it is stored. */
export async function testVerifier(
  ctx: IoCtx,
  verifiers: Verifiers,
): Promise<Output<typeof places.testVerifier>> {
  const ask = await ctx.tx((own, db) => openVerifier(own, db, verifiers))
  if (!ask)
    return {
      ok: true,
      message: 'Addresses are compared with the ZIP data of Keyholder: nothing to connect to.',
    }
  const said = await ask(wellKnown)
  if ('failure' in said) return { ok: false, message: `The test failed: ${said.failure}` }
  return {
    ok: true,
    message: said.candidates.length
      ? 'Smarty accepted the credentials and knew the test address.'
      : 'Smarty accepted the credentials, but did not know the test address.',
  }
}
