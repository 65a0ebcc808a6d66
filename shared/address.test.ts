import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseAddressLine, sameAddress, sameAddressLine, sameCity, sameName, sameZip } from './address.ts'

describe('address lines', () => {
  it.each([
    ['123 north Main Street, Apartment #4', '123 N MAIN ST APT 4'],
    ['123 N. Main St. Apt 4', '123 N MAIN ST APT 4'],
    ['  450   W Canyon  Crest   Rd ', '450 W CANYON CREST RD'.replace('CANYON CREST', 'CYN CRST')],
    ['77 Sunset Blvd N.W.', '77 SUNSET BLVD NW'],
    ['77 Sunset Boulevard Northwest', '77 SUNSET BLVD NW'],
    ["9 O'Malley Ave.,Ste 200", '9 OMALLEY AVE STE 200'],
    ['P.O. Box 12', 'PO BOX 12'],
    ['P O Box 12', 'PO BOX 12'],
    ['12 Main St Apt4', '12 MAIN ST APT 4'],
    ['Cañon Drive 5', 'CANON DR 5'],
    ['', ''],
    [null, ''],
  ])('[CON-033] %j is in standard form %j', (line, standard) => {
    expect(normaliseAddressLine(line)).toBe(standard)
  })

  it('[CON-033] a line in standard form stays as it is', () => {
    const word = fc.constantFrom(
      '12',
      'North',
      'St',
      'Street',
      'Court',
      '#',
      'Apt',
      '4B',
      'Elm',
      'N.W.',
      'P.O. Box',
      ',',
      'é',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const once = normaliseAddressLine(words.join(' '))
        expect(normaliseAddressLine(once)).toBe(once)
      }),
    )
  })

  it('[CON-033] case, spacing and punctuation never make a difference', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (line) => {
        expect(sameAddressLine(line, `  ${line.replaceAll(' ', '  ')} .`)).toBe(true)
      }),
    )
  })

  it('[CON-033] # is any designator, but two named ones are two', () => {
    expect(sameAddressLine('12 Elm St Apt 4', '12 ELM STREET #4')).toBe(true)
    expect(sameAddressLine('12 Elm St Suite 4', '12 ELM STREET # 4')).toBe(true)
    expect(sameAddressLine('12 Elm St Suite 4', '12 Elm St Apt 4')).toBe(false)
    expect(sameAddressLine('12 Elm St', '12 Elm St #4')).toBe(false)
  })

  it.each([
    ['12 Elm St', '21 Elm St'],
    ['12 N Elm St', '12 S Elm St'],
    ['12 Elm St', '12 Elm Ave'],
    ['12 Elm St', ''],
  ])('[CON-033] %j and %j are two places', (a, b) => {
    expect(sameAddressLine(a, b)).toBe(false)
  })
})

describe('addresses', () => {
  const ours = {
    addressLine1: '12 North Elm Street',
    addressLine2: 'Apt 4',
    city: 'St. George',
    state: 'UT',
    zip: '84770',
  }

  it('[CON-033] the same place in another system’s writing is the same', () => {
    const theirs = {
      addressLine1: '12 N ELM ST #4',
      addressLine2: null,
      city: 'SAINT GEORGE',
      state: 'ut',
      zip: '84770-1234',
    }
    expect(sameAddress(ours, theirs)).toBe(true)
  })

  it.each([
    { addressLine2: 'Apt 5' },
    { addressLine2: '' },
    { city: 'Hurricane' },
    { state: 'NV' },
    { zip: '84771' },
    { zip: null },
  ])('[CON-033] %j is a difference', (change) => {
    expect(sameAddress(ours, { ...ours, ...change })).toBe(false)
  })

  it('[CON-033] cities and codes compare by what they mean', () => {
    expect(sameCity('Ft. Collins', 'FORT COLLINS')).toBe(true)
    expect(sameCity('Mt Pleasant', 'Mount Pleasant')).toBe(true)
    expect(sameCity('Salt Lake', 'West Lake')).toBe(false)
    expect(sameZip('84604-1234', '846041234')).toBe(true)
    expect(sameZip('84604-1234', '84604-4321')).toBe(false)
    expect(sameZip('k1a0b1', 'K1A 0B1')).toBe(true)
    expect(sameZip(null, '')).toBe(true)
  })
})

describe('names', () => {
  it.each([
    ["O'Brien", 'OBRIEN'],
    ['Smith-Jones', 'SMITH JONES'],
    ['José Núñez', 'JOSE NUNEZ'],
    ['Smith, John', 'John Smith'],
    ['John Smith, Jr.', 'JOHN SMITH JR'],
    ['Acme, Inc.', 'ACME INC'],
    ['Bed & Bath', 'Bed and Bath'],
    ['De La Cruz', 'DelaCruz'],
    [null, ''],
  ])('[CON-033] %j and %j are one name', (a, b) => {
    expect(sameName(a, b)).toBe(true)
    expect(sameName(b, a)).toBe(true)
  })

  it.each([
    ['Smith', 'Smyth'],
    ['Anna Keller', 'Anna Moreno'],
    ['Ann', ''],
  ])('[CON-033] %j and %j are two names', (a, b) => {
    expect(sameName(a, b)).toBe(false)
  })
})
