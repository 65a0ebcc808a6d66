/** Plans of a brand: what they cost, what they bring, and why one would be refused. */
import type { Plan, ProviderProfile } from './profile.ts'
import type { Subscriber } from './subscribers.ts'

type Choice = {
  planCode: string
  addOnCodes: readonly string[]
  quantities?: Readonly<Record<string, number>>
}

export const planOf = ({ plans }: ProviderProfile, code: string): Plan | undefined =>
  plans.find((plan) => plan.code === code)

/** Why the provider refuses this choice, by the member to blame; null if it does not. */
export function refusalOf(
  profile: ProviderProfile,
  choice: Choice,
): { field: string; detail: string } | null {
  const plan = planOf(profile, choice.planCode)
  if (!plan) return { field: 'planCode', detail: `There is no plan ${choice.planCode}` }
  const stray = choice.addOnCodes.find((code) => !plan.addOns.some((addOn) => addOn.code === code))
  if (stray !== undefined) return { field: 'addOnCodes', detail: `${plan.label} has no add-on ${stray}` }
  if (new Set(choice.addOnCodes).size < choice.addOnCodes.length)
    return { field: 'addOnCodes', detail: 'An add-on is named twice' }
  for (const [code, many] of Object.entries(choice.quantities ?? {})) {
    const addOn = plan.addOns.find((one) => one.code === code)
    if (!addOn || !choice.addOnCodes.includes(code))
      return { field: 'quantities', detail: `${code} is not among the add-ons` }
    if (many > (addOn.maxQuantity ?? 1))
      return { field: 'quantities', detail: `At most ${addOn.maxQuantity ?? 1} of ${addOn.label}` }
  }
  return null
}

/** What the account has after a choice: of what is counted and not named, as many as before. */
export function countedIn(
  profile: ProviderProfile,
  choice: Choice,
  before: Readonly<Record<string, number>>,
): Record<string, number> {
  const addOns = planOf(profile, choice.planCode)?.addOns ?? []
  return Object.fromEntries(
    addOns.flatMap(({ code, maxQuantity }) =>
      maxQuantity === null || !choice.addOnCodes.includes(code)
        ? []
        : [[code, Math.min(choice.quantities?.[code] ?? before[code] ?? 1, maxQuantity)]],
    ),
  )
}

/** Cents a month; null if a part of it has no price. */
export function priceOf(
  profile: ProviderProfile,
  { planCode, addOnCodes, quantities = {} }: Choice,
): number | null {
  const plan = planOf(profile, planCode)
  const parts = [
    plan?.monthlyCents ?? null,
    ...addOnCodes.map((code) => {
      const each = plan?.addOns.find((addOn) => addOn.code === code)?.monthlyCents ?? null
      return each === null ? null : each * (quantities[code] ?? 1)
    }),
  ]
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0 as number | null)
}

export function featuresOf(profile: ProviderProfile, { planCode, addOnCodes, quantities }: Subscriber) {
  const plan = planOf(profile, planCode)
  return [
    ...(plan?.included ?? []).map(({ code, label }) => ({
      code,
      label,
      on: true,
      included: true,
      quantity: null,
    })),
    ...(plan?.addOns ?? []).map(({ code, label, maxQuantity }) => {
      const on = addOnCodes.includes(code)
      return {
        code,
        label,
        on,
        included: false,
        quantity: on && maxQuantity !== null ? (quantities[code] ?? 1) : null,
      }
    }),
  ]
}
