/** How writes are made on a wire that knows neither keys nor versions: look first, send only what differs, look again. */
import type { InteractiveManifest, RemoteSubscriber } from '../interactive.ts'
import { applied, noSuchAccount, refusal, unexpected } from '../look-first.ts'
import { subscriberFrom, type Customer } from './map.ts'
import type { Paid } from './packages.ts'
import type { Services } from './services.ts'

export type Held = { customer: Customer; subscriber: RemoteSubscriber; locked: boolean; paid: Paid | null }

export function ensureRevision(call: string, { subscriber }: Held, revision: string | undefined): void {
  if (revision !== undefined && revision !== subscriber.revision)
    throw refusal(call, 'The account has been changed at Alarm.com since')
}

/** The customer's number; null if the text can be none. */
export const idOf = (externalId: string): number | null =>
  /^[1-9]\d{0,9}$/.test(externalId) && Number(externalId) < 2 ** 31 ? Number(externalId) : null

/** Looks customers up, and again after a write. */
export function openLooks(services: Services, manifest: InteractiveManifest) {
  const look = async (id: number): Promise<Held | null> => {
    const customer = await services.info(id)
    if (!customer) return null
    const alive = customer.state === 'active' || customer.state === 'ending'
    const [packages, locked, paid] = await Promise.all([
      services.packages(),
      alive ? services.locked(id) : false,
      customer.addOns.length > 0 ? services.paid(id) : null,
    ])
    const quantities = new Map(
      [...(paid?.addOns ?? [])].flatMap(([code, { quantity }]) =>
        quantity === null ? [] : [[code, quantity]],
      ),
    )
    const subscriber = subscriberFrom(customer, { locked, quantities, packages }, manifest)
    return { customer, subscriber, locked, paid }
  }
  const lookFor = async (call: string, externalId: string): Promise<Held> => {
    const id = idOf(externalId)
    const held = id === null ? null : await look(id)
    if (!held) throw noSuchAccount(call)
    return held
  }
  /** The account after a write that was confirmed: if it cannot be seen, the write stands all the same. */
  const seeAgain = (call: string, id: number): Promise<RemoteSubscriber> =>
    applied(async () => {
      const held = await look(id)
      if (held) return held.subscriber
      const reason = 'Alarm.com confirmed a change of an account that it does not show'
      throw unexpected(call, reason, 'unknown')
    })
  return { look, lookFor, seeAgain }
}
export type Looks = ReturnType<typeof openLooks>
