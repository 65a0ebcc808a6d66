import { describe, expect, it } from 'vitest'
import {
  needsOf,
  type StatusCategory,
  statusBox,
  statusCategories,
  type StatusCondition,
  type StatusFacts,
  usualCategories,
} from './statuses.ts'

const facts: StatusFacts = {
  isCanceled: false,
  cancelDate: null,
  saleDate: '2026-01-15',
  installed: false,
  installDate: null,
  archived: false,
  fundingStatus: null,
  accountType: 'residential',
  accountClassId: null,
  monitorId: 7,
  monitorName: 'Dynamark',
  integrated: true,
  connectionState: null,
  failedPushes: 0,
  overdueTicket: false,
  tagIds: [],
  termMonths: 36,
  custom: {},
  today: '2028-11-20',
}
const all = { sale: true, installation: true }
const category = (detail: string, ...when: StatusCondition[]): StatusCategory => ({
  key: 'own',
  name: 'Own',
  shown: true,
  values: [{ label: 'Fits', tone: 'info', detail, when }],
})
const detail = (text: string, sight = all) => statusBox(category(text), facts, sight)?.detail
const holds = (condition: StatusCondition, more: Partial<StatusFacts> = {}) =>
  statusBox(category('', condition), { ...facts, ...more }, all) !== null

describe('a status box', () => {
  it('[TAB-020] says on hover what its words stand for; brackets go where a word has nothing to say', () => {
    expect(detail('Sold[ on {sale date}]')).toBe('Sold on Jan 15, 2026')
    expect(detail('Sold[ on {sale date}]', { sale: false, installation: true })).toBe('Sold')
    expect(detail('By {monitor}[, canceled {cancel date}]')).toBe('By Dynamark')
  })

  it('[TAB-020] counts what is left of the contract up to its last day, and 0 from then on', () => {
    const atMost = (months: number) => ({ type: 'months_left', is: true, atMost: months }) as const
    expect(holds(atMost(1))).toBe(false)
    expect(holds(atMost(2))).toBe(true)
    expect(holds(atMost(0), { today: '2029-01-14' })).toBe(false)
    expect(holds(atMost(0), { today: '2029-01-15' })).toBe(true)
    // Who has no term that ends has nothing left to count.
    for (const termMonths of [null, 0, 1]) expect(holds(atMost(600), { termMonths })).toBe(false)
  })

  it('[TAB-020] compares an own field by its stored value; an unticked box without a value is unticked', () => {
    const custom = (value: string | boolean) => ({ type: 'custom', is: true, field: 3, value }) as const
    expect(holds(custom(false))).toBe(true)
    expect(holds(custom(true), { custom: { 3: true } })).toBe(true)
    expect(holds(custom('b'), { custom: { 3: ['a', 'b'] } })).toBe(true)
    expect(holds(custom('c'), { custom: { 3: ['a', 'b'] } })).toBe(false)
    expect(holds(custom('a'))).toBe(false)
  })
})

describe('the rules of a company', () => {
  it('[TAB-020] refuse what could never show, unknown words and two categories of one name', () => {
    const paths = (categories: StatusCategory[]) =>
      statusCategories.safeParse(categories).error?.issues.map(({ path }) => path.join('.'))
    const [value] = category('').values
    expect(paths([...usualCategories])).toBeUndefined()
    expect(paths([{ ...category(''), values: [value!, value!] }])).toEqual(['0.values.0.when'])
    expect(paths([category('{sum}')])).toEqual(['0.values.0.detail'])
    expect(paths([category(''), { ...category(''), key: 'two', name: 'OWN' }])).toEqual(['1.name'])
  })

  it('[PERF-002] ask of a list only what some rule needs; the usual ones need nothing more', () => {
    expect(needsOf(usualCategories)).toEqual([])
    expect(needsOf([category('', { type: 'row', fact: 'tag', is: true, ids: [1] })])).toEqual(['tags'])
  })
})
