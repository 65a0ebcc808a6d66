/** The SQL of places. */
import { sql } from 'kysely'
import type { ZipFact } from '#shared/rules/address-check.ts'
import type { AddressSource } from '#shared/rules/address-standing.ts'
import type { Db } from '#server/db/database.ts'
import type { Statement } from '#server/db/one-trip.ts'

export const zipStatement = (zip: string): Statement => ({
  name: 'places.zip',
  text: 'select city, state, zip, county from platform.zip_place where zip = $1',
  values: [zip],
})

export const onFileStatement = (typed: string, limit: number): Statement => ({
  name: 'places.on_file',
  text: `select address_line1 as "addressLine1", city, state, zip, county from platform.suggest_addresses($1, $2)`,
  values: [typed, limit],
})

/**
 * Places whose names begin so, in the states where the company has offices, or in the one given; a city of many ZIP
 * codes comes once for each of the first few.
 */
export const citiesStatement = (city: string, state: string | null, limit: number): Statement => ({
  name: 'places.cities',
  text: `select z.city, z.state, z.zip, z.county from platform.zip_place z
    where z.state = any (case when $2::text is not null then array[$2::text] else array(select distinct l.state from location l where l.state is not null) end)
      and platform.fold(z.city) ~>=~ platform.fold($1) and platform.fold(z.city) ~<~ (platform.fold($1) || chr(1114111))
    order by platform.fold(z.city), z.zip limit $3`,
  values: [city, state, limit],
})

export async function findZip(db: Db, zip: string): Promise<ZipFact | null> {
  const { rows } = await sql<ZipFact>`
    select zip, city, state, county from platform.zip_place where zip = ${zip}`.execute(db)
  return rows[0] ?? null
}

/** The ZIPs of the state's cities that begin with the same letter: some hundreds at most. */
export async function listPlacesNear(db: Db, state: string, city: string): Promise<ZipFact[]> {
  const { rows } = await sql<ZipFact>`
    select zip, city, state, county from platform.zip_place
    where state = ${state} and platform.fold(city) ~>=~ left(platform.fold(${city}::text), 1)
      and platform.fold(city) ~<~ (left(platform.fold(${city}::text), 1) || chr(1114111))
    order by platform.fold(city), zip`.execute(db)
  return rows
}

export type VerifierRow = {
  source: AddressSource
  base_url: string
  sealed_credentials: string | null
  version: number
}

export const findVerifier = (db: Db): Promise<VerifierRow | undefined> =>
  db
    .selectFrom('address_verifier')
    .select(['source', 'base_url', 'sealed_credentials', 'version'])
    .executeTakeFirst() as Promise<VerifierRow | undefined>

/** @param version 0 where none was saved yet. @returns whether nobody else had saved since that version */
export async function saveVerifierRow(
  db: Db,
  version: number,
  values: Omit<VerifierRow, 'version'>,
): Promise<boolean> {
  if (version === 0) {
    const made = await db
      .insertInto('address_verifier')
      .values(values)
      .onConflict((conflict) => conflict.column('company_id').doNothing())
      .returning('id')
      .executeTakeFirst()
    return made !== undefined
  }
  const saved = await db
    .updateTable('address_verifier')
    .set({ ...values, version: version + 1, updated_at: sql`now()` })
    .where('version', '=', version)
    .returning('id')
    .executeTakeFirst()
  return saved !== undefined
}
