/** What rows of levels come to: expressions, tables, shares, conditions; exact to the cent (TAB-009). */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountOf, type Around, fillNote, lookUp, mostSpecificFirst, unreachable } from './payroll-amounts.ts'
import { evaluate, ExpressionError, readExpression } from './payroll-expression.ts'
import { fraction, readNumber, toCents } from './payroll-fractions.ts'
import { type Dimension, type PayrollRow, type TableRow, variablesOf } from './payroll.ts'

const names = ['mmr', 'contract_months', 'credit_score']
const work = (text: string, values: Record<string, string> = {}) =>
  toCents(
    evaluate(
      readExpression(text, names),
      (name) => readNumber(values[name] ?? '') ?? fail(`${name} is empty`),
    ),
  )
function fail(message: string): never {
  throw new ExpressionError(message)
}

describe('an expression', () => {
  it('[TAB-009] reckons exactly, and rounds half a cent away from zero once, at its end', () => {
    const values = { mmr: '49.99', contract_months: '36' }
    for (const [text, cents] of [
      ['1 + 2 * 3', 700n],
      ['(1 + 2) * 3', 900n],
      ['10 - 4 - 3', 300n],
      ['8 / 4 / 2', 100n],
      ['--2', 200n],
      ['50%', 50n],
      ['mmr * 50%', 2500n], // 24.995 → 25.00
      ['-mmr * 50%', -2500n],
      ['1/3 + 1/3 + 1/3', 100n],
      ['0.1 + 0.2', 30n],
      ['mmr * 2 + if(contract_months >= 36, 50, 0)', 14_998n],
      ['if(contract_months < 36, 1/0, 5)', 500n],
      ['min(3, 1,2)', 100n],
      ['max(mmr, 50)', 5000n],
      ['round(mmr)', 5000n],
      ['round(1.005, 2)', 101n],
      ['floor(-1.5) + ceil(1.2) + abs(-3)', 300n],
      ['and(1, mmr > 40) + or(0, 0)', 100n],
      ['MMR * 1', 4999n],
      ['1 = 1', 100n],
      ['1 <> 1', 0n],
    ] as const)
      expect([text, work(text, values)]).toEqual([text, cents])
  })

  it('[TAB-009] says what is wrong with it, and can reach nothing but its values', () => {
    for (const [text, message] of [
      ['', 'Enter an expression'],
      ['mmr *', 'Something is missing at the end'],
      ['mmr 2', '“2” stands where nothing should follow'],
      ['(mmr', 'A “)” is missing at the end'],
      ['rate * 2', 'There is no “rate”'],
      ['constructor', 'There is no “constructor”'],
      ['eval(1)', 'There is no function “eval”'],
      ['toString(1)', 'There is no function “tostring”'],
      ['if(1, 2)', '“if” takes 3 values'],
      ['mmr; 1', '“; 1” cannot be read'],
      ['"text"', '“"text"” cannot be read'],
      ['('.repeat(60), 'It is nested too deep'],
      ['1'.repeat(301), 'At most 300 characters'],
    ] as const)
      expect(() => readExpression(text, names), text).toThrow(message)
    expect(() => work('1 / (mmr - mmr)', { mmr: '5' })).toThrow('It divides by zero')
    expect(() => work('mmr')).toThrow('mmr is empty')
    const large = `9999999999${' * 9999999999'.repeat(20)}`
    expect(() => work(`(${large}) * 1`)).not.toThrow()
  })

  it('[TAB-009] ends for whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.integer({ min: -500, max: 500 }), (text, value) => {
        try {
          work(text, { mmr: String(value), contract_months: '0' })
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('[TAB-009] sums of amounts in cents are the sums of cents', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -99_999, max: 99_999 }), { minLength: 1, maxLength: 8 }),
        (cents) => {
          const text = cents.map((one) => `(${(one / 100).toFixed(2)})`).join(' + ')
          expect(work(text)).toBe(BigInt(cents.reduce((a, b) => a + b, 0)))
        },
      ),
    )
  })
})

describe('rounding', () => {
  it('is half away from zero, on either side', () => {
    expect([toCents(fraction(5n, 1000n)), toCents(fraction(-5n, 1000n)), toCents(fraction(4n, 1000n))]).toEqual([1n, -1n, 0n])
  })
}) // prettier-ignore

const dimensions: Dimension[] = [
  { variable: 'mmr', match: 'from', label: '' },
  { variable: 'account_type', match: 'text', label: '' },
]
const row = (mmr: string | null, type: string | null, amountCents: number): TableRow => ({
  cells: [mmr, type],
  amountCents,
})
const rows = [row('60', 'Commercial', 1), row('60', null, 2), row('40', 'Commercial', 3), row(null, 'Commercial', 4), row('40', null, 5)] // prettier-ignore
const around = (values: Around['values'], more: Partial<Around> = {}): Around => ({
  variables: variablesOf([]),
  values,
  tables: new Map([[7, { name: 'Rates', active: true, dimensions, rows }]]),
  currency: 'USD',
  plus: true,
  ...more,
})
const base: PayrollRow = {
  name: 'Base',
  description: '',
  active: true,
  payTo: 'payee',
  userId: null,
  outsideName: null,
  source: 'fixed',
  amountCents: 1000,
  variable: null,
  factorPpm: null,
  tableId: null,
  expression: null,
  conditions: [],
  note: '',
}

describe('a lookup table', () => {
  it('[TAB-009] takes the first row that fits: at least for a range, exactly for a text, anything for a blank', () => {
    const at = (mmr: number | null, account_type: string | null) =>
      lookUp(around({ mmr, account_type }), { name: '', active: true, dimensions, rows })?.amountCents
    expect([at(6000, 'Commercial'), at(6000, 'Residential'), at(5999, ' commercial '), at(3999, 'Commercial'), at(4000, 'Residential'), at(3999, 'Residential'), at(null, 'Commercial')])
      .toEqual([1, 2, 3, 4, 5, undefined, 4]) // prettier-ignore
  })

  it('[TAB-009] says which rows are never reached, and puts the most specific first', () => {
    expect(unreachable({ dimensions, rows })).toEqual([])
    const wrong = [rows[4]!, rows[0]!, rows[3]!, rows[1]!, rows[2]!]
    expect(unreachable({ dimensions, rows: wrong }).map(({ row: at, by }) => [at, by])).toEqual([[1, 0], [3, 0], [4, 0]]) // prettier-ignore
    const ordered = mostSpecificFirst({ dimensions, rows: wrong }).map(({ amountCents }) => amountCents)
    expect(ordered).toEqual([1, 3, 2, 5, 4])
    expect(unreachable({ dimensions, rows: mostSpecificFirst({ dimensions, rows: wrong }) })).toEqual([])
  })
})

describe('a row of a level', () => {
  it('[TAB-009] is a fixed amount, a share of a field, a table’s amount or an expression’s, each with how it came about', () => {
    const values = { mmr: 4999, account_type: 'Commercial', contract_months: 36 }
    const of = (change: Partial<PayrollRow>, at: Around = around(values)) =>
      amountOf({ ...base, ...change }, at)
    expect(of({})).toMatchObject({ result: 'amount', amountCents: 1000 })
    expect(of({ source: 'field', variable: 'mmr', factorPpm: 1_500_000 })).toEqual({ result: 'amount', amountCents: 7499, reckoning: '150% of MMR ($49.99) = $74.99' }) // prettier-ignore
    expect(of({ source: 'field', variable: 'credit_score', factorPpm: 1 })).toEqual({ result: 'failed', reckoning: 'Credit score is empty' }) // prettier-ignore
    expect(of({ source: 'table', tableId: 7 })).toMatchObject({ amountCents: 3 })
    expect(of({ source: 'table', tableId: 8 })).toMatchObject({ result: 'failed' })
    expect(of({ source: 'expression', expression: 'mmr * 2' })).toEqual({ result: 'amount', amountCents: 9998, reckoning: 'mmr * 2 (MMR $49.99) = $99.98' }) // prettier-ignore
    expect(of({ source: 'expression', expression: 'mmr / 0' })).toMatchObject({ result: 'failed', reckoning: 'It divides by zero' }) // prettier-ignore
    expect(of({ source: 'expression', expression: 'mmr * 1000000' })).toMatchObject({ result: 'failed' })
    expect(of({ conditions: [{ variable: 'mmr', op: 'at_least', value: '$50' }] })).toEqual({ result: 'skipped', reckoning: 'Only if MMR is at least $50: it is $49.99' }) // prettier-ignore
    expect(of({ conditions: [{ variable: 'account_type', op: 'is', value: 'commercial' }, { variable: 'mmr', op: 'below', value: '50' }] })).toMatchObject({ amountCents: 1000 }) // prettier-ignore
    expect(of({ conditions: [{ variable: 'source', op: 'is_not', value: 'Referral' }] })).toMatchObject({ amountCents: 1000 }) // prettier-ignore
    // [ADM-007] Without the add-on a fixed amount is all there is.
    const off = around(values, { plus: false })
    expect(of({}, off)).toMatchObject({ amountCents: 1000 })
    expect(of({ source: 'expression', expression: '1' }, off)).toEqual({ result: 'failed', reckoning: 'The add-on Payable+ is off' }) // prettier-ignore
    expect(fillNote('Twice {mmr} for {contract_months} months, {nobody}, {credit_score}', around(values))).toBe('Twice $49.99 for 36 months, {nobody}, nothing') // prettier-ignore
  })
})
