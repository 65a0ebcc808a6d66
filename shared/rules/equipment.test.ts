import { describe, expect, it } from 'vitest'
import { nextZones, zoneKey } from './equipment.ts'

describe('zones', () => {
  it('[TAB-008] are one zone with and without leading zeros', () => {
    expect(['1', '001', '00', '0', 'a1', '010'].map(zoneKey)).toEqual(['1', '1', '0', '0', 'A1', '10'])
  })

  it('[TAB-008] go on behind the highest number, in three digits; letters are passed over', () => {
    expect(nextZones([], 2)).toEqual(['001', '002'])
    expect(nextZones(['1', '007', 'A20'], 2)).toEqual(['008', '009'])
    expect(nextZones(['999'], 1)).toEqual(['1000'])
  })
})
