/**
 * The port on top of the Open Interactive API, for every brand that is reached by it. A brand is data: its manifest, and
 * whether it keeps Master Contacts; it adds no code of its own.
 */
import type { z } from 'zod'
import { ConnectorError } from '../errors.ts'
import type { ProviderFetch } from '../http.ts'
import type {
  Interactive,
  InteractiveCapability,
  InteractiveConnector,
  InteractiveManifest,
  RemoteSubscriber,
  SubscriberRef,
} from '../interactive.ts'
import type { Write } from '../contract.ts'
import { checked, FieldError, refusal, unexpected } from '../look-first.ts'
import { openStationClient, type StationCall } from '../open-station/client.ts'
import { checkMasterContact, checkModem, fieldsToWire, orderToWire, ourField, subscriberFrom } from './map.ts'
import { openInteractiveSettings } from './settings.ts'
import * as wire from './wire.ts'

export type Brand = {
  manifest: InteractiveManifest
  /** Whether an account must have a Master Contact: both names, a telephone number, and a PIN at creation. */
  masterContact: boolean
}

/** A connector for a brand that speaks the Open Interactive API. */
export const openInteractiveConnector = (brand: Brand): InteractiveConnector => ({
  manifest: brand.manifest,
  open: (settings, fetch) => openProvider(brand, settings, fetch),
})

/** The wire's word where it is not ours. */
const wireWords: Partial<Record<InteractiveCapability, string>> = {
  unlink: 'link',
  list: 'roster',
  quote: 'plans',
  impersonate: 'app_link',
}
type WriteCall = Omit<StationCall, 'effect' | 'path' | 'idempotencyKey' | 'revision' | 'ourField'>

function openProvider(
  { manifest, masterContact }: Brand,
  given: Record<string, unknown>,
  fetch: ProviderFetch,
): Interactive {
  const settings = openInteractiveSettings.parse(given)
  const send = openStationClient(settings, fetch)
  const can = (capability: InteractiveCapability) => manifest.capabilities.includes(capability)
  const pathOf = ({ externalId }: SubscriberRef) => `/subscribers/${encodeURIComponent(externalId)}`

  const read = <T extends z.ZodType>(
    call: string,
    path: string,
    reply: T,
    query: Record<string, string> = {},
  ) => send({ call, effect: 'read', method: 'GET', path, query, ourField }, reply)
  /** A list that belongs to one account; another's is never taken for it. */
  const readOf = async <T extends z.ZodObject<{ id: z.ZodString }>>(
    call: string,
    ref: SubscriberRef,
    part: string,
    reply: T,
  ): Promise<z.output<T>> => {
    const answer = await read(call, `${pathOf(ref)}/${part}`, reply)
    if ((answer as { id: string }).id !== ref.externalId)
      throw unexpected(call, 'The reply is about another account')
    return answer
  }
  /** A write to one account's part, whose answer must be about that account. */
  const write = async <T extends z.ZodObject<{ id: z.ZodString }>>(
    ref: SubscriberRef,
    part: string,
    { idempotencyKey, revision }: Write,
    call: WriteCall,
    reply: T,
  ): Promise<z.output<T>> => {
    const path = pathOf(ref) + part
    const answer = await send({ ...call, effect: 'write', path, idempotencyKey, revision, ourField }, reply)
    if ((answer as { id: string }).id !== ref.externalId)
      throw unexpected(call.call, 'The reply is about another account', 'unknown')
    return answer
  }
  const change = async (
    ref: SubscriberRef,
    part: string,
    key: Write,
    call: WriteCall,
  ): Promise<RemoteSubscriber> =>
    subscriberFrom(await write(ref, part, key, call, wire.subscriberReply), manifest)
  const setState = (call: string, state: string) => (ref: SubscriberRef, key: Write) =>
    change(ref, '/state', key, { call, method: 'PUT', body: { state } })
  const known = (call: string, field: string, code: string, choices: readonly { code: string }[]) => {
    if (!choices.some((choice) => choice.code === code)) throw refusal(call, 'Choose one of the list', field)
  }

  return {
    check: async () => {
      const call = 'Test connection'
      const { name, apiVersion, abilities } = await read(call, '/provider', wire.providerReply)
      const missing = manifest.capabilities
        .map((capability) => wireWords[capability] ?? capability)
        .filter((word) => !abilities.capabilities.includes(word))
      if (missing.length > 0)
        throw unexpected(call, `${name} is no ${manifest.name} as this connector knows it: no ${missing[0]}`)
      return `${name} answered dealer ${settings.dealerId} (Open Interactive API ${apiVersion})`
    },
    subscribers: {
      find: async (typed) => {
        const text = typed.trim()
        if (text === '' || text.length > 100 || /[\u0000-\u001f\u007f]/.test(text)) return []
        const { subscribers } = await read('Find accounts', '/subscribers', wire.subscriberListReply, {
          find: text,
        })
        return subscribers.map((one) => subscriberFrom(one, manifest))
      },
      read: async (ref) => {
        const call = 'Read account'
        if (!/^[\w-]{1,32}$/.test(ref.externalId)) return null
        try {
          const subscriber = await read(call, pathOf(ref), wire.subscriberReply)
          if (subscriber.id !== ref.externalId) throw unexpected(call, 'The reply is about another account')
          return subscriberFrom(subscriber, manifest)
        } catch (error) {
          if (error instanceof ConnectorError && error.kind === 'not_found') return null
          throw error
        }
      },
      ...(can('create') && {
        create: async (order) => {
          const call = 'Create account'
          const body = checked(call, () => {
            if (masterContact) checkMasterContact(manifest.name, order.fields, true)
            return orderToWire(order, manifest)
          })
          const { idempotencyKey } = order
          const secrets = order.details.pin ? [order.details.pin] : []
          const subscriber = await send(
            {
              call,
              effect: 'write',
              method: 'POST',
              path: '/subscribers',
              body,
              idempotencyKey,
              secrets,
              ourField,
            },
            wire.subscriberReply,
          )
          if (subscriber.login.toLowerCase() !== order.login.toLowerCase())
            throw unexpected(call, 'The reply is about another account', 'unknown')
          return subscriberFrom(subscriber, manifest)
        },
      }),
      ...(can('update') && {
        update: async (ref, { fields, ...key }) => {
          const call = 'Update account'
          const body = checked(call, () => {
            if (masterContact) checkMasterContact(manifest.name, fields, false)
            return fieldsToWire(fields, manifest)
          })
          return change(ref, '', key, { call, method: 'PATCH', body })
        },
      }),
      ...(can('link') && {
        link: (ref, { reference, ...key }) =>
          change(ref, '/link', key, { call: 'Link account', method: 'PUT', body: { reference } }),
      }),
      ...(can('unlink') && {
        unlink: async (ref, { reference, ...key }) => {
          await change(ref, '/link', key, { call: 'Unlink account', method: 'DELETE', query: { reference } })
        },
      }),
      ...(can('suspend') && {
        suspend: setState('Suspend account', 'suspended'),
        resume: setState('Resume account', 'active'),
      }),
      ...(can('terminate') && {
        terminate: async (ref, { reasonCode, ...key }) => {
          const call = 'Terminate account'
          known(call, 'reasonCode', reasonCode, manifest.terminateReasons)
          return change(ref, '/state', key, {
            call,
            method: 'PUT',
            body: { state: 'terminated', reasonCode },
          })
        },
      }),
      ...(can('restore') && { restore: setState('Restore account', 'active') }),
      ...(can('list') && {
        list: async (after) => {
          const query = after === null ? undefined : { after }
          const { subscribers, next } = await read('List accounts', '/roster', wire.rosterReply, query)
          return {
            subscribers: subscribers.map(({ id, login, state, link }) => ({
              externalId: id,
              login,
              state,
              linkedReference: link?.reference ?? null,
            })),
            next,
          }
        },
      }),
    },
    ...(can('plans') && {
      plans: {
        list: async () => (await read('Read plans', '/plans', wire.planListReply)).plans,
        ...(can('quote') && {
          quote: (ref, { planCode, addOnCodes, quantities = {} }) => {
            const counted = Object.entries(quantities).map(([code, many]) => `${code}:${many}`)
            return read('Check plan', `${pathOf(ref)}/plan-quote`, wire.quoteReply, {
              planCode,
              ...(addOnCodes.length > 0 && { addOnCodes: addOnCodes.join(',') }),
              ...(counted.length > 0 && { quantities: counted.join(',') }),
            })
          },
        }),
        change: (ref, { planCode, addOnCodes, quantities, ...key }) => {
          const body = { planCode, addOnCodes, ...(quantities && { quantities }) }
          return change(ref, '/plan', key, { call: 'Change plan', method: 'PUT', body })
        },
      },
    }),
    ...(can('devices') && {
      devices: {
        list: async (ref) => {
          const { devices } = await readOf('Read equipment', ref, 'devices', wire.deviceListReply)
          return devices.map(({ installedOn, ...device }) => ({ ...device, installedAt: installedOn }))
        },
        ...(can('swap_modem') && {
          swapModem: async (ref, { deviceSerial, reasonCode, ...key }) => {
            const call = 'Swap modem'
            checked(call, () => checkModem(deviceSerial, manifest))
            known(call, 'reasonCode', reasonCode, manifest.swapReasons)
            const body = { serial: deviceSerial.toUpperCase(), reasonCode }
            return change(ref, '/modem', key, { call, method: 'PUT', body })
          },
        }),
      },
    }),
    ...(can('logins') && {
      logins: {
        list: async (ref) => (await readOf('Read logins', ref, 'logins', wire.loginListReply)).logins,
        ...(can('reset_password') && {
          resetPassword: async (ref, { loginId, ...key }) => {
            const part = `/logins/${encodeURIComponent(loginId)}/password-reset`
            const call = { call: 'Reset password', method: 'POST' } as const
            const { sentTo } = await write(ref, part, key, call, wire.passwordResetReply)
            return { sentTo }
          },
        }),
        ...(can('impersonate') && {
          impersonate: async (ref, key) => {
            const call = 'Open customer app'
            const { token, address, expiresAt } = await write(
              ref,
              '/app-link',
              key,
              { call, method: 'POST' },
              wire.appLinkReply,
            )
            const url = address.replaceAll('{token}', encodeURIComponent(token))
            if (!address.includes('{token}') || !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
              throw unexpected(call, 'The address of the app is none', 'unknown')
            return { url, expiresAt }
          },
        }),
      },
    }),
    ...(can('receivers') && {
      centralStation: {
        receivers: async () => (await read('Read receivers', '/receivers', wire.receiverListReply)).receivers,
        update: async (ref, { accountNumber, receiver, forwarding, ...key }) => {
          const call = 'Update central station'
          known(call, 'forwarding', forwarding, manifest.forwarding)
          checked(call, () => {
            if (accountNumber.length > 16)
              throw new FieldError('accountNumber', 'At most 16 characters are kept')
          })
          const body = { accountNumber, receiver, forwarding }
          return change(ref, '/central-station', key, { call, method: 'PUT', body })
        },
      },
    }),
  }
}
