import { describe, expect, it } from 'vitest'
import {
  guessColumns,
  guessDateFormat,
  importTargets,
  readCheckbox,
  readCustomerNumber,
  readDate,
  readHundredths,
  readInteger,
  readMoney,
} from './imports.ts'

describe('[TAB-024] headings', () => {
  it('are recognised by label, by key and by the names that other systems give them; none twice', () => {
    expect(
      guessColumns(
        [
          'First Name',
          'LAST',
          'Service Address',
          'St',
          'Zip Code',
          'Cell',
          'DOB',
          'Legacy ID',
          'Phone',
          'phone 1',
          'Hobby',
        ],
        importTargets('customer'),
      ),
    ).toEqual([
      'firstName',
      'lastName',
      'addressLine1',
      'state',
      'zip',
      'cellPhone',
      'birthdate',
      'externalId',
      'primaryPhone',
      null,
      null,
    ])
    expect(
      guessColumns(['CS Number', 'Part Number', 'MAC', 'Partition'], importTargets('equipment')),
    ).toEqual(['accountNumber', 'item', 'serial', 'area'])
  })

  it('of a lead are a lead’s, and what nobody can set is never offered', () => {
    const keys = importTargets('lead').map(({ key }) => key)
    expect(keys).toContain('leadStatusId')
    expect(keys).not.toContain('saleDate')
    expect(importTargets('customer').map(({ key }) => key)).not.toContain('fundingStatus')
  })
})

describe('[TAB-024] values', () => {
  it('are dates in the chosen order; a year of four digits in front says it itself', () => {
    expect(readDate('12/31/2026', 'mdy')).toBe('2026-12-31')
    expect(readDate('31.12.26', 'dmy')).toBe('2026-12-31')
    expect(readDate('2026-12-31', 'mdy')).toBe('2026-12-31')
    expect(readDate('7-Mar-1968', 'mdy')).toBe('1968-03-07')
    expect(readDate('March 7, 1968', 'dmy')).toBe('1968-03-07')
    expect(readDate('3/4/2026 10:15:00 PM', 'mdy')).toBe('2026-03-04')
    for (const wrong of ['31/12/2026', '2/30/2026', 'yesterday', '12/2026', '1/1/1', ''])
      expect(readDate(wrong, 'mdy'), wrong).toBeNull()
  })

  it('tell which order they are written in, as far as they do', () => {
    expect(guessDateFormat(['1/2/2026', '', '25/2/2026'])).toBe('dmy')
    expect(guessDateFormat(['1/2/2026'])).toBe('mdy')
    expect(guessDateFormat(['2026-02-25'])).toBe('mdy')
    expect(guessDateFormat([])).toBe('mdy')
  })

  it('are amounts and numbers with points or commas', () => {
    expect(readMoney('$1,234.50', 'point')).toBe(123_450)
    expect(readMoney('1.234,50', 'comma')).toBe(123_450)
    expect(readMoney('1.234,50', 'point')).toBeNull()
    expect(readInteger('12', 'point')).toBe(12)
    expect(readInteger('12.5', 'point')).toBeNull()
    expect(readHundredths('1.5', 'point')).toBe(150)
    expect(readHundredths('$1', 'point')).toBeNull()
  })

  it('are yes and no in the words of spreadsheets, and numbers of records as people write them', () => {
    expect(['X', 'yes', 'TRUE', '1'].map(readCheckbox)).toEqual([true, true, true, true])
    expect(['', 'No', 'f', '0'].map(readCheckbox)).toEqual([false, false, false, false])
    expect(readCheckbox('maybe')).toBeNull()
    expect(['#1,204', '1204', '12a', '0', '-3'].map(readCustomerNumber)).toEqual([
      1204,
      1204,
      null,
      null,
      null,
    ])
  })
})
