/**
 * The connector for Alula. A subscriber is a user of Alula's with the devices assigned to it. The wire takes no idempotency
 * keys and knows no versions, so every write looks first: what is there already is not sent again.
 */
import type { Write } from '../contract.ts'
import type { ProviderFetch } from '../http.ts'
import type { Interactive, InteractiveConnector, NewSubscriber, RemoteSubscriber } from '../interactive.ts'
import { applied, checked, ensureRevision, FieldError, inSteps, refusal, unexpected } from '../look-first.ts'
import { readPriceList } from '../price-list.ts'
import { openAlulaClient } from './client.ts'
import { openCustomers } from './customers.ts'
import { alulaSettings, manifest } from './manifest.ts'
import { checkFields, deviceFrom, fitsOrder, macOf, panelOf, subscriberFrom, type Held } from './map.ts'
import type { FeaturePlan } from './wire.ts'

export const alula: InteractiveConnector = { manifest, open: openAlula }

function openAlula(given: Record<string, unknown>, fetch: ProviderFetch): Interactive {
  const settings = alulaSettings.parse(given)
  const prices = readPriceList(settings.priceList) ?? new Map<string, number>()
  const customers = openCustomers(openAlulaClient(settings, fetch), settings.dealerId)
  const loginPattern = new RegExp(manifest.login.pattern)
  const devicePattern = new RegExp(manifest.device.pattern)

  // Plans do not change while a page is drawn; asked for once as long as the provider is open.
  let asked: Promise<FeaturePlan[]> | null = null
  const plans = () => {
    asked ??= customers.plans().catch((error: unknown) => {
      asked = null
      throw error
    })
    return asked
  }
  const shown = async (held: Held) => subscriberFrom(held, await plans(), prices)
  /** The account after a write that was confirmed: if it cannot be seen, the write stands all the same. */
  const seeAgain = (call: string, id: string): Promise<RemoteSubscriber> =>
    applied(async () => {
      const held = await customers.byId(id)
      if (held) return shown(held)
      throw unexpected(call, 'Alula confirmed a change of an account that it does not show', 'unknown')
    })
  /** Sends what `writesOf` finds to do; nothing if all is as wanted. */
  const change = async (
    call: string,
    id: string,
    revision: string | undefined,
    writesOf: (held: Held) => (() => Promise<unknown>)[],
  ): Promise<RemoteSubscriber> => {
    const held = await customers.lookFor(call, id)
    const subscriber = await shown(held)
    const writes = writesOf(held)
    if (writes.length === 0) return subscriber
    ensureRevision(call, subscriber, revision)
    await inSteps(writes)
    return seeAgain(call, id)
  }
  const ensurePlan = async (call: string, planCode: string, addOnCodes: readonly string[]) => {
    if (!(await plans()).some(({ id }) => id === planCode))
      throw refusal(call, 'Alula has no such feature plan', 'planCode')
    if (addOnCodes.length > 0) throw refusal(call, 'Alula’s feature plans have no add-ons', 'addOnCodes')
  }

  const create = async (order: NewSubscriber & Write): Promise<RemoteSubscriber> => {
    const call = 'Create account'
    const { login, fields, planCode, details } = order
    const mac = macOf(order.deviceSerial)
    checked(call, () => {
      checkFields(fields, manifest)
      if (!loginPattern.test(login)) throw new FieldError('login', manifest.login.help)
      if (!devicePattern.test(order.deviceSerial)) throw new FieldError('deviceSerial', manifest.device.help)
      if (!/^[0-9A-Za-z]{1,8}$/.test(details.crc ?? ''))
        throw new FieldError('details.crc', 'The CRC is on the label, beside the MAC address')
    })
    await ensurePlan(call, planCode, order.addOnCodes)

    // What a lost answer may have left is gone on with; what is anybody else's is refused.
    const [device, user] = [await customers.deviceByMac(mac), await customers.byUsername(login)]
    const holder = device?.attributes.customerId ?? null
    if (holder !== null && holder !== user?.user.id)
      throw refusal(call, `Account ${holder} has this device`, 'deviceSerial')
    const others = user?.devices.some(({ attributes }) => macOf(attributes.mac) !== mac)
    if (user && (others || !fitsOrder(user, fields))) throw refusal(call, 'This login is taken', 'login')

    let wrote = false
    /** Once a write has taken effect, a failure of anything leaves the outcome open. */
    const step = <T>(work: () => Promise<T>): Promise<T> => (wrote ? applied(work) : work())
    const write = async <T>(work: () => Promise<T>): Promise<T> => {
      const done = await step(work)
      wrote = true
      return done
    }
    if (!device) await write(() => customers.register(call, mac, details.crc!))
    const id = user?.user.id ?? (await write(() => customers.createUser(call, login, fields)))
    const held = await step(() => customers.lookFor(call, id))
    for (const each of customers.fieldWrites(call, held, fields)) await write(each)
    const registered = device ?? (await step(() => customers.deviceByMac(mac)))
    if (!registered) throw unexpected(call, 'Alula registered a device that it does not show', 'unknown')
    if (holder === null) await write(() => customers.assign(call, id, registered.id))
    if (registered.attributes.featurePlanId !== planCode)
      await write(() => customers.setPlan(call, registered.id, planCode))
    return seeAgain(call, id)
  }

  return {
    check: async () => {
      const username = await customers.self('Test connection')
      return `Alula answered ${username} for dealer ${settings.dealerId}`
    },
    subscribers: {
      find: async (typed) => {
        const text = typed.trim()
        if (text === '' || text.length > 100) return []
        const device = devicePattern.test(text) ? await customers.deviceByMac(macOf(text)) : null
        const holder = device?.attributes.customerId
        const found = [
          await customers.byId(text),
          holder ? await customers.byId(holder) : null,
          loginPattern.test(text) ? await customers.byUsername(text) : null,
          ...(text.includes('@') ? await customers.byEmail(text) : []),
        ].filter((held) => held !== null)
        const byId = new Map(found.map((held) => [held.user.id, held]))
        return Promise.all([...byId.values()].map(shown))
      },
      read: async ({ externalId }) => {
        const held = await customers.byId(externalId)
        return held && shown(held)
      },
      create,
      update: async (ref, { fields, revision }) => {
        const call = 'Update account'
        checked(call, () => checkFields(fields, manifest))
        return change(call, ref.externalId, revision, (held) => customers.fieldWrites(call, held, fields))
      },
      terminate: (ref, { revision }) => {
        const call = 'Terminate account'
        return change(call, ref.externalId, revision, ({ devices }) =>
          devices.flatMap(({ id }) => [
            () => customers.unassign(call, id),
            () => customers.unregister(call, id),
          ]),
        )
      },
      list: async (after) => {
        const { held, next } = await customers.page(after === null ? 1 : Number(after) || 1)
        const subscribers = held.map((one) => ({
          externalId: one.user.id,
          login: one.user.attributes.username,
          state: panelOf(one) ? ('active' as const) : ('terminated' as const),
          linkedReference: null,
        }))
        return { subscribers, next: next === null ? null : String(next) }
      },
    },
    plans: {
      list: async () =>
        (await plans()).map((plan) => ({
          code: plan.id,
          label: plan.attributes.name || `Feature plan ${plan.id}`,
          monthlyCents: prices.get(plan.id) ?? null,
          included: plan.attributes.features.map((code) => ({ code, label: code })),
          addOns: [],
        })),
      change: async (ref, { planCode, addOnCodes, revision }) => {
        const call = 'Change plan'
        await ensurePlan(call, planCode, addOnCodes)
        return change(call, ref.externalId, revision, (held) => {
          const panel = panelOf(held)
          if (!panel) throw refusal(call, 'The account has no device that a plan could be set on')
          if (panel.attributes.featurePlanId === planCode) return []
          return [() => customers.setPlan(call, panel.id, planCode)]
        })
      },
    },
    devices: {
      list: async (ref) =>
        (await customers.lookFor('Read equipment', ref.externalId)).devices.map(deviceFrom),
    },
    logins: {
      list: async (ref) => {
        const { user } = await customers.lookFor('Read logins', ref.externalId)
        const { username: login, email } = user.attributes
        return [{ id: user.id, login, email, primary: true }]
      },
    },
  }
}
