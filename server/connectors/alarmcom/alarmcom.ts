/**
 * The connector for Alarm.com. The wire takes no idempotency keys and knows no versions, so every write looks first:
 * what is there already is not sent again, and a state that has passed is refused here.
 */
import type { Interactive, InteractiveConnector, InteractiveManifest, PlanChoice } from '../interactive.ts'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import { applied, refusal } from '../look-first.ts'
import { readPriceList } from '../price-list.ts'
import { alarmcomSettings, manifest } from './manifest.ts'
import { receiverFrom } from './map.ts'
import { addressedTo } from './names.ts'
import { listOf } from './orders.ts'
import { type Package, planFrom, priceOf } from './packages.ts'
import { openServices } from './services.ts'
import { ensureRevision, openLooks } from './steps.ts'
import { openSubscribers, planElements } from './subscribers.ts'

export const alarmcom: InteractiveConnector = {
  manifest,
  open: (settings, fetch) => openAlarmcom(manifest, settings, fetch),
}

/** How long a link is shown as good; the wire does not say how long its token is. */
const linkLifetimeMs = 5 * 60_000
/** More zones than any panel that answers has. */
const maxZones = 255

function openAlarmcom(
  manifest: InteractiveManifest,
  given: Record<string, unknown>,
  fetch: ProviderFetch,
): Interactive {
  const settings = alarmcomSettings.parse(given)
  const prices = readPriceList(settings.priceList) ?? new Map<string, number>()
  const services = openServices(settings, fetch)
  const looks = openLooks(services, manifest)
  const { lookFor, seeAgain } = looks
  const { swap, ...subscribers } = openSubscribers(services, looks, manifest)

  const checkChoice = (call: string, { planCode, addOnCodes }: PlanChoice) => {
    if (!/^\d{1,9}$/.test(planCode)) throw refusal(call, 'Choose a plan', 'planCode')
    if (!addOnCodes.every((code) => /^\w{1,100}$/.test(code)))
      throw refusal(call, 'An add-on is none of Alarm.com’s', 'addOnCodes')
  }

  const checkQuantities = (
    call: string,
    counted: readonly [code: string, quantity: number][],
    planCode: string,
    packages: readonly Package[],
  ) => {
    const plan = packages.find(({ id }) => String(id) === planCode)
    for (const [code, quantity] of counted) {
      const most = plan?.addOns.find((one) => one.code === code)?.maxQuantity ?? 1
      if (quantity > Math.max(most, 1))
        throw refusal(call, `At most ${Math.max(most, 1)} of ${code}`, 'quantities')
    }
  }

  return {
    check: async () => {
      const { id, name } = await services.dealer()
      return `Alarm.com answered ${settings.user} of ${name} (dealer ${id})`
    },
    subscribers,
    billing: {
      read: () => services.billing(),
      set: async (setting) => {
        // A setting whose answer was lost is looked up: the key's name tells whether it was taken.
        try {
          return await services.setBilling(setting)
        } catch (error) {
          if (!(error instanceof ConnectorError) || error.outcome !== 'unknown') throw error
          const there = await services.billing()
          if (there.enabled === setting.enabled && (!setting.enabled || there.keyId === setting.keyId))
            return there
          throw error
        }
      },
    },
    plans: {
      list: async () => (await services.packages()).map((one) => planFrom(one, prices)),
      quote: async (ref, choice) => {
        const call = 'Check plan'
        checkChoice(call, choice)
        const { customer, paid: known } = await lookFor(call, ref.externalId)
        const reason = await services.validatePlan(
          customer.id,
          planElements(choice.planCode, choice.addOnCodes),
        )
        const paid = known ?? (await services.paid(customer.id))
        const plan = (await services.packages()).find(({ id }) => String(id) === choice.planCode)
        return {
          beforeCents: paid.totalCents ?? customer.monthlyCents,
          afterCents: priceOf(choice, { customer, paid, plan, prices }),
          refusal: reason,
        }
      },
      change: async (ref, { planCode, addOnCodes, quantities = {}, revision }) => {
        const call = 'Change plan'
        checkChoice(call, { planCode, addOnCodes })
        const counted = Object.entries(quantities).filter(([code]) => addOnCodes.includes(code))
        if (counted.length) checkQuantities(call, counted, planCode, await services.packages())
        const held = await lookFor(call, ref.externalId)
        const { customer } = held
        // The whole list is sent each time: what is not seen would be taken away.
        if (customer.addOnsHidden)
          throw refusal(call, 'Alarm.com hides add-ons of this account from us: change the plan there')
        const there = [...customer.addOns].sort().join()
        const samePlan = String(customer.packageId) === planCode && there === [...addOnCodes].sort().join()
        const others = counted.filter(
          ([code, quantity]) => quantity !== (held.paid?.addOns.get(code)?.quantity ?? 1),
        )
        if (samePlan && !others.length) return held.subscriber
        ensureRevision(call, held, revision)
        if (!samePlan)
          await services.write(call, 'ChangeServicePlan', [
            ['customerId', customer.id],
            ...planElements(planCode, addOnCodes),
          ])
        const setQuantities = async () => {
          for (const [code, quantity] of others)
            await services.write(call, 'SetAddOnQuantity', [
              ['customerId', customer.id],
              ['addOn', code],
              ['quantity', quantity],
            ])
        }
        // The plan is changed already: a refused number must not pass for "nothing was done".
        await (samePlan && others.length === 1 ? setQuantities() : applied(setQuantities))
        return seeAgain(call, customer.id)
      },
    },
    devices: {
      list: async (ref) => services.devices((await lookFor('Read equipment', ref.externalId)).customer.id),
      refresh: async (ref, { revision }) => {
        const call = 'Request equipment'
        const held = await lookFor(call, ref.externalId)
        ensureRevision(call, held, revision)
        await services.write(call, 'RequestUpdatedEquipmentList', [
          ['customerId', held.customer.id],
          ['maxZones', maxZones],
        ])
      },
      swapModem: swap,
    },
    logins: {
      list: async (ref) => {
        const { customer } = await lookFor('Read logins', ref.externalId)
        return services.logins(customer.id, customer.login)
      },
      resetPassword: async (ref, { loginId, revision }) => {
        const call = 'Reset password'
        const held = await lookFor(call, ref.externalId)
        ensureRevision(call, held, revision)
        const { id, login: primary } = held.customer
        const login = (await services.logins(id, primary)).find((one) => one.id === loginId)
        if (!login) throw refusal(call, 'The account has no such login', 'loginId')
        await services.write(call, 'ResetCustomerPassword', [
          [
            'input',
            [
              ['CustomerId', id],
              ['UnlockAccount', false],
              ['LoginName', login.login],
            ],
          ],
        ])
        return { sentTo: addressedTo(login) }
      },
      impersonate: async (ref, { revision }) => {
        const call = 'Open customer site'
        if (settings.customerSite === '')
          throw refusal(call, 'The customer site’s sign-in address is not in the settings')
        const held = await lookFor(call, ref.externalId)
        ensureRevision(call, held, revision)
        const { login, state } = held.customer
        if (login === '' || state === 'terminated') throw refusal(call, 'The account has no login to open')
        const token = await services.token(call, login)
        return {
          url: settings.customerSite.replaceAll('{token}', encodeURIComponent(token)),
          expiresAt: new Date(Date.now() + linkLifetimeMs).toISOString(),
        }
      },
    },
    centralStation: {
      receivers: async () =>
        (await services.receivers()).map(({ phone, station, prefix, protocol }) => ({
          code: receiverFrom(phone),
          label: [station, phone, protocol, prefix && `prefix ${prefix}`].filter(Boolean).join(', '),
          phone: receiverFrom(phone),
        })),
      update: async (ref, { accountNumber, receiver, forwarding, revision }) => {
        const call = 'Update central station'
        if (!manifest.forwarding.some(({ code }) => code === forwarding))
          throw refusal(call, 'Choose when to forward alarms', 'forwarding')
        const held = await lookFor(call, ref.externalId)
        const { id, centralStation: there } = held.customer
        if (
          there?.accountNumber === accountNumber &&
          receiverFrom(there.receiver) === receiverFrom(receiver) &&
          there.forwarding === forwarding
        )
          return held.subscriber
        ensureRevision(call, held, revision)
        // What is forwarded stays as it was set there; an account that forwarded nothing begins with everything.
        const groups = there?.eventGroups.length ? there.eventGroups : ['AllEvents']
        await services.write(call, 'UpdateCentralStationInfo_V2', [
          [
            'input',
            [
              ['CustomerId', id],
              ['ForwardingOption', forwarding],
              ['PhoneLinePresent', there?.phoneLinePresent ?? false],
              ['EventGroupsToForward', listOf('CentralStationEventGroupEnum', groups)],
              ['AccountNumber', accountNumber],
              ['ReceiverNumber', receiver],
              ['InitiateTwoWayVoiceForFireAndCoAlarms', null],
              ['DualPathSupervisionImmediate', null],
            ],
          ],
        ])
        return seeAgain(call, id)
      },
    },
  }
}
