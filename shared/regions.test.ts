import { describe, expect, it } from 'vitest'
import { countryOfState, findRegion, regions } from './regions.ts'

describe('states and provinces', () => {
  it('[REC-075] the select holds 50 states, DC, the territories, military mail and 13 Canadian regions', () => {
    expect(regions.filter((region) => region.country === 'US')).toHaveLength(62)
    expect(regions.filter((region) => region.country === 'CA')).toHaveLength(13)
    expect(new Set(regions.map((region) => region.code)).size).toBe(75)
    for (const { code, name } of regions) {
      expect(code).toMatch(/^[A-Z]{2}$/)
      expect(name).toMatch(/^[A-Z][A-Za-z. ]+$/)
    }
  })

  it('[REC-075] each country is listed by name', () => {
    for (const country of ['US', 'CA']) {
      const names = regions.filter((region) => region.country === country).map((region) => region.name)
      expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')))
    }
  })

  it('[REC-075] a state drives the country', () => {
    expect(countryOfState('UT')).toBe('US')
    expect(countryOfState('PR')).toBe('US')
    expect(countryOfState('QC')).toBe('CA')
    expect(countryOfState('ZZ')).toBeNull()
    expect(countryOfState('ut')).toBeNull()
    expect(findRegion('DC')?.name).toBe('District of Columbia')
  })
})
