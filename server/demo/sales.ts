/** What a customer has beyond a person: the sale, the installation, the monitoring, and perhaps the end of it. */
import { daysBetween } from '#shared/time.ts'
import * as names from './names.ts'
import type { Random } from './random.ts'
import { daysBefore, notAfterToday, type DemoFields, type Setting } from './record.ts'

type Customer = { id: number; commercial: boolean }

/** Sale, installation, services and cancelation of a customer that was entered at `createdAt`. */
export function saleFields(
  random: Random,
  setting: Setting,
  createdAt: Date,
  customer: Customer,
): DemoFields {
  const { now } = setting
  const entered = createdAt.toISOString().slice(0, 10)
  const sold = random.chance(0.98)
  const saleDate = sold ? notAfterToday(entered, random.int(0, 6), now) : null
  const installed = sold && random.chance(0.965)
  const installDate = saleDate && installed ? notAfterToday(saleDate, random.int(1, 14), now) : null
  const maybe = <T>(probability: number, value: () => T): T | null =>
    random.chance(probability) ? value() : null
  const affiliate = setting.catalogue('discount_affiliate').length > 0 && random.chance(0.06)
  return {
    saleDate,
    soldById: sold ? random.pick(setting.users('sales_rep')) : null,
    traineeId: maybe(0.08, () => random.pick(setting.users('trainer'))),
    leadRepId: maybe(0.15, () => random.pick(setting.users('lead_rep'))),
    callCenterRepId: maybe(0.25, () => random.pick(setting.users('call_center_rep'))),
    adtNumber: maybe(0.01, () => String(random.int(400_000_000, 499_999_999))),
    mmrId: sold ? random.pick(setting.catalogue('mmr')) : null,
    mmrAlaCarte: sold && random.chance(0.07),
    monitoringPlanId: maybe(0.85, () => random.pick(setting.catalogue('monitoring_plan'))),
    accountClassId: maybe(0.6, () => random.pick(setting.catalogue('account_class'))),
    discountAffiliateId: affiliate ? random.pick(setting.catalogue('discount_affiliate')) : null,
    discountMemberNumber: affiliate ? `M-${random.int(100_000, 999_999)}` : null,
    contractTermId: sold ? random.pick(setting.catalogue('contract_term')) : null,
    activationFeeId: maybe(0.7, () => random.pick(setting.catalogue('activation_fee'))),
    warrantyTermId: maybe(0.7, () => random.pick(setting.catalogue('warranty_term'))),
    dealerNumberId: maybe(0.6, () => random.pick(setting.catalogue('dealer_number'))),
    collectionsDate: maybe(0.02, () => daysBefore(now, random.int(5, 400))),
    ...funding(random, setting, installDate),
    ...monitoring(random, setting, customer, sold),
    ...installation(random, setting, installDate),
    ...cancelation(random, setting, saleDate),
  }
}

function funding(random: Random, { now }: Setting, installDate: string | null): DemoFields {
  if (!installDate) return { fundingStatus: 'not_submitted' }
  const fundingStatus = random.weighted([
    ['funded', 75],
    ['submitted', 12],
    ['not_submitted', 10],
    ['rejected', 3],
  ])
  return {
    fundingStatus,
    fundedOn: fundingStatus === 'funded' ? notAfterToday(installDate, random.int(5, 30), now) : null,
  }
}

function monitoring(
  random: Random,
  setting: Setting,
  { id, commercial }: Customer,
  sold: boolean,
): DemoFields {
  const notYet = [null, 20] as const
  const station = sold
    ? random.weighted([notYet, ...setting.stations.map((s) => [s, s.weight] as const)])
    : null
  const provider = random.chance(commercial ? 0.4 : 0.7)
    ? random.weighted(setting.serviceProviders.map((p) => [p, p.weight] as const))
    : null
  return {
    monitoringCompanyId: station?.id ?? null,
    accountNumber: station ? `${station.prefix}${id}` : null,
    receiverNumber: station ? `R${random.int(10, 49)}-${random.int(1000, 9999)}` : null,
    serviceProviderId: provider?.id ?? null,
  }
}

function installation(random: Random, setting: Setting, installDate: string | null): DemoFields {
  return {
    installDate,
    technicianId: installDate ? random.pick(setting.users('technician')) : null,
    confirmationNumber: installDate ? `C${random.int(10_000_000, 99_999_999)}` : null,
    installed: installDate !== null,
    abortCode: random.chance(0.75)
      ? random.chance(0.5)
        ? String(random.int(1000, 9999))
        : random.pick(names.spokenWords)
      : null,
    twoWayVoice: random.chance(0.3),
    cellularBackup: random.chance(0.7),
    guardResponse: random.chance(0.04),
    maintenance: random.chance(0.2),
    invoicing: random.chance(0.1),
    aarp: random.chance(0.08),
    tellular: random.chance(0.1),
  }
}

function cancelation(random: Random, setting: Setting, saleDate: string | null): DemoFields {
  if (!saleDate || !random.chance(0.082)) return {}
  // As many days after the sale as there were, rather than all of the late ones today: a report shows each month.
  const since = daysBetween(saleDate, setting.now.toISOString().slice(0, 10))
  return {
    isCanceled: true,
    cancelDate: notAfterToday(saleDate, random.int(30, 1500) % Math.max(since, 1), setting.now),
    cancelReasonId: random.pick(setting.catalogue('cancel_reason')),
  }
}
