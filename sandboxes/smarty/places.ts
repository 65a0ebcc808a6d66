/** The ZIP codes of the United States: the data file that comes with the product, read on the first question. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export type Place = {
  zip: string
  city: string
  state: string
  county: string
  latitude: number
  longitude: number
}

const file = new URL('../../server/db/data/us-zips.tsv.gz', import.meta.url)
let places: { byZip: Map<string, Place>; byCity: Map<string, Place[]> } | null = null

const cityKey = (city: string, state: string) =>
  `${city.toLowerCase().replace(/[^a-z]/g, '')}/${state.toLowerCase()}`

function read() {
  const all = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
  const list = all.map((line): Place => {
    const [zip = '', city = '', state = '', county = '', latitude, longitude] = line.split('\t')
    return { zip, city, state, county, latitude: Number(latitude), longitude: Number(longitude) }
  })
  return {
    byZip: new Map(list.map((place) => [place.zip, place])),
    byCity: Map.groupBy(list, ({ city, state }) => cityKey(city, state)),
  }
}

/**
 * The place that is meant: that of the ZIP unless city and state name another one that exists, as Smarty prefers what
 * agrees. Null for what is nowhere.
 */
export function placeOf(city: string, state: string, zip: string): Place | null {
  places ??= read()
  const named = places.byCity.get(cityKey(city, state)) ?? []
  const ofZip = places.byZip.get(zip.slice(0, 5))
  return named.find((place) => place.zip === zip.slice(0, 5)) ?? ofZip ?? named[0] ?? null
}
