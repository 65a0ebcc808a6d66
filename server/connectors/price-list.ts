/** A dealer's own price list, for providers that tell no price before a plan is applied. */

/** One price: a plan's code or an add-on's name, and dollars a month. */
const priceLine = /^\s*([A-Za-z0-9_-]+)\s*=\s*\$?(\d{1,6})(?:\.(\d{2}))?\s*$/

/** Cents a month by code, of `208 = 9.00, ProVideo = 5.00`; null if a part of the list is no price. */
export function readPriceList(text: string): Map<string, number> | null {
  const prices = new Map<string, number>()
  for (const line of text.split(/[\n,;]/).filter((one) => one.trim() !== '')) {
    const match = priceLine.exec(line)
    if (!match) return null
    prices.set(match[1]!, Number(match[2]) * 100 + Number(match[3] ?? 0))
  }
  return prices
}
