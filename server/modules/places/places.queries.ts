/** The SQL of places. */
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
