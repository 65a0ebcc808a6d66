/** What a dealer may sell: packages with what they include and what can be added, and what they cost. */
import type { Plan, PlanChoice, PlanQuote } from '../interactive.ts'
import type { XmlElement } from '../xml.ts'
import { centsOf, itemsOf, memberOf, textOf, wholeIn } from './message.ts'
import type { Customer } from './map.ts'
import { choiceOf } from './names.ts'

export type Package = {
  id: number
  name: string
  included: string[]
  addOns: { code: string; free: boolean; maxQuantity: number }[]
}

/** @throws XmlError */
export function packagesFrom(result: XmlElement): Package[] {
  const features = (one: XmlElement, name: string) =>
    itemsOf(one, name).map((feature) => ({
      code: textOf(feature, 'Feature'),
      maxQuantity: wholeIn(textOf(feature, 'MaxQuantity')),
    }))
  return itemsOf(result, 'Packages').map((one) => ({
    id: wholeIn(textOf(one, 'PackageId')),
    name: textOf(one, 'PackageDescription'),
    included: features(one, 'IncludedFeatures').map(({ code }) => code),
    addOns: [
      ...features(one, 'FreeAddOns').map((feature) => ({ ...feature, free: true })),
      ...features(one, 'OtherAddOns').map((feature) => ({ ...feature, free: false })),
    ],
  }))
}

type Prices = ReadonlyMap<string, number>

/** A package as the page offers it; prices are those of the dealer's own list. */
export const planFrom = ({ id, name, included, addOns }: Package, prices: Prices): Plan => ({
  code: String(id),
  label: name || `Package ${id}`,
  monthlyCents: prices.get(String(id)) ?? null,
  included: included.map(choiceOf),
  addOns: addOns.map(({ code, free, maxQuantity }) => ({
    ...choiceOf(code),
    monthlyCents: free ? 0 : (prices.get(code) ?? null),
    maxQuantity: maxQuantity > 0 ? maxQuantity : null,
  })),
})

/** What GetCustomerPrice says of a customer. */
export type Paid = {
  totalCents: number | null
  baseCents: number | null
  /** By add-on; prices are for all of its quantity. */
  addOns: Map<string, { cents: number; quantity: number | null }>
}

/** @throws XmlError */
export const paidFrom = (result: XmlElement): Paid => ({
  totalCents: centsOf(result, 'TotalPrice'),
  baseCents: centsOf(result, 'BasePackagePrice'),
  addOns: new Map(
    (memberOf(result, 'AddonPrices') ? itemsOf(result, 'AddonPrices') : []).map((one) => {
      const quantity = textOf(one, 'Quantity')
      return [
        textOf(one, 'Feature'),
        {
          cents: centsOf(one, 'Price') ?? 0,
          quantity: /^\d{1,6}$/.test(quantity) ? Number(quantity) : null,
        },
      ]
    }),
  ),
})

/**
 * What a choice would cost, in cents a month: from what the customer pays today for the same things, else from the
 * dealer's own price list; null as soon as one price is known to neither.
 */
export function priceOf(
  { planCode, addOnCodes, quantities = {} }: PlanChoice,
  {
    customer,
    paid,
    plan,
    prices,
  }: { customer: Customer; paid: Paid; plan: Package | undefined; prices: Prices },
): PlanQuote['afterCents'] {
  const samePlan = String(customer.packageId) === planCode
  let total = (samePlan ? paid.baseCents : null) ?? prices.get(planCode) ?? null
  for (const code of addOnCodes) {
    const there = paid.addOns.get(code)
    const free = plan?.included.includes(code) || plan?.addOns.some((one) => one.code === code && one.free)
    // An add-on may cost something else with another package.
    const listed = prices.get(code)
    const many = quantities[code] ?? there?.quantity ?? 1
    const paidNow = there && (there.cents / (there.quantity ?? 1)) * many
    const each = free ? 0 : samePlan && there ? Math.round(paidNow!) : listed && listed * many
    total = total === null || each === undefined ? null : total + each
  }
  return total
}
