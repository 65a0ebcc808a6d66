import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { findRegion } from '#shared/regions.ts'
import { freshDatabase } from '#test/helpers/fresh-database.ts'
import { loadZips, readZips } from './zip-data.ts'

describe('ZIP codes', () => {
  it('[REC-074] come with the product, each once, with its city and state', async () => {
    const places = await readZips()
    expect(places.length).toBeGreaterThan(41_000)
    for (const { zip, city, state, latitude, longitude } of places) {
      if (!/^\d{5}$/.test(zip) || !city || findRegion(state)?.country !== 'US')
        expect.fail(`${zip} ${city} ${state}`)
      if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) expect.fail(`${zip} lies nowhere`)
    }
    const zips = places.map(({ zip }) => zip)
    expect(zips).toEqual([...new Set(zips)].sort())
    expect(places.find(({ zip }) => zip === '84604')).toEqual({
      zip: '84604',
      city: 'Provo',
      state: 'UT',
      county: 'Utah',
      latitude: 40.2607,
      longitude: -111.6549,
    })
    expect(places.find(({ zip }) => zip === '88001')?.county).toBe('Doña Ana')
    expect(places.find(({ zip }) => zip === '09001')?.state).toBe('AE')
  })

  it('[REC-074] are loaded once', async () => {
    const client = new pg.Client({ connectionString: (await freshDatabase()).ownerUrl })
    await client.connect()
    try {
      const places = await readZips()
      expect(await loadZips(client)).toBe(places.length)
      expect(await loadZips(client)).toBe(0)
      const { rows } = await client.query(
        'select zip, city, state, county from platform.zip_place where zip = any($1) order by zip',
        [['09001', '84604']],
      )
      expect(rows).toEqual([
        { zip: '09001', city: 'APO', state: 'AE', county: null },
        { zip: '84604', city: 'Provo', state: 'UT', county: 'Utah' },
      ])
    } finally {
      await client.end()
    }
  })
})
