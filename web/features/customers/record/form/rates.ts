/** The company's monthly rates as the picker lays them out: totals, breakdowns, what may be chosen (REC-104, REC-105). */
import { breakdownFlaws, isRateOffered, readRate } from '#shared/rules/mmr-breakdown.ts'
import type { FieldValue } from '#shared/rules/customer-fields.ts'
import type { FormOptions } from './visible.ts'

export type RateLine = { itemId: number; name: string; amountCents: number }
export type Rate = {
  id: number
  /** The rate's own name; null where it is only its amount. */
  name: string | null
  totalCents: number
  lines: RateLine[]
  /** Why its breakdown is out of date; such a rate stays where it is and is given to nobody else. */
  flaws: string[]
  /** The stored rate of this record. */
  stored: boolean
  active: boolean
}
/** The total, or the id of a line item. */
export type RateColumn = 'total' | number
/** A filter's amount in cents by column; a column that is absent lets all pass. */
export type RateFilter = Partial<Record<RateColumn, number>>

type Value = FormOptions['catalogues'][string][number]

/** The line items that rates are filtered by. */
export const rateItems = (options: FormOptions): Value[] =>
  (options.catalogues['mmr_item'] ?? []).filter((item) => item.active)

/** All rates that may be shown: those on offer and the one that the record has, cheapest first. */
export function ratesOf(options: FormOptions, stored: FieldValue, today: string): Rate[] {
  const items = options.catalogues['mmr_item'] ?? []
  return (options.catalogues['mmr'] ?? [])
    .filter((value) => value.id === stored || isRateOffered(value, today))
    .map((value) => toRate(value, items, value.id === stored))
    .sort((a, b) => a.totalCents - b.totalCents || a.id - b.id)
}

function toRate(value: Value, items: readonly Value[], stored: boolean): Rate {
  const { totalCents, items: amounts } = readRate(value.data)
  const names = new Map(items.map((item) => [item.id, item.name]))
  const order = new Map(items.map((item, index) => [item.id, index]))
  const lines = Object.entries(amounts)
    .map(([id, amountCents]) => ({
      itemId: Number(id),
      name: names.get(Number(id)) ?? 'Removed item',
      amountCents,
    }))
    .sort((a, b) => (order.get(a.itemId) ?? Infinity) - (order.get(b.itemId) ?? Infinity))
  const total = totalCents ?? 0
  const isAmount = value.name.replace(/[^\d.]/g, '') === (total / 100).toFixed(2)
  return {
    id: value.id,
    name: isAmount ? null : value.name,
    totalCents: total,
    lines,
    flaws: breakdownFlaws(value.data, items),
    stored,
    active: value.active,
  }
}

/** What a rate costs in a column: its total, or the line; null without that line. */
export const amountIn = (rate: Rate, column: RateColumn): number | null =>
  column === 'total'
    ? rate.totalCents
    : (rate.lines.find((line) => line.itemId === column)?.amountCents ?? null)

const columnsOf = (filter: RateFilter): RateColumn[] =>
  Object.keys(filter).map((key) => (key === 'total' ? key : Number(key)))

/** The rates that every set filter lets pass; `but` leaves one filter out. */
export const matchingRates = (rates: readonly Rate[], filter: RateFilter, but?: RateColumn): Rate[] =>
  rates.filter((rate) =>
    columnsOf(filter).every((column) => column === but || amountIn(rate, column) === filter[column]),
  )

/** The amounts that a column's filter can choose from, as far as the other filters leave any. */
export const amountsFor = (rates: readonly Rate[], filter: RateFilter, column: RateColumn): number[] =>
  [
    ...new Set(
      matchingRates(rates, filter, column).flatMap((rate) => {
        const amount = amountIn(rate, column)
        return amount === null ? [] : [amount]
      }),
    ),
  ].sort((a, b) => a - b)
