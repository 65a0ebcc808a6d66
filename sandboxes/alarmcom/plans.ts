/** Plans: which add-ons a package may have, and the operations that show and change them. */
import { addOns, otherAddOns, packageById, packages, type Package } from './catalogue.ts'
import type { Values } from './values.ts'

/** A refusal of the business: Success=false with this message. */
export class Refusal extends Error {}

/** @throws Refusal */
export function checkPlan(packageId: number | null, chosen: readonly string[]): Package {
  const plan = packageById(packageId)
  if (!plan) throw new Refusal('The service package is not valid for this dealer.')
  const allowed = new Set([...plan.free, ...otherAddOns(plan)])
  const wrong = chosen.find((name) => !allowed.has(name) && !plan.included.includes(name))
  if (wrong) throw new Refusal(`The add-on ${wrong} is not available with ${plan.description}.`)
  if (new Set(chosen).size < chosen.length) throw new Refusal('An add-on was given twice.')
  return plan
}

/** GetPackageIds: every package with what it includes, gives and sells. */
export const packageInfos = (callerVersion: number): Values => ({
  Packages: packages.map((plan) => {
    const info = (names: readonly string[]) =>
      names
        .filter((name) => (addOns[name]?.since ?? 1) <= callerVersion)
        .map((Feature) => ({ Feature, MaxQuantity: addOns[Feature]?.max ?? 1 }))
    const others = otherAddOns(plan)
    return {
      PackageId: plan.id,
      PackageDescription: plan.description,
      PackageGroupDescription: plan.group,
      IncludedFeatures: info(plan.included),
      FreeAddOns: info(plan.free),
      OtherAddOns: info(others),
      AddonsFilteredDueToCallerVersion: info(others).length < others.length,
    }
  }),
})
