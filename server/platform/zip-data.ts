/** The ZIP codes of the United States with their places: GeoNames, CC BY 4.0 (server/db/data/README.md). */
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type pg from 'pg'
import { copyRows } from '#server/db/copy.ts'

export type ZipPlace = {
  zip: string
  city: string
  /** Two letters; `AA`, `AE` or `AP` for military mail. */
  state: string
  /** Empty for military mail. */
  county: string
  /** Degrees, WGS 84. */
  latitude: number
  longitude: number
}

const file = new URL('../db/data/us-zips.tsv.gz', import.meta.url)

/** Reads the file that comes with the product: some 41,500 places, in order of their code. */
export async function readZips(): Promise<ZipPlace[]> {
  const text = (await promisify(gunzip)(await readFile(file))).toString('utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [zip = '', city = '', state = '', county = '', latitude, longitude] = line.split('\t')
      return { zip, city, state, county, latitude: Number(latitude), longitude: Number(longitude) }
    })
}

/** Fills `platform.zip_place`, as the database's owner, unless it has rows. Returns how many it put in. */
export async function loadZips(client: pg.Client): Promise<number> {
  const filled = await client.query('select from platform.zip_place limit 1')
  if (filled.rowCount) return 0
  const places = await readZips()
  return copyRows(
    client,
    'platform.zip_place',
    ['zip', 'city', 'state', 'county', 'latitude', 'longitude'],
    places.map((place) => [
      place.zip,
      place.city,
      place.state,
      place.county || null,
      place.latitude,
      place.longitude,
    ]),
  )
}
