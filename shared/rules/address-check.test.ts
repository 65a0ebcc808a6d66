import { describe, expect, it } from 'vitest'
import { checkOffline, differingParts, isSlip, type ZipFact, type ZipFacts } from './address-check.ts'
import type { EnteredAddress } from './address-standing.ts'

const fact = (zip: string, city: string, state = 'UT', county = 'Utah'): ZipFact => ({
  zip,
  city,
  state,
  county,
})
const provo = [fact('84601', 'Provo'), fact('84604', 'Provo')]
const lindon = fact('84042', 'Lindon')
const facts = (given: Partial<ZipFacts>): ZipFacts => ({ zip: null, city: [], near: [], ...given })
const at = (given: Partial<EnteredAddress>): EnteredAddress => ({
  addressLine1: '2214 N Canyon Rd',
  addressLine2: null,
  city: 'Provo',
  state: 'UT',
  zip: '84604',
  county: 'Utah',
  ...given,
})
const outcome = (entered: EnteredAddress, given: Partial<ZipFacts>) => {
  const { status, recommended } = checkOffline(entered, facts(given))
  return [status, recommended && differingParts(entered, recommended)]
}
const asIs = ['verified', null]
const unknown = ['unverified', null]
const corrected = (...parts: (keyof EnteredAddress)[]) => ['unverified', new Set(parts)]

describe('an address and the ZIP data', () => {
  it('[TAB-019] ZIP, city and state that agree are verified, and the street is said not to have been looked up', () => {
    const check = checkOffline(at({}), facts({ zip: provo[1]!, city: provo }))
    expect(check.status).toBe('verified')
    expect(check.notes).toEqual([expect.stringContaining('street was not looked up')])
    expect(outcome(at({ zip: '84604-1234', county: null }), { zip: provo[1]!, city: provo })).toEqual(asIs)
    expect(
      outcome(at({ city: 'ST. GEORGE', zip: '84770', county: null }), { zip: fact('84770', 'Saint George') }),
    ).toEqual(asIs)
  })

  it('[TAB-019] a misspelt city, a wrong state, a wrong county and a missing ZIP are corrected', () => {
    expect(outcome(at({ city: 'Porvo' }), { zip: provo[1]! })).toEqual(corrected('city'))
    expect(
      outcome(at({ state: 'UT', city: 'Mesa', zip: '85201' }), {
        zip: fact('85201', 'Mesa', 'AZ', 'Maricopa'),
      }),
    ).toEqual(corrected('state', 'county'))
    expect(outcome(at({ county: 'Salt Lake' }), { zip: provo[1]!, city: provo })).toEqual(corrected('county'))
    expect(outcome(at({ city: 'Lindon', zip: null }), { city: [lindon] })).toEqual(corrected('zip'))
    expect(outcome(at({ city: 'Lindno', zip: null }), { near: ['Lindon', 'Logan'] })).toEqual(
      corrected('city'),
    )
  })

  it('[TAB-019] what may be meant in two ways is not guessed', () => {
    expect(outcome(at({ zip: null }), { city: provo })).toEqual(unknown)
    expect(
      outcome(at({ city: 'Orem' }), { zip: provo[1]!, city: [fact('84057', 'Orem'), fact('84058', 'Orem')] }),
    ).toEqual(unknown)
    expect(
      outcome(at({ city: 'Boise', state: 'ID' }), { zip: provo[1]!, city: [fact('83702', 'Boise', 'ID')] }),
    ).toEqual(unknown)
    expect(outcome(at({ zip: '00001' }), { city: provo })).toEqual(unknown)
    expect(outcome(at({ city: 'Zzyzx', zip: null }), { near: [] })).toEqual(unknown)
  })

  it('[TAB-019] of Canada nothing is known, and that is said', () => {
    const check = checkOffline(at({ city: 'Ottawa', state: 'ON', zip: 'K1A 0B1' }), facts({}))
    expect(check).toMatchObject({
      status: 'unverified',
      recommended: null,
      notes: [expect.stringContaining('Canad')],
    })
  })

  it('[TAB-019] a slip is one letter wrong, missing, doubled or swapped; another name is none', () => {
    for (const [typed, name] of [
      ['Porvo', 'Provo'],
      ['Prvo', 'Provo'],
      ['Springvile', 'Springville'],
      ['Provvo', 'Provo'],
    ])
      expect(isSlip(typed!, name!), typed).toBe(true)
    for (const [typed, name] of [
      ['Provo', 'Provo'],
      ['Orem', 'Provo'],
      ['Mesa', 'Lehi'],
      ['Salem', 'Lehi'],
    ])
      expect(isSlip(typed!, name!), typed).toBe(false)
  })
})
